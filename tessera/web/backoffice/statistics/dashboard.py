"""Sales and house at a glance."""

from django.http import HttpResponse
from django.urls import reverse

from tessera.domain.orders.queries.grid import contents_of, orders_visible_to, page_of
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.sales import waiting_for_money
from tessera.web.backoffice.page import page
from tessera.web.backoffice.statistics import cards, pictures
from tessera.web.backoffice.statistics.figures import Asked, asked_in
from tessera.web.backoffice.statistics.orders import OrderGrid
from tessera.web.backoffice.statistics.seen import seen
from tessera.web.parts.access import ShopRequest, requires

LATEST = 6
DRAWN = (pictures.channels, pictures.methods, pictures.tariffs, pictures.zones)


@requires(Can.SEE_DASHBOARD)
def dashboard(request: ShopRequest) -> HttpResponse:
    """The shop in pictures: over days of one's choice, in one of its currencies."""
    asked = asked_in(request)
    shown = seen(asked, drawn=DRAWN)
    context = {
        **shown,
        "cards": [*shown["cards"], *_waiting(asked)],
        "latest": _latest(request),
        "orders_url": reverse("backoffice:orders", args=[request.shop.slug]),
    }
    return page(request, "statistics/dashboard.html", context, section="dashboard")


def _waiting(asked: Asked) -> list[cards.Card]:
    if not asked.actor.may(Can.SEE_ORDERS):
        return []
    shop = asked.shop
    url = f"{reverse('backoffice:orders', args=[shop.slug])}?status=waiting"
    waiting = waiting_for_money(asked.actor, shop, at=asked.at)
    return [cards.waiting_card(waiting, shop=shop, language=asked.language, url=url)]


def _latest(request: ShopRequest) -> OrderGrid | None:
    if not request.actor.may(Can.SEE_ORDERS):
        return None
    found = page_of(orders_visible_to(request.actor, request.shop.id), sort="-placed", size=LATEST)
    contents = contents_of([order.id for order in found.rows], seen_by=request.actor)
    return OrderGrid(found.rows, contents=contents, address=request.GET, shop=request.shop)
