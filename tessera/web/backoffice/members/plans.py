"""The plans of a shop: listed, put in order, published, hidden, priced anew, removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.activity.queries import history
from tessera.domain.catalogue.models import Plan, Product
from tessera.domain.catalogue.queries.plans import is_within, membership_terms, plans_priced
from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.building import forms_to_attach, uses_in
from tessera.domain.memberships.queries.plans import members_by_plan, orders_of_plans
from tessera.domain.orders.queries.programme import is_product_ordered
from tessera.domain.organisations.rules import Can
from tessera.flows import planning
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.members.place import (
    may_edit,
    members_page,
    plan_or_404,
    today_of,
)
from tessera.web.backoffice.members.words import PLAN_STATUSES, duration_said
from tessera.web.backoffice.programme.moves import place_asked
from tessera.web.backoffice.words import Word
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.fields import AmountField
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE


@dataclass(frozen=True, slots=True)
class Row:
    """One plan as the list shows it; `place` is its place among all."""

    plan: Plan
    status: Word
    duration: str
    orders: int
    members: int
    is_open: bool
    place: int
    is_first: bool
    is_last: bool


class PriceForm(forms.Form):
    """Another price for the same plan."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["net"] = AmountField(
            currency=currency, label=_("New price without VAT, in %(code)s") % {"code": currency}
        )
        dressed(self)


@requires(Can.SEE_MEMBERS)
@require_safe
def plans(request: ShopRequest) -> HttpResponse:
    """Every plan in the order of the shop, with what it costs and how often it was ordered."""
    rows = rows_of(request)
    context = {
        "rows": rows,
        "terms": membership_terms(request.shop.id),
        "may_move": may_edit(request) and len(rows) > 1,
    }
    return members_page(request, "plans.html", context, section="plans")


@requires(Can.SEE_MEMBERS)
@require_safe
def plan(request: ShopRequest, plan_id: int) -> HttpResponse:
    """One plan: where it stands, what it grants, what is asked, what happened."""
    return _plan_page(request, plan_or_404(request, plan_id))


@requires(Can.EDIT_MEMBERS)
@require_POST
def move_plan(request: ShopRequest, plan_id: int) -> HttpResponse:
    """The plan at another place of the list."""
    found = plan_or_404(request, plan_id)
    planning.move_plan(
        request.shop,
        plan_id=found.pk,
        to=place_asked(request),
        by=request.actor,
        at=clock.now(),
    )
    return redirect("backoffice:plans", request.shop.slug)


@requires(Can.EDIT_MEMBERS)
@require_POST
def set_plan_status(request: ShopRequest, plan_id: int) -> HttpResponse:
    """Publish the plan, show it to the team, or hide it."""
    found, status = plan_or_404(request, plan_id), request.POST.get("to", "")
    if status in PLAN_STATUSES:
        try:
            planning.set_plan_status(
                request.shop, plan_id=found.pk, status=status, by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _STATUS_SAID[status]())
    return redirect("backoffice:plan", request.shop.slug, found.pk)


@requires(Can.EDIT_MEMBERS)
@require_POST
def reprice_plan(request: ShopRequest, plan_id: int) -> HttpResponse:
    """The same plan at another price takes the place of this one."""
    found = plan_or_404(request, plan_id)
    form = PriceForm(sent(request), currency=_currency(request))
    if not form.is_valid():
        return _plan_page(request, found, price_form=form, status=UNPROCESSABLE)
    new = planning.reprice_plan(
        request.shop,
        plan_id=found.pk,
        net_price=form.cleaned_data["net"],
        by=request.actor,
        at=clock.now(),
    )
    messages.success(
        request, _("This is the plan at its new price. The old one is hidden; it stays as it was.")
    )
    return redirect("backoffice:plan", request.shop.slug, new.pk)


@requires(Can.EDIT_MEMBERS)
@require_POST
def plan_form(request: ShopRequest, plan_id: int) -> HttpResponse:
    """Which form is put to who joins by the plan."""
    found, asked = plan_or_404(request, plan_id), request.POST.get("form", "")
    is_id = asked.isascii() and asked.isdecimal() and len(asked) < 19
    try:
        planning.ask_of_members(
            request.shop,
            plan_id=found.pk,
            form_id=int(asked) if is_id else None,
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("backoffice:plan", request.shop.slug, found.pk)


@requires(Can.EDIT_MEMBERS)
def delete_plan(request: ShopRequest, plan_id: int) -> HttpResponse:
    """Remove a plan that nobody ever ordered; of others, the way to hide it."""
    found, refusal = plan_or_404(request, plan_id), ""
    if request.method == "POST":
        try:
            planning.delete_plan(request.shop, plan_id=found.pk, by=request.actor, at=clock.now())
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _("The plan is removed."))
            return redirect("backoffice:plans", request.shop.slug)
    context = {"plan": found, "is_ordered": is_product_ordered(found.pk), "refusal": refusal}
    status = UNPROCESSABLE if refusal else 200
    return members_page(request, "delete_plan.html", context, section="plans", status=status)


def rows_of(request: ShopRequest) -> list[Row]:
    """Every plan of the shop as lists show it."""
    found, at = list(plans_priced(request.shop.id)), clock.now()
    ids = [each.pk for each in found]
    orders = orders_of_plans(ids)
    members = members_by_plan(ids, on=today_of(request))
    return [
        Row(
            plan=each,
            status=PLAN_STATUSES[each.product.status],
            duration=duration_said(each),
            orders=orders.get(each.pk, 0),
            members=members.get(each.pk, 0),
            is_open=is_within(each, at=at),
            place=place,
            is_first=place == 0,
            is_last=place == len(found) - 1,
        )
        for place, each in enumerate(found)
    ]


def _plan_page(
    request: ShopRequest, found: Plan, *, price_form: PriceForm | None = None, status: int = 200
) -> HttpResponse:
    shop, currency = request.shop, _currency(request)
    asks = uses_in(shop.id).get(found.pk)
    facts = {
        "plan": found,
        "status": PLAN_STATUSES[found.product.status],
        "statuses": [(code, said) for code, said in PLAN_STATUSES.items()],
        "duration": duration_said(found),
        "currency": currency,
        "price_form": price_form or PriceForm(currency=currency),
        "forms": forms_to_attach(shop.id, Form.Kind.MEMBER),
        "asks": asks,
        "orders": orders_of_plans([found.pk]).get(found.pk, 0),
        "members": members_by_plan([found.pk], on=today_of(request)).get(found.pk, 0),
        "activities": history("plan", found.pk),
        "vat_rate": found.product.vat_rate if found.product.vat_rate is not None else shop.vat_rate,
        "is_published": found.product.status == Product.Status.PUBLISHED,
        "may_see_forms": request.actor.may(Can.EDIT_SETTINGS),
    }
    return members_page(request, "plan.html", facts, section="plans", status=status)


def _currency(request: ShopRequest) -> str:
    terms = membership_terms(request.shop.id)
    return terms.currency if terms else request.shop.currencies[0]


_STATUS_SAID: Mapping[str, Callable[[], str]] = {
    Product.Status.DRAFT: lambda: _("The plan is a draft: nobody sees it in the shop."),
    Product.Status.PREVIEW: lambda: _("Your team sees the plan in the shop; the public does not."),
    Product.Status.PUBLISHED: lambda: _("The plan is published: its price is fixed from now on."),
}
