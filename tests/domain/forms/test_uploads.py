"""Files are what their content says, whatever they are called."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from tessera.domain.forms.errors import BadFile
from tessera.domain.forms.making import FILE_TYPES, QuestionFacts
from tessera.domain.forms.uploads import MIMES, Upload, kind_of, most_bytes, require_file

PDF = b"%PDF-1.7\n%%EOF"
FILE = QuestionFacts(kind="file", label={"en": "File"}, code="file")
PICTURE = QuestionFacts(kind="picture", label={"en": "Picture"}, code="picture")


def picture(form: str = "JPEG", *, size: tuple[int, int] = (60, 40)) -> bytes:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", size, "red").save(out, form, exif=exif)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


DOCX = packed(word__document_xml=b"<x/>")
XLSX = packed(xl__workbook_xml=b"<x/>")
ODT = packed(mimetype=MIMES["odt"].encode())

KINDS = [
    (PDF, "x.pdf", "pdf"),
    (picture(), "x.jpg", "jpg"),
    (picture("PNG"), "x.png", "png"),
    (picture("WEBP"), "x.webp", "webp"),
    (DOCX, "x.docx", "docx"),
    (XLSX, "x.xlsx", "xlsx"),
    (ODT, "x.odt", "odt"),
    (b"a;b\n1;2", "x.csv", "csv"),
    ("Grüezi".encode("cp1252"), "x.txt", "txt"),
    (b"<html><body>hello", "x.txt", ""),
    (b"  <!DOCTYPE html>", "x.pdf", ""),
    (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "x.jpg", ""),
    (b"text <script>alert(1)</script>", "x.csv", ""),
    (b"MZ\x90\x00\x03", "x.pdf", ""),
    (packed(other=b"x"), "x.docx", ""),
    (packed(word__document_xml=b"<x/>", word__vbaProject=b"x"), "x.docx", ""),
    (b"PK\x03\x04broken", "x.docx", ""),
    (b"GIF89a\x00", "x.gif", ""),
]


@pytest.mark.parametrize(("data", "name", "kind"), KINDS)
def test_what_a_file_is(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name=name) == kind


def test_every_kind_has_a_mime() -> None:
    assert set(MIMES) == set(FILE_TYPES)


@pytest.mark.parametrize(
    ("question", "upload", "words"),
    [
        (FILE, Upload("x.pdf", b""), "empty"),
        (FILE, Upload("x.pdf", b"<html>"), "kind we take"),
        (FILE, Upload("x.pdf", PDF + b" " * most_bytes(FILE)), "at most 10 MB"),
        (PICTURE, Upload("x.jpg", PDF), "JPG, PNG, WEBP"),
        (PICTURE, Upload("x.jpg", picture()[:200]), "no picture"),
        (FILE, Upload("x.jpg", b"\xff\xd8\xff<html>"), "no picture"),
    ],
)
def test_wrong_files_are_refused(question: QuestionFacts, upload: Upload, words: str) -> None:
    with pytest.raises(BadFile) as refused:
        require_file(question, upload)
    assert words in refused.value.message


def test_a_picture_that_bursts_is_refused() -> None:
    out = BytesIO()
    Image.new("1", (7_200, 7_200)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000
    for question in (FILE, PICTURE):
        with pytest.raises(BadFile) as refused:
            require_file(question, Upload("x.png", out.getvalue()))
        assert "too many pixels" in refused.value.message


def test_a_picture_tells_nothing_of_its_camera() -> None:
    kept = require_file(PICTURE, Upload("me.jpg", picture(size=(4000, 3000))))
    assert (kept.name, kept.mime) == ("me.webp", "image/webp")
    with Image.open(BytesIO(kept.data)) as opened:
        assert max(opened.size) == 2400
        assert not opened.getexif()


def test_a_document_stays_as_it_came() -> None:
    kept = require_file(FILE, Upload("contract.pdf", PDF))
    assert (kept.name, kept.mime, kept.data) == ("contract.pdf", "application/pdf", PDF)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Docs\\my file.exe", "my file.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a_Set-Cookie_ x.pdf"),
        ("<b>.pdf", "b.pdf"),
        ("", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_are_harmless(name: str, kept: str) -> None:
    assert require_file(FILE, Upload(name, PDF)).name == kept


def test_only_the_kinds_that_are_wanted() -> None:
    question = QuestionFacts(kind="file", label={"en": "x"}, limits={"types": ["pdf"]}, code="x")
    with pytest.raises(BadFile):
        require_file(question, Upload("x.txt", b"text"))
