"""Who has entered, while they enter."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries import house
from tessera.domain.reporting.queries.days import sight_of
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tessera.lib.i18n import say_date
from tessera.web.backoffice.page import fragment, page, speaks
from tessera.web.backoffice.statistics import charts
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import is_fragment

BEFORE = timedelta(days=30)
AHEAD = timedelta(days=14)


@requires(Can.SEE_CONTROL)
def door(request: ShopRequest) -> HttpResponse:
    """Entries of one date by gate and by quarter of an hour; the newest scans; renews itself."""
    at, shop = clock.now(), request.shop
    dates = house.dates_between(sight_of(request.actor, shop), since=at - BEFORE, until=at + AHEAD)
    chosen = _chosen(dates, request.GET.get("date", ""), shop=shop, at=at)
    context: dict[str, Any] = {"dates": _nearest_first(dates, at), "chosen": chosen, "at": at}
    if chosen is not None:
        context |= _entries(shop, chosen)
    if is_fragment(request):
        return fragment(
            request, "statistics/door.html#live", {**context, "time_zone": shop.time_zone}
        )
    return page(request, "statistics/door.html", context, section="door")


def _entries(shop: Shop, chosen: house.DateFill) -> dict[str, Any]:
    quarters = house.entries_by_quarter([chosen.date_id])
    language, zone = speaks(), shop.time_zone
    return {
        "entries": house.entries_of([chosen.date_id])[chosen.date_id],
        "gates": house.entries_by_gate(chosen.date_id),
        "quarters": charts.bars(
            [(say_date(at, zone, language, "time"), number, "") for at, number in quarters]
        ),
        "scans": house.latest_scans(
            shop.id, date_id=chosen.date_id, since=chosen.starts_at - timedelta(hours=12)
        ),
    }


def _chosen(
    dates: list[house.DateFill], asked: str, *, shop: Shop, at: datetime
) -> house.DateFill | None:
    """The date asked for; else the first of today, else the next one, else the last one."""
    for each in dates:
        if str(each.date_id) == asked:
            return each
    zone = ZoneInfo(shop.time_zone)
    morning = datetime.combine(at.astimezone(zone).date(), time.min, zone)
    coming = [each for each in dates if each.starts_at >= morning]
    return coming[0] if coming else (dates[-1] if dates else None)


def _nearest_first(dates: list[house.DateFill], at: datetime) -> list[house.DateFill]:
    return sorted(dates, key=lambda each: abs(each.starts_at - at))[:60]
