"""The list of orders: narrowed, sorted, with the columns one wants, under the names one gave."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.formats import localize
from django.utils.translation import gettext as _

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.criteria import Criteria, criteria_from, narrowed
from tessera.domain.orders.queries.grid import (
    contents_of,
    count_up_to,
    orders_visible_to,
    page_of,
)
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.queries import method_codes_of
from tessera.domain.reporting.queries.choices import (
    dates_to_choose,
    events_to_choose,
    tariffs_to_choose,
)
from tessera.web.backoffice.page import fragment, page, speaks
from tessera.web.backoffice.sales.columns import COLUMNS, Sight, chosen_columns, needs_of
from tessera.web.backoffice.sales.filters import (
    Filters,
    Named,
    Offered,
    chips_of,
    drawn_filters,
    said_choices,
)
from tessera.web.backoffice.sales.views import PASSING, kept_views, settled
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import Listing

COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for, and the orders that fit."""

    asked: Criteria
    orders: QuerySet[Order]


@requires(Can.SEE_ORDERS)
def orders(request: ShopRequest) -> HttpResponse:
    """Placed orders, searched, narrowed and sorted as the address says; a page of fifty."""
    chosen = chosen_by(request)
    grid = _grid(request, chosen)
    choices = said_choices(_offered(request, chosen.asked))
    counted = count_up_to(chosen.orders, COUNTED + 1)
    context = {
        "named": dressed(Named(initial={"q": chosen.asked.q})),
        "chips": chips_of(chosen.asked, choices, request.GET),
        "is_narrowed": bool(chosen.asked),
        "grid": grid,
        "count": localize(min(counted, COUNTED)) + ("+" if counted > COUNTED else ""),
        "counted": counted,
        "columns": [(column, column in grid.columns) for column in COLUMNS.values()],
        "query": settled(request.GET),
        "hidden": _hidden(request.GET),
        "column_inputs": [("columns", text) for text in request.GET.getlist("columns")],
        "actions": actions_for(request),
        **kept_views(request, "orders"),
    }
    if is_fragment(request):
        part = {"filters": Filters(chosen.asked, choices), "is_part": True}
        return fragment(request, "sales/orders.html#list", {**context, **part})
    drawn = {"filters": drawn_filters(chosen.asked, choices)}
    return page(request, "sales/orders.html", {**context, **drawn}, section="orders")


def chosen_by(request: ShopRequest) -> Chosen:
    """The orders of the shop that the reader sees and the address asks for."""
    asked = criteria_from(request.GET.urlencode())
    seen = orders_visible_to(request.actor, request.shop.id)
    return Chosen(asked, narrowed(seen, asked, time_zone=request.shop.time_zone))


def actions_for(request: ShopRequest) -> list[tuple[str, str]]:
    """What the reader may do to many orders at once, as (code, words)."""
    may = request.actor.may
    offered = [
        ("validate", _("Validate payments"), Can.VALIDATE_PAYMENTS),
        ("resend", _("Resend tickets"), Can.EDIT_ORDERS),
        ("cancel", _("Cancel orders"), Can.EDIT_ORDERS),
        ("authorise", _("Send the link to pay"), Can.EDIT_ORDERS),
        ("refuse", _("Refuse orders"), Can.EDIT_ORDERS),
    ]
    return [(code, said) for code, said, right in offered if may(right)]


def _grid(request: ShopRequest, chosen: Chosen) -> Listing:
    columns = chosen_columns(request.GET)
    codes = [column.code for column in columns]
    sort = request.GET.get("sort") or "-placed"
    found = page_of(
        chosen.orders.select_related("sold_by") if "sold_by" in codes else chosen.orders,
        sort=sort,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        also=needs_of(columns),
    )
    ids = [order.id for order in found.rows] if "contents" in codes else []
    sight = Sight(
        shop=request.shop,
        language=speaks(),
        contents=contents_of(ids, seen_by=request.actor) if ids else {},
        shown=codes,
    )
    return Listing(
        found.rows,
        columns=columns,
        sight=sight,
        address=request.GET,
        paging={"sort": sort, "after": found.after, "before": found.before},
        picked=_pick_words if actions_for(request) else None,
    )


def _pick_words(order: Order) -> str:
    return _("Select order %(number)s") % {"number": order.number}


def _offered(request: ShopRequest, asked: Criteria) -> Offered:
    actor, shop = request.actor, request.shop
    return Offered(
        shop=shop,
        methods=method_codes_of(shop.id),
        events=events_to_choose(actor, shop.id),
        dates=dates_to_choose(actor, shop.id, asked.event),
        tariffs=tariffs_to_choose(actor, shop.id, asked.event),
    )


def _hidden(address: QueryDict) -> list[tuple[str, str]]:
    """What a form that changes the columns carries along."""
    passing = (*PASSING, "columns")
    return [(name, text) for name, text in parse_qsl(address.urlencode()) if name not in passing]
