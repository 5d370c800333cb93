"""Files that people hand in: of the kind that is asked for by their content, not by their name."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from tessera.domain.forms.errors import BadFile
from tessera.domain.forms.making import FILE_TYPES, MEGA, PICTURE_TYPES, QuestionFacts
from tessera.lib.pictures import BadPicture, fitted, require_picture

DEFAULT_BYTES = 10 * MEGA
"""How large a file may be where the question does not say."""

LARGEST_SIDE = 2400
"""Pictures are kept so large at most, without what cameras write into them."""

MIMES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "txt": "text/plain",
}
BEGINNINGS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
INSIDE = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))
HTML = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|img|a\s|meta|\?xml)", re.I)
UNSAFE = re.compile(r"[^\w.()+, -]+")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: what the sender calls it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file as it is kept."""

    name: str
    mime: str
    data: bytes


def types_of(question: QuestionFacts) -> tuple[str, ...]:
    """The kinds of files that the question takes."""
    every = PICTURE_TYPES if question.kind == "picture" else FILE_TYPES
    return tuple(question.limits.get("types") or every)


def most_bytes(question: QuestionFacts) -> int:
    """How large a file the question takes."""
    return int(question.limits.get("max_bytes") or DEFAULT_BYTES)


def require_file(question: QuestionFacts, upload: Upload) -> Accepted:
    """The file as it is kept: a picture without metadata, anything else as it came.

    Refuses (BadFile) one that is empty, too large, of another kind than the question takes
    whatever its name says, or a picture that would burst (its pixels).
    """
    if not upload.data:
        raise BadFile(_("This file is empty. Choose another one."))
    most = most_bytes(question)
    if len(upload.data) > most:
        raise BadFile(
            _("This file is too large. Send one of at most %(size)s MB.")
            % {"size": f"{most / MEGA:g}"}
        )
    kind, wanted = kind_of(upload.data, name=upload.name), types_of(question)
    if kind not in wanted:
        kinds = ", ".join(each.upper() for each in wanted)
        raise BadFile(_("This is not a file of a kind we take: %(kinds)s.") % {"kinds": kinds})
    if kind in PICTURE_TYPES:
        return _picture(question, upload, kind)
    return Accepted(_named(upload.name, kind), MIMES[kind], upload.data)


def kind_of(data: bytes, *, name: str = "") -> str:
    """What the bytes are: one of FILE_TYPES, or ""; the name only tells CSV from other text."""
    for beginning, kind in BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    return _text(data, name)


def _packed(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as packed:
            inside = set(packed.namelist())
            declared = next(
                (each for each in packed.infolist() if each.filename == "mimetype"), None
            )
            is_odt = (
                declared is not None
                and declared.file_size < 100
                and packed.read(declared).strip() == MIMES["odt"].encode()
            )
    except (BadZipFile, ValueError, KeyError, NotImplementedError, RuntimeError, OSError):
        return ""
    if any("vbaProject" in each for each in inside):
        return ""
    if is_odt:
        return "odt"
    return next((kind for part, kind in INSIDE if part in inside), "")


def _text(data: bytes, name: str) -> str:
    if b"\x00" in data or HTML.search(data):
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            data.decode("cp1252")
        except UnicodeDecodeError:
            return ""
    return "csv" if name.lower().endswith(".csv") else "txt"


def _picture(question: QuestionFacts, upload: Upload, kind: str) -> Accepted:
    try:
        if question.kind == "picture":
            small = fitted(upload.data, width=LARGEST_SIDE, height=LARGEST_SIDE, keeps_alpha=False)
            return Accepted(_named(upload.name, "webp"), MIMES["webp"], small)
        require_picture(upload.data)
    except BadPicture as refusal:
        raise BadFile(refusal.message) from refusal
    return Accepted(_named(upload.name, kind), MIMES[kind], upload.data)


def _named(name: str, kind: str) -> str:
    """The sender's name for it, harmless, with the ending that its content has."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = UNSAFE.sub("_", last.rsplit(".", 1)[0]).strip(" ._")[:100] or _("file")
    return f"{stem}.{kind}"
