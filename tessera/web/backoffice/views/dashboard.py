"""Sales and house at a glance."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse

from tessera.domain.orders.queries.grid import contents_of, orders_visible_to, page_of
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries import house, sales
from tessera.lib import clock
from tessera.web.backoffice import figures
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.tables import OrderGrid
from tessera.web.parts.access import ShopRequest, requires

AHEAD = timedelta(days=400)
MOST_EVENTS = 12
LATEST = 6


@requires(Can.SEE_DASHBOARD)
def dashboard(request: ShopRequest) -> HttpResponse:
    """The shop in pictures: over 7 days, 30 days or the season, in one of its currencies."""
    shop, at, language = request.shop, clock.now(), speaks()
    period = figures.period_of(
        request.GET.get("period", ""), shop=shop, first=sales.first_sale(shop.id), at=at
    )
    asked = request.GET.get("currency", "")
    currency = asked if asked in shop.currencies else shop.currencies[0]
    sold = sales.sales_between(
        shop.id, first=period.before.date(), last=period.today, time_zone=shop.time_zone
    )
    tariffs = sales.tariffs_between(
        shop.id, since=period.since, until=period.until, currency=currency
    )
    coming = house.dates_between(shop.id, since=period.until - timedelta(days=1), until=at + AHEAD)
    tonight = [each for each in coming if each.starts_at < period.until]
    events = figures.by_event(coming)
    orders_url = reverse("backoffice:orders", args=[shop.slug])
    context = {
        "period": period,
        "currency": currency,
        "cards": [
            *figures.sales_cards(sold, period, shop=shop, language=language),
            figures.fill_card(coming, language=language),
            figures.waiting_card(
                sales.waiting_for_money(shop.id, at=at),
                shop=shop,
                language=language,
                url=f"{orders_url}?status=waiting",
            ),
        ],
        "line": figures.sales_line(sold, period, currency=currency, language=language),
        "channels": figures.channel_bars(sold, period),
        "tariffs": figures.tariff_bars(tariffs, currency=currency, language=language),
        "tonight": _with_entries(tonight),
        "events": events[:MOST_EVENTS],
        "more_events": max(len(events) - MOST_EVENTS, 0),
        "latest": _latest(request),
        "orders_url": orders_url,
    }
    return page(request, "dashboard.html", context, section="dashboard")


def _with_entries(dates: list[house.DateFill]) -> list[tuple[house.DateFill, house.Entries]]:
    entries = house.entries_of([each.date_id for each in dates])
    return [(each, entries.get(each.date_id, house.Entries(0, 0))) for each in dates]


def _latest(request: ShopRequest) -> OrderGrid | None:
    if not request.actor.may(Can.SEE_ORDERS):
        return None
    found = page_of(orders_visible_to(request.actor, request.shop.id), sort="-placed", size=LATEST)
    contents = contents_of([order.id for order in found.rows])
    return OrderGrid(found.rows, contents=contents, address=request.GET, shop=request.shop)
