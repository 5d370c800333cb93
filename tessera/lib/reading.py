"""Tables that people bring: CSV or XLSX, read as lines of text; nothing in them is run."""

import csv
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO

from django.utils.translation import gettext as _
from lxml import etree

from tessera.lib.errors import Refusal

ZIPPED = b"PK\x03\x04"
MOST_BYTES = 40 * 1024 * 1024
"""What a workbook may hold, unpacked."""
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class BadTable(Refusal):
    """The file is no table."""

    code = "bad_table"


def lines_of(data: bytes, *, most: int) -> list[list[str]]:
    """The lines that say something, each as its cells; the first names the columns.

    Refuses (BadTable) what is neither CSV nor XLSX, is empty, or has more lines than `most`.
    """
    try:
        read = _workbook(data) if data.startswith(ZIPPED) else _text(data)
        found = []
        for cells in read:
            line = [" ".join(cell.split()) for cell in cells]
            if any(line):
                found.append(line)
            if len(found) > most + 1:
                raise BadTable(_("At most %(most)d lines at once.") % {"most": most})
    except (csv.Error, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError) as wrong:
        raise BadTable(_("This is no table. Send a CSV or an Excel (XLSX) file.")) from wrong
    if len(found) < 2:
        raise BadTable(_("This file has no lines below its heads."))
    return found


def _text(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if "\x00" in text:
        raise ValueError("not a text")
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    return csv.reader(StringIO(text), delimiter=separator)


def _workbook(data: bytes) -> Iterator[list[str]]:
    with zipfile.ZipFile(BytesIO(data)) as book:
        if sum(each.file_size for each in book.infolist()) > MOST_BYTES:
            raise BadTable(_("This workbook is too big."))
        names = sorted(each for each in book.namelist() if each.startswith("xl/worksheets/sheet"))
        shared = (
            [_joined(each) for each in _parsed(book.read("xl/sharedStrings.xml"))]
            if "xl/sharedStrings.xml" in book.namelist()
            else []
        )
        sheet = _parsed(book.read(names[0] if names else "xl/worksheets/sheet1.xml"))
    for row in sheet.iter(f"{SHEET}row"):
        cells: list[str] = []
        for cell in row.iter(f"{SHEET}c"):
            at = _column(str(cell.get("r") or ""), default=len(cells))
            cells += [""] * (at - len(cells))
            cells.append(_cell(cell, shared))
        yield cells


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _joined(found: etree._Element) -> str:
    return "".join(str(each.text or "") for each in found.iter(f"{SHEET}t"))


def _cell(cell: etree._Element, shared: list[str]) -> str:
    kind, value = cell.get("t"), cell.find(f"{SHEET}v")
    if kind == "inlineStr":
        return _joined(cell)
    text = str(value.text or "") if value is not None else ""
    return shared[int(text)] if kind == "s" and text else text


def _column(name: str, *, default: int) -> int:
    letters = "".join(sign for sign in name if sign.isalpha()).upper()
    if not letters or len(letters) > 3:
        return default
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1
