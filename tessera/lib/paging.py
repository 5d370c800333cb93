"""Pages of a list, each found by a mark next to it: nothing is skipped, nothing counted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row")
AnyModel = TypeVar("AnyModel", bound=Model)
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the marks that fetch those after and before them ("" for none)."""

    rows: list[Row]
    after: str
    before: str


def page_at(
    found: QuerySet[AnyModel],
    *,
    size: int,
    is_marked: bool,
    backwards: bool,
    mark: Callable[[AnyModel], str],
) -> Page[AnyModel]:
    """The first of what is `found` beyond a mark (of all, unless it `is_marked`).

    `backwards` what is found lies before the mark, the nearest first; the page turns it round.
    """
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (is_marked, more) if backwards else (more, is_marked)
    return Page(
        rows=rows,
        after=mark(rows[-1]) if rows and has_next else "",
        before=mark(rows[0]) if rows and has_previous else "",
    )


def read_mark(text: str) -> tuple[str, int] | None:
    """What a row is sorted by, and its id, of a mark "id~value"; nothing where it is none."""
    id_, _, value = text.replace("\x00", "").partition("~")
    is_id = id_.isascii() and id_.isdecimal() and len(id_) <= _LONGEST
    return (value, int(id_)) if is_id else None


def page_by_id(found: QuerySet[AnyModel], *, after: str, before: str, size: int) -> Page[AnyModel]:
    """The rows next to an id, the newest first. What is no id marks nothing."""
    backwards = before.isdecimal() and not after.isdecimal()
    mark = before if backwards else after if after.isdecimal() else ""
    if mark:
        found = found.filter(**{"id__gt" if backwards else "id__lt": int(mark)})
    return page_at(
        found.order_by("id" if backwards else "-id"),
        size=size,
        is_marked=bool(mark),
        backwards=backwards,
        mark=lambda row: str(row.pk),
    )
