"""The list of orders and its export."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import localize

from tessera.domain.orders.queries.grid import (
    EXPORTED,
    contents_of,
    count_up_to,
    export_rows,
    orders_visible_to,
    page_of,
)
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.queries import method_codes_of
from tessera.lib import clock
from tessera.web.backoffice.filters import OrderFilters
from tessera.web.backoffice.page import fragment, page
from tessera.web.backoffice.tables import OrderGrid
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import csv_answer

COUNTED = 10_000


@requires(Can.SEE_ORDERS)
def orders(request: ShopRequest) -> HttpResponse:
    """Placed orders, searched, narrowed and sorted as the address says; a page of fifty."""
    chosen = _chosen(request)
    sort = request.GET.get("sort") or "-placed"
    found = page_of(
        chosen.qs,
        sort=sort,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    counted = count_up_to(chosen.qs, COUNTED + 1)
    grid = OrderGrid(
        found.rows,
        contents=contents_of([order.id for order in found.rows]),
        shop=request.shop,
        address=request.GET,
        sort=sort,
        after=found.after,
        before=found.before,
    )
    context = {
        "filters": chosen,
        "grid": grid,
        "count": localize(min(counted, COUNTED)) + ("+" if counted > COUNTED else ""),
        "counted": counted,
        "query": request.GET.urlencode(),
    }
    if is_fragment(request):
        return fragment(request, "orders.html#list", context)
    return page(request, "orders.html", context, section="orders")


@requires(Can.EXPORT)
def orders_csv(request: ShopRequest) -> HttpResponseBase:
    """All orders that the list would show, as a file."""
    chosen = _chosen(request)
    today = clock.now().date().isoformat()
    titles = [name.replace("quote__", "") for name in EXPORTED]
    return csv_answer(f"{request.shop.slug}-orders-{today}.csv", titles, export_rows(chosen.qs))


def _chosen(request: ShopRequest) -> OrderFilters:
    return OrderFilters(
        request.GET,
        queryset=orders_visible_to(request.actor, request.shop.id),
        time_zone=request.shop.time_zone,
        methods=method_codes_of(request.shop.id),
    )
