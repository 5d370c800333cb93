"""The list of customers, and the page of one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.domain.customers.models import Customer
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries import customers as listing
from tessera.domain.reporting.queries import known
from tessera.domain.reporting.queries.choices import events_to_choose
from tessera.flows.knowing import set_newsletter
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import fragment, page, speaks
from tessera.web.backoffice.sales.customers_columns import (
    COLUMNS,
    Filters,
    Sight,
    chosen_columns,
    name_of,
)
from tessera.web.backoffice.sales.views import kept_views, settled
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import is_fragment
from tessera.web.parts.tables import Listing

COUNTED, COUNTED_OF_EVENT = 10_000, 1_000
"""Counting goes no further; who ordered for an event is asked of each customer one by one."""


@requires(Can.SEE_CUSTOMERS)
def customers(request: ShopRequest) -> HttpResponse:
    """Customers, searched, narrowed and sorted as the address says; a page of fifty."""
    actor, shop = request.actor, request.shop
    asked = listing.asked_from(request.GET.urlencode())
    seen = listing.customers_visible_to(actor, shop.id)
    found = listing.narrowed(seen, asked, time_zone=shop.time_zone)
    most = COUNTED if asked.event is None else COUNTED_OF_EVENT
    counted = found.order_by()[: most + 1].count()
    grid = _grid(request, found)
    context = {
        "filters": Filters(
            asked,
            languages=list(shop.languages),
            events=events_to_choose(actor, shop.id),
        ),
        "is_narrowed": bool(asked),
        "grid": grid,
        "count": localize(min(counted, most)) + ("+" if counted > most else ""),
        "counted": counted,
        "columns": [(column, column in grid.columns) for column in COLUMNS.values()],
        "hidden": _pairs(request, but=("columns", "after", "before", "view")),
        "column_inputs": request.GET.getlist("columns"),
        "query": settled(request.GET),
        **kept_views(request, "customers"),
        "may_edit": actor.may(Can.EDIT_CUSTOMERS),
        "may_export": actor.may(Can.EXPORT),
    }
    if is_fragment(request):
        return fragment(request, "sales/customers.html#list", {**context, "is_part": True})
    return page(request, "sales/customers.html", context, section="customers")


@requires(Can.SEE_CUSTOMERS)
def customer(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Everything that is known of one; a merged one leads to who it was merged into."""
    found = customer_or_404(request, customer_id)
    if found.pk != customer_id:
        return redirect("backoffice:customer", request.shop.slug, found.pk)
    orders = orders_visible_to(request.actor, request.shop.id)
    history = known.history_of_customer(found)
    context = {
        "customer": found,
        "name": name_of(found),
        "figures": listing.figures_of([found.pk], orders=orders).get(found.pk, listing.Figures()),
        "orders": known.orders_of(found, orders=orders),
        "bought": known.bought_by(found, orders=orders),
        "held": known.held_tickets(found, orders=orders),
        "activities": history,
        "consent": known.consent_of(history),
        "terms_accepted_at": known.terms_accepted_at(found),
        "may_edit": request.actor.may(Can.EDIT_CUSTOMERS) and found.erased_at is None,
        "most": known.MOST,
    }
    return page(request, "sales/customer.html", context, section="customers")


@requires(Can.EDIT_CUSTOMERS)
@require_POST
def customer_newsletter(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The customer said yes or no to the newsletter."""
    found = customer_or_404(request, customer_id)
    wanted = request.POST.get("wanted") == "yes"
    try:
        set_newsletter(found.pk, wanted=wanted, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("Noted: the newsletter is wanted.") if wanted else _("Noted: no newsletter.")
        messages.success(request, said)
    return redirect("backoffice:customer", request.shop.slug, found.pk)


def customer_or_404(request: ShopRequest, customer_id: int) -> Customer:
    """The customer, as far as the reader may see them."""
    found = listing.customer_visible_to(request.actor, request.shop.id, customer_id)
    if found is None:
        raise Http404
    return found


def _grid(request: ShopRequest, found: Any) -> Listing:
    columns = chosen_columns(request.GET)
    sort = request.GET.get("sort") or "-since"
    rows = listing.page_of(
        found,
        sort=sort,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    shown, figures = {column.code for column in columns}, {}
    if {"orders", "spent", "last"} & shown:
        orders = orders_visible_to(request.actor, request.shop.id)
        figures = listing.figures_of([each.pk for each in rows.rows], orders=orders)
    return Listing(
        rows.rows,
        columns=columns,
        sight=Sight(request.shop, speaks(), figures, shown),
        address=request.GET,
        paging={"sort": sort, "after": rows.after, "before": rows.before},
    )


def _pairs(request: ShopRequest, *, but: tuple[str, ...]) -> list[tuple[str, str]]:
    told = request.GET.lists()
    return [(name, text) for name, values in told for text in values if name not in but]
