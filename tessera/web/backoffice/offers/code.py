"""One code: who used it and when, how often it may be, its link and its picture."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.offers.models import Code, Offer
from tessera.domain.offers.queries.desk import code_in
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.orders.queries.offers import is_code_known
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.offers import (
    CodesAsked,
    count_uses,
    uses_of_code,
    uses_page,
)
from tessera.flows import discounting
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.offers.frame import offer_or_404, offer_page
from tessera.web.backoffice.offers.overview import use_line
from tessera.web.backoffice.offers.sharing import link_of
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE


class UsesForm(forms.Form):
    """How often the code may be used."""

    max_uses = forms.IntegerField(
        label=gettext_lazy("Most uses"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs={"class": "input w-full", "inputmode": "numeric"}),
        help_text=gettext_lazy("So many orders. Empty: as many as one likes."),
    )


@requires(Can.EDIT_PROGRAMME)
def code(request: ShopRequest, offer_id: int, offer_code: int) -> HttpResponse:
    """Who used it; the form changes how often it may be."""
    offer, found = _code_or_404(request, offer_id, offer_code)
    form = UsesForm(sent(request), initial={"max_uses": found.max_uses})
    if request.method == "POST" and form.is_valid():
        try:
            discounting.change_code(
                offer.pk,
                found.pk,
                max_uses=form.cleaned_data["max_uses"],
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("max_uses", refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("backoffice:code", request.shop.slug, offer.pk, found.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    context = {**_told(request, offer, found), "form": dressed(form)}
    return offer_page(request, "code.html", context, offer=offer, tab="codes", status=status)


@requires(Can.EDIT_PROGRAMME)
def switch_code(request: ShopRequest, offer_id: int, offer_code: int) -> HttpResponse:
    """On, or off."""
    offer, found = _code_or_404(request, offer_id, offer_code)
    if request.method == "POST":
        asked = CodesAsked(ids=(found.pk,))
        is_active = request.POST.get("to") == "on"
        discounting.switch_codes(
            offer.pk, asked, is_active=is_active, by=request.actor, at=clock.now()
        )
        said = _("The code is switched on.") if is_active else _("The code is switched off.")
        messages.success(request, said)
    return redirect("backoffice:code", request.shop.slug, offer.pk, found.pk)


@requires(Can.EDIT_PROGRAMME)
def delete_code(request: ShopRequest, offer_id: int, offer_code: int) -> HttpResponse:
    """Remove a code that nobody used."""
    offer, found = _code_or_404(request, offer_id, offer_code)
    if request.method == "POST":
        try:
            discounting.delete_code(offer.pk, found.pk, by=request.actor, at=clock.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The code is removed."))
            return redirect("backoffice:codes", request.shop.slug, offer.pk)
    return redirect("backoffice:code", request.shop.slug, offer.pk, found.pk)


def _code_or_404(request: ShopRequest, offer_id: int, code_id: int) -> tuple[Offer, Code]:
    offer = offer_or_404(request, offer_id)
    found = code_in(offer, code_id)
    if found is None:
        raise Http404
    return offer, found


def _told(request: ShopRequest, offer: Offer, found: Code) -> dict[str, Any]:
    orders = orders_visible_to(request.actor, request.shop.pk)
    shown = uses_page(
        uses_of_code(found.pk, orders=orders),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return {
        "code": found,
        "used": count_uses([found.pk])[found.pk],
        "uses": [use_line(each, request) for each in shown.rows],
        "next": shown.after,
        "previous": shown.before,
        "is_known": is_code_known(found.pk),
        "link": link_of(request.shop, offer, found),
        "may_see_orders": request.actor.may(Can.SEE_ORDERS),
    }
