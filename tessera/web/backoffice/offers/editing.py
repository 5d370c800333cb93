"""One offer: made, edited, copied, removed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.offers.effects import EFFECTS, EffectForm
from tessera.domain.offers.models import Offer
from tessera.domain.offers.queries.desk import terms_of
from tessera.domain.offers.terms import OfferFacts
from tessera.domain.orders.queries.offers import is_offer_known
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.audience import customers_found, customers_named
from tessera.flows import discounting
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.offers.form import (
    Offered,
    OfferForm,
    initial_of,
    offered_to,
    settings_form,
    settings_told,
)
from tessera.web.backoffice.offers.frame import may_edit, offer_or_404, offer_page
from tessera.web.backoffice.page import fragment, page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

HELPS = ("preview", "add", "limits_drop", "find")
"""Buttons of the form that save nothing: another effect, a thing more or less, a search."""

FIELDS = {"customer_ids": "audience", "channels": "channels", "needs_code": "by_code"}


@requires(Can.EDIT_PROGRAMME)
def new_offer(request: ShopRequest) -> HttpResponse:
    """A form for a new offer; its codes come next."""
    shop, offered = request.shop, offered_to(request)
    first = request.GET.get("effect", "")
    initial = {"effect": first if first in EFFECTS.all() else _first_effect()}
    form = OfferForm(sent(request), shop=shop, offered=offered, keeping=None, initial=initial)
    own = settings_form(request, _effect(form), None, shop=shop)
    if _is_sent(request) and _is_valid(form, own):
        try:
            offer = discounting.create_offer(
                shop.pk, form.facts(settings_told(own)), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(_field(form, refusal), refusal.message)
        else:
            messages.success(request, _("The offer is made."))
            where = "codes" if offer.needs_code else "offer"
            return redirect(f"backoffice:{where}", shop.slug, offer.pk)
    context = {**_drawn(request, form, own), "may_edit": may_edit(request)}
    status = _status(request, form, own)
    return page(request, "offers/new_offer.html", context, section="offers", status=status)


@requires(Can.EDIT_PROGRAMME)
def edit_offer(request: ShopRequest, offer_id: int) -> HttpResponse:
    """All that is said of the offer; who saves second is told what changed meanwhile."""
    offer, shop = offer_or_404(request, offer_id), request.shop
    stored = terms_of(offer)
    offered = offered_to(request, keeping=[each.thing for each in stored.limits])
    form = OfferForm(
        sent(request), shop=shop, offered=offered, keeping=stored, initial=initial_of(stored)
    )
    is_frozen = offer.first_used_at is not None
    if is_frozen:
        _freeze(form)
    guard(form)
    own = settings_form(request, stored.effect if is_frozen else _effect(form), stored, shop=shop)
    context: dict[str, Any] = {"is_frozen": is_frozen}
    if _is_sent(request) and (is_frozen or _is_valid(form, own)) and form.is_valid():
        context["clashes"] = _clashes(form, own, is_frozen=is_frozen)
        if not context["clashes"] and _saved(request, offer, form, own, stored):
            return redirect("backoffice:offer", shop.slug, offer.pk)
    context |= _drawn(request, form, own)
    status = UNPROCESSABLE if context.get("clashes") else _status(request, form, own)
    return offer_page(
        request, "edit_offer.html", context, offer=offer, tab="edit_offer", status=status
    )


@requires(Can.EDIT_PROGRAMME)
@require_safe
def find_customers(request: ShopRequest) -> HttpResponse:
    """Customers who fit the words, to be ticked in the form of an offer."""
    ticked = {int(each) for each in request.GET.getlist("customer_ids") if each.isdecimal()}
    found = customers_found(request.actor, request.shop.pk, request.GET.get("words", "")[:100])
    context = {
        "found": [each for each in found if each.pk not in ticked],
        "is_searched": True,
    }
    return fragment(request, "offers/customers.html#found", context)


@requires(Can.EDIT_PROGRAMME)
@require_POST
def duplicate_offer(request: ShopRequest, offer_id: int) -> HttpResponse:
    """The same once more, as a draft."""
    offer = offer_or_404(request, offer_id)
    copy = discounting.duplicate_offer(offer.pk, by=request.actor, at=clock.now())
    messages.success(request, _("This is the copy: a draft without codes."))
    return redirect("backoffice:edit_offer", request.shop.slug, copy.pk)


@requires(Can.EDIT_PROGRAMME)
def delete_offer(request: ShopRequest, offer_id: int) -> HttpResponse:
    """Remove an offer nobody used; for others, the way to switch it off."""
    offer, refusal = offer_or_404(request, offer_id), ""
    if request.method == "POST":
        try:
            discounting.delete_offer(offer.pk, by=request.actor, at=clock.now())
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _("The offer is removed."))
            return redirect("backoffice:offers", request.shop.slug)
    context = {"is_known": is_offer_known(offer.pk), "refusal": refusal}
    status = UNPROCESSABLE if refusal else 200
    return offer_page(request, "delete_offer.html", context, offer=offer, tab="", status=status)


def _first_effect() -> str:
    known = list(EFFECTS.all())
    return "percentage" if "percentage" in known else known[0]


def _effect(form: OfferForm) -> str:
    told = str(form["effect"].value() or "")
    return told if told in EFFECTS.all() else _first_effect()


def _is_sent(request: ShopRequest) -> bool:
    return request.method == "POST" and not any(name in request.POST for name in HELPS)


def _is_valid(form: OfferForm, own: EffectForm) -> bool:
    is_valid = form.is_valid()
    if not own.is_bound:
        form.add_error("effect", _("Now say how much, below."))
    return own.is_valid() and is_valid


def _status(request: ShopRequest, form: OfferForm, own: EffectForm) -> int:
    is_wrong = _is_sent(request) and (form.errors or own.errors or not own.is_bound)
    return UNPROCESSABLE if is_wrong else 200


def _freeze(form: OfferForm) -> None:
    """What it does is shown, and no longer asked."""
    for name in ("effect", "by_code"):
        form.fields[name].disabled = True


def _clashes(form: OfferForm, own: EffectForm, *, is_frozen: bool) -> list[Any]:
    found = list(clashes(form))
    if not is_frozen:
        found += clashes(own)
        own.clean()  # what somebody else changed meanwhile stands in it now
    return found


def _saved(
    request: ShopRequest, offer: Offer, form: OfferForm, own: EffectForm, stored: OfferFacts
) -> bool:
    is_frozen = offer.first_used_at is not None
    settings = dict(stored.settings) if is_frozen else settings_told(own)
    try:
        discounting.edit_offer(offer.pk, form.facts(settings), by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error(_field(form, refusal), refusal.message)
        return False
    messages.success(request, _("Saved."))
    return True


def _drawn(request: ShopRequest, form: OfferForm, own: EffectForm) -> dict[str, Any]:
    """The form with what stands beside it: the hint of its effect, customers by name."""
    effect = _effect(form)
    words = request.POST.get("words", "") if "find" in request.POST else ""
    ticked = form.ticked_customers()
    found = customers_found(request.actor, request.shop.pk, words)
    offered: Offered = form.offered
    return {
        "form": form,
        "own": own,
        "effect_code": effect,
        "effect_part": EFFECTS.get(effect),
        "options": _grouped(offered),
        "ticked": customers_named(request.actor, request.shop.pk, ticked) if ticked else [],
        "found": [each for each in found if each.pk not in ticked],
        "is_searched": bool(words.strip()),
        "words": words,
        "is_helping": request.method == "POST" and not _is_sent(request),
        "help": "offers",
    }


def _grouped(offered: Offered) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for option in offered.options:
        groups.setdefault(option.event, []).append(option)
    return list(groups.items())


def _field(form: OfferForm, refusal: Refusal) -> str | None:
    asked = str(refusal.facts.get("field", ""))
    field = FIELDS.get(asked, asked)
    if refusal.code == "below_taken":
        field = "max_tickets"
    return field if field in form.fields else None
