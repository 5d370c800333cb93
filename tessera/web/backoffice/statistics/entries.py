"""Who enters tonight, while they enter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries import house
from tessera.lib.i18n import say_date
from tessera.web.backoffice.page import fragment
from tessera.web.backoffice.statistics import charts
from tessera.web.backoffice.statistics.figures import Asked, asked_in, event_in
from tessera.web.backoffice.statistics.pictures import Picture
from tessera.web.parts.access import ShopRequest, requires

QUARTER = timedelta(minutes=15)
LEAST_QUARTERS, MOST_QUARTERS = 12, 48


@dataclass(frozen=True, slots=True)
class Tonight:
    """The dates of today, who is expected and who has come; `picture` counts by quarter hours."""

    dates: list[tuple[house.DateFill, house.Entries]]
    picture: Picture

    @property
    def entered(self) -> int:
        """How many have come, to all dates."""
        return sum(entries.entered for _date, entries in self.dates)

    @property
    def expected(self) -> int:
        """How many tickets are out."""
        return sum(entries.expected for _date, entries in self.dates)

    @property
    def percent(self) -> int:
        """Entered, in whole per cent of the expected."""
        return house.Entries(self.expected, self.entered).percent


@requires(Can.SEE_DASHBOARD)
def tonight(request: ShopRequest) -> HttpResponse:
    """The entries of today alone: the dashboard renews them every few seconds."""
    event = event_in(request, request.GET.get("event", ""))
    asked = asked_in(request, event=event)
    found = tonight_of(todays_dates(asked), asked)
    context = {"tonight": found, "asked": asked, "event": event}
    return fragment(request, "statistics/tonight.html", context)


def todays_dates(asked: Asked) -> list[house.DateFill]:
    """The dates that begin today, on the shop's clock."""
    morning = asked.morning
    return house.dates_between(asked.sight, since=morning, until=morning + timedelta(days=1))


def tonight_of(dates: Sequence[house.DateFill], asked: Asked) -> Tonight:
    """Expected, entered, and the quarters of an hour of these dates together."""
    ids = [each.date_id for each in dates]
    entries = house.entries_of(ids)
    quarters = _without_gaps(house.entries_by_quarter(ids))
    shown = [(each, entries.get(each.date_id, house.Entries(0, 0))) for each in dates]
    return Tonight(shown, _picture(quarters, asked))


def _picture(quarters: Sequence[tuple[datetime, int]], asked: Asked) -> Picture:
    time_zone = asked.shop.time_zone
    zone = ZoneInfo(time_zone)
    drawing = charts.columns(
        [(say_date(at, time_zone, asked.language, "time"), number) for at, number in quarters]
    )
    rows = [(at.astimezone(zone).isoformat(timespec="minutes"), number) for at, number in quarters]
    title = gettext_lazy("Entries per quarter of an hour")
    return Picture("entries", title, drawing, ("quarter", "entries"), rows, asked)


def _without_gaps(quarters: Sequence[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    """A quarter in which nobody came is a column too, as long as the evening is one evening."""
    if not quarters:
        return []
    counted = dict(quarters)
    first, last = quarters[0][0], quarters[-1][0]
    steps = max(int((last - first) / QUARTER) + 1, LEAST_QUARTERS)
    if steps > MOST_QUARTERS:
        return list(quarters)[-MOST_QUARTERS:]
    return [(at, counted.get(at, 0)) for at in (first + QUARTER * step for step in range(steps))]
