"""The dates of an event as a month."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from django.utils.safestring import SafeString, mark_safe

from tessera.domain.shops.models import Shop
from tessera.lib.i18n import local
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.programme.marks import Marks
from tessera.web.backoffice.programme.nights import Night


@dataclass(frozen=True, slots=True)
class Shown:
    """The month that is shown, and the ones beside it that have dates ("" for none)."""

    first: date
    since: datetime
    until: datetime
    before: str
    after: str


NOTHING = SafeString(""), 0
MOST = 6
"""So many dates of a day are shown in its square."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its number (0: of another month), its weekday, and what is on, as it is shown.

    A day with very many dates shows the first, and says how many `more` its list (`key`) has.
    """

    number: int
    weekday: str
    is_today: bool
    body: SafeString
    more: int
    key: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its weeks."""

    title: str
    heads: Sequence[tuple[str, str]]
    weeks: Sequence[Sequence[Day]]
    before: str
    after: str


def begin_of(key: str, months: Sequence[date], *, at: datetime, shop: Shop) -> Shown:
    """The month of the key ("2026-12"); else this one or the next with dates, or the last."""
    zone = ZoneInfo(shop.time_zone)
    this = at.astimezone(zone).date().replace(day=1)
    coming = [first for first in months if first >= this]
    first = _read(key) or next(iter([*coming[:1], *months[-1:]]), this)
    before = [each for each in months if each < first]
    after = [each for each in months if each > first]
    return Shown(
        first,
        since=datetime.combine(first, time.min, zone),
        until=datetime.combine(_next(first), time.min, zone),
        before=f"{before[-1]:%Y-%m}" if before else "",
        after=f"{after[0]:%Y-%m}" if after else "",
    )


def month_of(shown: Shown, nights: Sequence[Night], *, marks: Marks, today: date) -> Month:
    """The month with its dates on their days: the first of each day (`dates_of_days`)."""
    by_day: dict[int, list[Night]] = {}
    for night in nights:
        by_day.setdefault(local(night.date.starts_at, marks.time_zone).day, []).append(night)
    first = shown.first
    squares = {day: _squares(found, marks) for day, found in by_day.items()}
    wide, short = (get_day_names(width, locale=speaks()) for width in ("wide", "abbreviated"))
    weeks = [
        [
            _day(day, *squares.get(day, NOTHING), weekday=wide[place], first=first, today=today)
            for place, day in enumerate(week)
        ]
        for week in Calendar().monthdayscalendar(first.year, first.month)
    ]
    return Month(
        title=format_date(first, "LLLL y", locale=speaks()),
        heads=[(wide[day], short[day]) for day in range(7)],
        weeks=weeks,
        before=shown.before,
        after=shown.after,
    )


def _squares(nights: Sequence[Night], marks: Marks) -> tuple[SafeString, int]:
    of_day = nights[0].date.of_day  # type: ignore[attr-defined]  # `dates_of_days` says it
    shown = nights if of_day <= MOST + 1 else nights[:MOST]
    body = "".join([marks.square(night) for night in shown])
    return mark_safe(body), of_day - len(shown)  # noqa: S308 - marks are escaped


def _day(
    number: int, body: SafeString, more: int, *, weekday: str, first: date, today: date
) -> Day:
    if not number:
        return Day(0, weekday, is_today=False, body=body, more=0, key="")
    day = first.replace(day=number)
    return Day(number, weekday, is_today=day == today, body=body, more=more, key=day.isoformat())


def _read(key: str) -> date | None:
    try:
        return datetime.strptime(key, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return None


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
