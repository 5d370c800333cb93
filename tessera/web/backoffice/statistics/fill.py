"""How full the coming dates are: a heat map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from tessera.domain.reporting.queries.house import DateFill, by_event, dates_between
from tessera.lib.i18n import pick
from tessera.web.backoffice.statistics.figures import Asked
from tessera.web.backoffice.statistics.pictures import Picture

AHEAD = timedelta(days=400)
MOST_EVENTS = 12


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Dates under their events, the squares of a map; `more` events did not fit."""

    events: list[tuple[DateFill, list[DateFill]]]
    more: int
    picture: Picture


def fill_dates(asked: Asked) -> list[DateFill]:
    """The dates whose fill rate is drawn: those of today, and those to come."""
    return dates_between(asked.sight, since=asked.morning, until=asked.at + AHEAD)


def those_of_today(dates: Sequence[DateFill], asked: Asked) -> list[DateFill]:
    """The dates among these that begin today."""
    night = asked.morning + timedelta(days=1)
    return [each for each in dates if each.starts_at < night]


def fill_of(dates: Sequence[DateFill], asked: Asked) -> HeatMap:
    """The heat map of these dates."""
    events = by_event(dates)
    zone = ZoneInfo(asked.shop.time_zone)
    rows = [
        (
            pick(each.name, asked.language),
            each.starts_at.astimezone(zone).isoformat(timespec="minutes"),
            each.taken,
            each.capacity,
            each.percent,
        )
        for each in dates
    ]
    title = gettext_lazy("Fill rate of the coming dates")
    columns = ("event", "date", "taken", "capacity", "percent")
    shown = events[:MOST_EVENTS]
    picture = Picture("fill", title, None, columns, rows, asked)
    return HeatMap(shown, len(events) - len(shown), picture)
