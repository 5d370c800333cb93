"""The dates of an event as a month."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names

from tessera.domain.shops.models import Shop
from tessera.lib.i18n import local
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.programme.nights import Night


@dataclass(frozen=True, slots=True)
class Shown:
    """The month that is shown, and the ones beside it that have dates ("" for none)."""

    first: date
    since: datetime
    until: datetime
    before: str
    after: str


MOST = 6
"""So many dates of a day are shown in its square."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its number (0: of another month), its weekday, and what is on.

    A day with very many dates shows the first, and says how many `more` its list (`key`) has.
    """

    number: int
    weekday: str
    is_today: bool
    nights: Sequence[Night]
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


def month_of(shown: Shown, nights: Sequence[Night], *, shop: Shop, today: date) -> Month:
    """The month with its dates on their days."""
    by_day: dict[int, list[Night]] = {}
    for night in nights:
        by_day.setdefault(local(night.date.starts_at, shop.time_zone).day, []).append(night)
    first = shown.first
    wide, short = (get_day_names(width, locale=speaks()) for width in ("wide", "abbreviated"))
    weeks = [
        [
            _day(day, by_day.get(day, ()), weekday=wide[place], first=first, today=today)
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


def _day(number: int, nights: Sequence[Night], *, weekday: str, first: date, today: date) -> Day:
    if not number:
        return Day(0, weekday, is_today=False, nights=(), more=0, key="")
    day = first.replace(day=number)
    shown = nights if len(nights) <= MOST + 1 else nights[:MOST]
    return Day(
        number,
        weekday,
        is_today=day == today,
        nights=shown,
        more=len(nights) - len(shown),
        key=day.isoformat(),
    )


def _read(key: str) -> date | None:
    try:
        return datetime.strptime(key, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return None


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
