"""Lists: columns by django-tables2, sorting and pages by the address, CSV as a stream."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import django_tables2 as tables
from django.http import FileResponse, QueryDict, StreamingHttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tessera.lib.sheets import csv_blocks, write_xlsx
from tessera.web.parts.escaping import escape

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        self.next_url = _address(address, after=after) if after else ""
        self.previous_url = _address(address, before=before) if before else ""

    def heads(self) -> list[Head]:
        """The head of every column, with the address that sorts by it."""
        return [self._head(column) for column in self.columns]

    def lines(self) -> list[list[tuple[str, Any]]]:
        """Every row as (css, cell): what `render_<column>` says of the record."""
        columns = [
            (column.attrs["td"].get("class") or "", getattr(self, f"render_{column.name}"))
            for column in self.columns
        ]
        return [[(css, said(record)) for css, said in columns] for record in self.data]

    def _head(self, column: Any) -> Head:
        css = column.attrs["th"].get("class") or ""
        name = self.sorts.get(column.name, "")
        return _head(str(column.header), css, name, sort=self.sort, address=self.address)


class Listing:
    """A list whose columns are chosen while it runs; drawn, sorted and paged as a `Grid` is.

    Cells are what each column says of a record, told the same `sight` for all. With `picks`
    each row begins with a box to tick: it gives that form the id of the record, and is called
    what `picked` says.
    """

    def __init__(
        self,
        rows: Sequence[Any],
        *,
        columns: Sequence[Any],
        sight: Any,
        address: QueryDict,
        paging: Mapping[str, str],
        picked: Callable[[Any], str] | None = None,
    ) -> None:
        self.data, self.columns, self.sight = rows, columns, sight
        self.address, self.sort = address, paging.get("sort", "")
        self.picked = picked
        after, before = paging.get("after", ""), paging.get("before", "")
        self.next_url = _address(address, after=after) if after else ""
        self.previous_url = _address(address, before=before) if before else ""

    def heads(self) -> list[Head]:
        """The head of every column, with the address that sorts by it."""
        tick = format_html('<span class="sr-only">{}</span>', _("Tick"))
        first = [Head(tick, "w-8 max-sm:pr-0 no-print", "", "")] if self.picked else []
        return first + [
            _head(str(column.title), column.css, column.sort, sort=self.sort, address=self.address)
            for column in self.columns
        ]

    def lines(self) -> Iterator[list[tuple[str, Any]]]:
        """Every row as (css, cell)."""
        columns, sight = [(each.css, each.said) for each in self.columns], self.sight
        for record in self.data:
            cells = [(css, said(record, sight)) for css, said in columns]
            yield (
                [("w-8 max-sm:pr-0 no-print", self._box(record)), *cells] if self.picked else cells
            )

    @cached_property
    def body(self) -> SafeString:
        """All rows as they stand in the page: a template would take longer for each cell."""
        said = []
        for line in self.lines():
            said.append('<tr class="hover:bg-base-200">')
            said += [f'<td class="max-sm:px-1.5 {css}">{escape(cell)}</td>' for css, cell in line]
            said.append("</tr>")
        return mark_safe("".join(said))  # noqa: S308 - each cell was escaped, if it is not safe

    def _box(self, record: Any) -> SafeString:
        assert self.picked is not None
        return mark_safe(  # noqa: S308 - a number, and words that were escaped
            '<input type="checkbox" class="checkbox checkbox-sm align-middle" form="picks" '
            f'name="pick" value="{record.pk}" aria-label="{escape(self.picked(record))}">'
        )


def _head(title: str, css: str, name: str, *, sort: str, address: QueryDict) -> Head:
    if not (name and sort):
        return Head(title, css, "", "")
    falls, is_sorted = sort == f"-{name}", sort.lstrip("-") == name
    url = _address(address, sort=name if falls or not is_sorted else f"-{name}")
    if not is_sorted:
        return Head(title, css, url, "none")
    return Head(title, css, url, "descending" if falls else "ascending")


def _address(address: QueryDict, **change: str) -> str:
    changed = address.copy()
    for name in ("after", "before"):
        changed.pop(name, None)
    for name, value in change.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def csv_answer(
    filename: str,
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    separator: str = ",",
) -> StreamingHttpResponse:
    """A CSV file sent row by row; spreadsheets read it right and run nothing in it."""
    blocks = csv_blocks(titles, rows, separator=separator)
    answer = StreamingHttpResponse(blocks, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "no-store"
    return answer


def xlsx_answer(
    filename: str, titles: Sequence[str], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """A workbook, written to a file that is gone once it is sent."""
    with TemporaryDirectory(prefix="tessera-") as folder:
        path = Path(folder) / "table.xlsx"
        write_xlsx(path, titles, rows)
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=filename)
    answer["Content-Type"] = XLSX
    answer["Cache-Control"] = "no-store"
    return answer
