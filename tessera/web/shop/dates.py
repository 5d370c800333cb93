"""Dates as rows, months and badges."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Event, EventDate, Visibility
from tessera.domain.catalogue.queries.sellables import sale_end
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.web.shop.saying import Said, names, say, say_month

FEW = 15
"""From so many places on, buyers are told how many are left."""


@dataclass(frozen=True, slots=True)
class Badge:
    """How it stands with a date: `tone` is ok, few, none or off."""

    tone: str
    text: str

    @property
    def can_buy(self) -> bool:
        """Whether there is something to buy."""
        return self.tone in ("ok", "few")


@dataclass(frozen=True, slots=True)
class Row:
    """One date as a page shows it."""

    id: int
    event_slug: str
    event_name: str
    url: str
    said: Said
    doors: str
    place: str
    badge: Badge
    is_cancelled: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its weeks under `heads`, the names of the days; each day is its number (0: not
    of this month) and its rows."""

    title: str
    key: str
    before: str
    after: str
    heads: tuple[str, ...]
    weeks: list[list[tuple[int, list[Row]]]]
    rows: list[Row]


def badge_of(
    event: Event, each: EventDate, left: int | None, *, at: datetime, channel: str = "online"
) -> Badge:
    """What to say of a date: cancelled, full, closed, sold out, few left, or nothing to say."""
    if each.status == Visibility.CANCELLED:
        return Badge("off", _("Cancelled"))
    if event.full_online or each.full_online:
        return Badge("none", _("Full"))
    if at >= sale_end(each, channel):
        return Badge("off", _("Online sale ended"))
    if left is None:
        return Badge("off", _("Not on sale"))
    if left <= 0:
        return Badge("none", _("Sold out"))
    if left <= FEW:
        return Badge("few", _("Only %(left)d left") % {"left": left})
    return Badge("ok", _("Places available"))


def rows_of(
    shop: Shop,
    dates: Sequence[EventDate],
    *,
    events: Mapping[int, Event],
    totals: Mapping[int, tuple[int, int]],
    language: str,
    at: datetime,
) -> list[Row]:
    """The dates in words, with what is left of each (`totals`: capacity and left by date)."""
    pages = {
        event.id: reverse("shop:event", args=[shop.slug, event.slug]) for event in events.values()
    }
    return [
        replace(
            _row(shop, each, events[each.event_id], totals.get(each.id), language, at),
            url=f"{pages[each.event_id]}?date={each.id}",
        )
        for each in dates
    ]


def chosen(rows: Sequence[Row], date_id: int | None) -> list[Row]:
    """The same rows, the chosen one marked."""
    return [replace(row, is_chosen=True) if row.id == date_id else row for row in rows]


def months_of(rows: Sequence[Row]) -> list[str]:
    """The months ("2026-12") in which something is on, in order."""
    return list(dict.fromkeys(f"{row.said.on:%Y-%m}" for row in rows))


def month_of(rows: Sequence[Row], key: str, *, language: str) -> Month:
    """The month of this key ("2026-12"), or the first one with something on."""
    keys = months_of(rows)
    if key not in keys:
        key = keys[0] if keys else ""
    if not key:
        return Month(title="", key="", before="", after="", heads=(), weeks=[], rows=[])
    first = date(int(key[:4]), int(key[5:]), 1)
    place = keys.index(key)
    shown = [row for row in rows if f"{row.said.on:%Y-%m}" == key]
    by_day: dict[int, list[Row]] = {}
    for row in shown:
        by_day.setdefault(row.said.on.day, []).append(row)
    weeks = Calendar().monthdayscalendar(first.year, first.month)
    return Month(
        title=say_month(first, language),
        key=key,
        before=keys[place - 1] if place else "",
        after=keys[place + 1] if place + 1 < len(keys) else "",
        heads=names(language).short_days,
        weeks=[[(day, by_day.get(day, [])) for day in week] for week in weeks],
        rows=shown,
    )


def _row(
    shop: Shop,
    each: EventDate,
    event: Event,
    total: tuple[int, int] | None,
    language: str,
    at: datetime,
) -> Row:
    doors = ""
    if each.doors_at is not None:
        opening = say(each.doors_at, time_zone=shop.time_zone, language=language).time
        doors = _("doors %(time)s") % {"time": opening}
    return Row(
        id=each.id,
        event_slug=event.slug,
        event_name=pick(event.name, language),
        url="",
        said=say(each.starts_at, time_zone=shop.time_zone, language=language),
        doors=doors,
        place=", ".join(part for part in (event.venue, event.city) if part),
        badge=badge_of(event, each, total[1] if total else None, at=at),
        is_cancelled=each.status == Visibility.CANCELLED,
    )
