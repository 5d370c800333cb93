"""The codes of an offer: typed, made by chance, found, switched, taken home."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.offers.codes import LONGEST
from tessera.domain.offers.models import Offer
from tessera.domain.offers.queries.desk import batches_of
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.offers import (
    CodesAsked,
    codes_asked,
    codes_of,
    codes_page,
    count_uses,
)
from tessera.flows import discounting
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.offers.frame import may_edit, offer_or_404, offer_page
from tessera.web.backoffice.page import fragment
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE, is_fragment

COUNTED = 100_000
BATCH_ID = "batch_%s"
"""Two forms of a page name their fields apart."""
NUMBERS = {"class": "input w-full", "inputmode": "numeric"}


class CodeForm(forms.Form):
    """A code of one's own."""

    text = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=LONGEST + 20,
        widget=forms.TextInput(
            attrs={"class": "input w-full uppercase", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=gettext_lazy(
            "Letters and digits. Buyers may type it small, with spaces or dashes."
        ),
    )
    max_uses = forms.IntegerField(
        label=gettext_lazy("Most uses"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs=NUMBERS),
        help_text=gettext_lazy("So many orders. Empty: as many as one likes."),
    )


class BatchForm(forms.Form):
    """Codes by chance."""

    count = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=discounting.MOST_CODES,
        initial=100,
        widget=forms.NumberInput(attrs=NUMBERS),
        help_text=gettext_lazy("Up to 100,000 at once, each different."),
    )
    max_uses = forms.IntegerField(
        label=gettext_lazy("Uses of each"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        initial=1,
        widget=forms.NumberInput(attrs=NUMBERS),
        help_text=gettext_lazy("So many orders. Empty: as many as one likes."),
    )
    beginning = forms.CharField(
        label=gettext_lazy("Beginning"),
        required=False,
        max_length=12,
        widget=forms.TextInput(
            attrs={"class": "input w-full uppercase", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("Before the eight letters drawn by chance, for example NOEL."),
    )
    label = forms.CharField(
        label=gettext_lazy("What they are for"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For your team: “flyers of March”."),
    )


@requires(Can.EDIT_PROGRAMME)
@require_safe
def codes(request: ShopRequest, offer_id: int) -> HttpResponse:
    """The codes, searched and narrowed as the address says; a page of fifty."""
    offer = offer_or_404(request, offer_id)
    context = _listed(request, offer)
    if is_fragment(request):
        listed = {**context, "offer": offer, "may_edit": may_edit(request)}
        return fragment(request, "offers/codes.html#list", listed)
    return _page(request, offer, context)


@requires(Can.EDIT_PROGRAMME)
@require_POST
def add_code(request: ShopRequest, offer_id: int) -> HttpResponse:
    """One code that the organiser chose."""
    offer = offer_or_404(request, offer_id)
    form = dressed(CodeForm(sent(request)))
    if form.is_valid():
        told = form.cleaned_data
        try:
            code = discounting.add_code(
                offer.pk, told["text"], max_uses=told["max_uses"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, _("The code %(code)s is made.") % {"code": code.text})
            return redirect("backoffice:codes", request.shop.slug, offer.pk)
    context = {**_listed(request, offer), "code_form": dressed(form), "is_code_wrong": True}
    return _page(request, offer, context, status=UNPROCESSABLE)


@requires(Can.EDIT_PROGRAMME)
@require_POST
def make_codes(request: ShopRequest, offer_id: int) -> HttpResponse:
    """Codes by chance; many are made in the background."""
    offer = offer_or_404(request, offer_id)
    form = dressed(BatchForm(sent(request), auto_id=BATCH_ID))
    if form.is_valid():
        told = form.cleaned_data
        asked = discounting.Wanted(
            count=told["count"],
            max_uses=told["max_uses"],
            prefix=told["beginning"],
            label=told["label"],
        )
        try:
            batch = discounting.order_codes(offer.pk, asked, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _made_said(batch.made, batch.wanted))
            return redirect("backoffice:codes", request.shop.slug, offer.pk)
    context = {**_listed(request, offer), "batch_form": dressed(form), "is_batch_wrong": True}
    return _page(request, offer, context, status=UNPROCESSABLE)


@requires(Can.EDIT_PROGRAMME)
@require_POST
def switch_codes(request: ShopRequest, offer_id: int) -> HttpResponse:
    """The codes that are ticked, or all that fit the filters, on or off."""
    offer = offer_or_404(request, offer_id)
    query = request.POST.get("query", "")
    asked = codes_asked(query)
    if request.POST.get("which") != "all":
        ids = [each for each in request.POST.getlist("pick") if each.isdecimal()][:1000]
        asked = replace(CodesAsked(), ids=tuple(int(each) for each in ids))
    is_active = request.POST.get("to") == "on"
    changed = discounting.switch_codes(
        offer.pk, asked, is_active=is_active, by=request.actor, at=clock.now()
    )
    messages.success(request, _switched_said(changed, is_active=is_active))
    where = reverse("backoffice:codes", args=[request.shop.slug, offer.pk])
    return redirect(f"{where}?{_plain(query)}")


@requires(Can.EDIT_PROGRAMME)
@require_safe
def code_batches(request: ShopRequest, offer_id: int) -> HttpResponse:
    """What is being made, and how far it is."""
    offer = offer_or_404(request, offer_id)
    context = {"offer": offer, "batches": _batches(offer), "is_polled": True}
    if not is_fragment(request):
        return redirect("backoffice:codes", request.shop.slug, offer.pk)
    return fragment(request, "offers/batches.html", context)


def _page(
    request: ShopRequest, offer: Offer, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    forms_ = {"code_form": dressed(CodeForm()), "batch_form": dressed(BatchForm(auto_id=BATCH_ID))}
    more = {"batches": _batches(offer), "may_export": request.actor.may(Can.EXPORT)}
    whole = {**forms_, **more, **context}
    return offer_page(request, "codes.html", whole, offer=offer, tab="codes", status=status)


def _listed(request: ShopRequest, offer: Offer) -> dict[str, Any]:
    """The codes that the address asks for, with how often each was used."""
    address = request.GET
    asked = codes_asked(address.urlencode())
    found = codes_of(offer.pk, asked)
    counted = found.order_by()[: COUNTED + 1].count()
    shown = codes_page(found, after=address.get("after", ""), before=address.get("before", ""))
    uses = count_uses([code.pk for code in shown.rows])
    return {
        "asked": asked,
        "is_narrowed": bool(asked),
        "rows": [(code, uses[code.pk]) for code in shown.rows],
        "counted": counted,
        "count": localize(min(counted, COUNTED)) + ("+" if counted > COUNTED else ""),
        "query": asked.query(),
        "next_url": _turned(address, after=shown.after),
        "previous_url": _turned(address, before=shown.before),
    }


def _batches(offer: Offer) -> list[dict[str, Any]]:
    return [
        {
            "batch": each,
            "percent": each.made * 100 // each.wanted,
            "is_over": each.made >= each.wanted,
        }
        for each in batches_of(offer.pk)
    ]


def _turned(address: QueryDict, **mark: str) -> str:
    if not any(mark.values()):
        return ""
    kept = {name: address[name] for name in ("q", "state", "batch") if address.get(name)}
    return f"?{urlencode({**kept, **mark})}"


def _plain(query: str) -> str:
    return codes_asked(query).query()


def _made_said(made: int, wanted: int) -> str:
    if made < wanted:
        return _("The codes are being made. You can leave this page and come back.")
    return ngettext("%(n)d code is made.", "%(n)d codes are made.", made) % {"n": made}


def _switched_said(changed: int, *, is_active: bool) -> str:
    if is_active:
        said = ngettext("%(n)d code is switched on.", "%(n)d codes are switched on.", changed)
    else:
        said = ngettext("%(n)d code is switched off.", "%(n)d codes are switched off.", changed)
    return said % {"n": changed}
