"""Customers are added, corrected, merged and erased."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tessera.domain.customers.models import KEPT, Customer
from tessera.domain.customers.rules import differing
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries import customers as listing
from tessera.domain.reporting.queries.known import preview_of
from tessera.flows.erasing import erase_customer
from tessera.flows.knowing import add_customer, edit_customer
from tessera.flows.merging import merge_customers
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page, refused
from tessera.web.backoffice.sales.customers import customer_or_404
from tessera.web.backoffice.sales.customers_columns import name_of
from tessera.web.backoffice.sales.customers_forms import CustomerForm, Erasing, Merging
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

FOUND = 20


@requires(Can.EDIT_CUSTOMERS)
def add(request: ShopRequest) -> HttpResponse:
    """Somebody who has not ordered yet."""
    form = CustomerForm(sent(request), shop=request.shop)
    context: dict[str, Any] = {"form": form}
    if request.method != "POST":
        return page(request, "sales/customer_edit.html", context, section="customers")
    if not form.is_valid():
        return _again(request, context)
    try:
        added = add_customer(request.shop.id, form.told(), by=request.actor, at=clock.now())
    except Refusal as refusal:
        taken = {**context, "taken_by": refusal.facts.get("customer_id")}
        return refused(request, refusal, "sales/customer_edit.html", taken, section="customers")
    messages.success(request, _("%(name)s is added.") % {"name": name_of(added)})
    return redirect("backoffice:customer", request.shop.slug, added.pk)


@requires(Can.EDIT_CUSTOMERS)
def edit(request: ShopRequest, customer_id: int) -> HttpResponse:
    """What is known of a customer is corrected; orders of the past keep what they say."""
    found = customer_or_404(request, customer_id)
    form = CustomerForm(sent(request), shop=request.shop, customer=found)
    context: dict[str, Any] = {"form": form, "customer": found, "name": name_of(found)}
    if request.method != "POST":
        return page(request, "sales/customer_edit.html", context, section="customers")
    if not form.is_valid():
        return _again(request, context)
    if clash := clashes(form):
        return _again(request, {**context, "clashes": clash})
    try:
        changed = edit_customer(found.pk, form.told(), by=request.actor, at=clock.now())
    except Refusal as refusal:
        taken = {**context, "taken_by": refusal.facts.get("customer_id")}
        return refused(request, refusal, "sales/customer_edit.html", taken, section="customers")
    if changed:
        messages.success(request, _("Saved."))
    return redirect("backoffice:customer", request.shop.slug, found.pk)


@requires(Can.EDIT_CUSTOMERS)
def merge(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Looks for the other one, shows both side by side, then makes them one."""
    kept = customer_or_404(request, customer_id)
    other = _other(request)
    if other is None:
        return _look_for_other(request, kept)
    names = differing(vars(kept), vars(other), ("email", *KEPT))
    form = Merging(sent(request), kept=kept, other=other, names=names)
    orders = orders_visible_to(request.actor, request.shop.id)
    figures = listing.figures_of([kept.pk, other.pk], orders=orders)
    context = {
        "customer": kept,
        "name": name_of(kept),
        "other": other,
        "other_name": name_of(other),
        "form": form,
        "moves": figures.get(other.pk, listing.Figures()).orders,
        "stays": figures.get(kept.pk, listing.Figures()).orders,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "sales/customer_merge.html", context, section="customers")
    chosen, at = form.from_other(), clock.now()
    try:
        merge_customers(kept.pk, other.pk, from_other=chosen, by=request.actor, at=at)
    except Refusal as refusal:
        return refused(request, refusal, "sales/customer_merge.html", context, section="customers")
    messages.success(request, _("They are one customer now."))
    return redirect("backoffice:customer", request.shop.slug, kept.pk)


@requires(Can.EDIT_CUSTOMERS)
def erase(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Says exactly what goes and what stays, asks once, then forgets the person."""
    found, at = customer_or_404(request, customer_id), clock.now()
    preview = preview_of(found, at=at)
    form = Erasing(sent(request), elsewhere=len(preview.elsewhere), coming=len(preview.coming))
    context = {"customer": found, "name": name_of(found), "preview": preview, "form": form}
    if request.method != "POST" or not form.is_valid():
        return page(request, "sales/customer_erase.html", context, section="customers")
    told = form.cleaned_data
    try:
        erase_customer(
            found.pk,
            despite_coming=bool(told.get("despite_coming")),
            also_elsewhere=bool(told.get("also_elsewhere")),
            by=request.actor,
            at=at,
        )
    except Refusal as refusal:
        return refused(request, refusal, "sales/customer_erase.html", context, section="customers")
    messages.success(request, _("The customer is erased. Orders and amounts are kept."))
    return redirect("backoffice:customers", request.shop.slug)


def _look_for_other(request: ShopRequest, kept: Customer) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    asked = listing.Asked(q=words or kept.last_name or kept.company)
    seen = listing.customers_visible_to(request.actor, request.shop.id).exclude(id=kept.pk)
    found = listing.narrowed(seen, asked, time_zone=request.shop.time_zone) if asked else seen
    orders = orders_visible_to(request.actor, request.shop.id)
    rows = listing.page_of(found, sort="name", size=FOUND).rows if asked else []
    figures = listing.figures_of([each.pk for each in rows], orders=orders)
    context = {
        "customer": kept,
        "name": name_of(kept),
        "q": asked.q,
        "others": [(each, figures.get(each.pk, listing.Figures()).orders) for each in rows],
    }
    return page(request, "sales/customer_other.html", context, section="customers")


def _other(request: ShopRequest) -> Customer | None:
    asked = request.POST.get("other") or request.GET.get("other") or ""
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    return customer_or_404(request, int(asked))


def _again(request: ShopRequest, context: dict[str, Any]) -> HttpResponse:
    return page(
        request, "sales/customer_edit.html", context, section="customers", status=UNPROCESSABLE
    )
