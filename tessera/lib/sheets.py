"""Tables for spreadsheets: CSV as a stream, XLSX written row by row; neither runs anything."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from tessera.lib.lazily import Lazily

xlsxwriter = Lazily("xlsxwriter")

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
BLOCK = 500
"""Lines that leave together."""

Rows = Iterable[Sequence[Any]]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def harmless(text: str) -> str:
    """The text, marked as such where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_blocks(titles: Sequence[str], rows: Rows, *, separator: str = ",") -> Iterator[str]:
    """The lines of a CSV file, some hundred at a time; the first begins with the mark of UTF-8."""
    writer, plain = csv.writer(_Echo(), delimiter=separator), _PLAIN.get
    block = [BOM, writer.writerow([harmless(title) for title in titles])]
    for row in rows:
        block.append(writer.writerow([plain(type(value), _same)(value) for value in row]))
        if len(block) >= BLOCK:
            yield "".join(block)
            block = []
    yield "".join(block)


def write_csv(path: Path, titles: Sequence[str], rows: Rows, *, separator: str = ",") -> None:
    """The table as a CSV file, in constant memory."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_blocks(titles, rows, separator=separator))


def write_xlsx(path: Path, titles: Sequence[str], rows: Rows) -> None:
    """The table as a workbook of one sheet, in constant memory; its head stays in view."""
    options = {"constant_memory": True, "tmpdir": str(path.parent), "remove_timezone": True}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        head = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(titles):
            sheet.set_column(column, column, max(10, min(len(title) + 2, 40)))
            sheet.write_string(0, column, title, head)
        put: dict[type, Callable[[int, int, Any], Any]] = {
            datetime: lambda row, column, value: sheet.write_datetime(row, column, value, moment),
            date: lambda row, column, value: sheet.write_datetime(row, column, value, day),
            Decimal: lambda row, column, value: sheet.write_number(
                row, column, float(value), money
            ),
            int: sheet.write_number,
        }
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is not None and value != "":
                    put.get(type(value), _text(sheet))(number, column, value)


def _text(sheet: Any) -> Callable[[int, int, Any], Any]:
    return lambda row, column, value: sheet.write_string(row, column, str(value)[:32_000])


def _moment(value: datetime) -> str:
    return value.isoformat(sep=" ", timespec="seconds" if value.tzinfo else "minutes")


_PLAIN: dict[type, Callable[[Any], Any]] = {
    str: harmless,
    SafeString: harmless,
    type(None): lambda value: "",
    datetime: _moment,
    Decimal: lambda value: f"{value:f}",
}


def _same(value: Any) -> Any:
    return harmless(str(value)) if isinstance(value, str | Promise) else value
