"""Lists: columns by django-tables2, sorting and pages by the address, CSV as a stream."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import django_tables2 as tables
from django.http import QueryDict, StreamingHttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column; `url` sorts by it ("" when it cannot)."""

    title: str
    css: str
    url: str
    sorted: str


class Grid(tables.Table):
    """A list sorted and paged by the database: `sorts` says which columns can be, by which name.

    Each column has its `render_<column>(record)`. Rows come ready; `after` and `before` are the
    marks of the neighbouring pages; without a `sort` the list cannot be sorted.
    """

    sorts: ClassVar[dict[str, str]] = {}

    class Meta:
        template_name = "parts/table.html"
        orderable = False

    def __init__(
        self,
        rows: Sequence[Any],
        *,
        address: QueryDict,
        sort: str = "",
        after: str = "",
        before: str = "",
    ) -> None:
        super().__init__(rows, orderable=False)
        self.address, self.sort = address, sort
        self.next_url = self._url(after=after) if after else ""
        self.previous_url = self._url(before=before) if before else ""

    def heads(self) -> list[Head]:
        """The head of every column, with the address that sorts by it."""
        return [self._head(column) for column in self.columns]

    def lines(self) -> list[list[tuple[str, Any]]]:
        """Every row as (css, cell): what `render_<column>` says of the record."""
        columns = [
            (column.attrs["td"].get("class", ""), getattr(self, f"render_{column.name}"))
            for column in self.columns
        ]
        return [[(css, said(record)) for css, said in columns] for record in self.data]

    def _head(self, column: Any) -> Head:
        css = column.attrs["th"].get("class", "")
        name = self.sorts.get(column.name, "") if self.sort else ""
        if not name:
            return Head(str(column.header), css, "", "")
        falls = self.sort == f"-{name}"
        is_sorted = self.sort.lstrip("-") == name
        url = self._url(sort=name if falls or not is_sorted else f"-{name}")
        if not is_sorted:
            return Head(str(column.header), css, url, "none")
        return Head(str(column.header), css, url, "descending" if falls else "ascending")

    def _url(self, **change: str) -> str:
        address = self.address.copy()
        for name in ("after", "before"):
            address.pop(name, None)
        for name, value in change.items():
            address[name] = value
        return f"?{address.urlencode()}"


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_answer(
    filename: str, titles: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A CSV file sent row by row; spreadsheets read it right and run nothing in it."""
    answer = StreamingHttpResponse(_lines(titles, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _lines(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    block = [BOM, writer.writerow([_cell(title) for title in titles])]
    for row in rows:
        block.append(writer.writerow([_cell(value) for value in row]))
        if len(block) >= 500:
            yield "".join(block)
            block = []
    yield "".join(block)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
