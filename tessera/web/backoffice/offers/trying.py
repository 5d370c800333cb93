"""Compose a cart and see what it would cost, and why; nothing is written."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tessera.domain.catalogue.models import Plan, Tariff
from tessera.domain.catalogue.queries.offered import Choice, choices_in, plans_in
from tessera.domain.catalogue.rules import CHANNELS
from tessera.domain.customers.models import Customer
from tessera.domain.offers.models import Offer
from tessera.domain.offers.queries.desk import first_code_of, offer_in, terms_of
from tessera.domain.offers.rules import LiveOffer
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.audience import customers_found, customers_named
from tessera.domain.shops.models import Shop
from tessera.flows.steps.trial import Trial, Tried, try_cart
from tessera.lib import clock
from tessera.lib.i18n import pick
from tessera.lib.money import Money
from tessera.web.backoffice.page import fragment, page, speaks
from tessera.web.backoffice.words import CHANNELS as CHANNEL_WORDS
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.fields import MomentField
from tessera.web.parts.forms import dressed
from tessera.web.parts.responses import is_fragment

MOST_LINES, MOST_TICKETS = 30, 999
Group = tuple[str, Sequence[Tariff | Plan]]
"""What can be put in the cart, under the name of its event."""


class TrialForm(forms.Form):
    """When, where, by whom, with which code; what makes no sense is left as it was."""

    channel = forms.ChoiceField(label=pgettext_lazy("sold", "Where"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"class": "input w-full uppercase", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    drafts = forms.BooleanField(label=_("Try drafts as if they were published"), required=False)

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["channel"].choices = [(each, CHANNEL_WORDS[each].text) for each in CHANNELS]
        fields["currency"].choices = [(each, each) for each in shop.currencies]
        fields["at"] = MomentField(
            time_zone=shop.time_zone,
            label=pgettext_lazy("when a cart is tried", "Moment of the order"),
            required=False,
            help_text=_("Empty: now."),
        )
        dressed(self)


@requires(Can.EDIT_PROGRAMME)
@require_safe
def try_offers(request: ShopRequest) -> HttpResponse:
    """The cart that the address composes, priced line by line, with every offer and its why."""
    shop, address = request.shop, request.GET
    groups = _groups(choices_in(shop.pk), plans_in(shop.pk))
    begun = _begun(shop, address, groups)
    told = address.copy() if begun is None else begun
    form = TrialForm(told, shop=shop)
    form.is_valid()
    quantities = _quantities(told)
    customer = _customer(request, told)
    tried = _tried(shop, form, quantities, customer)
    currency = form.cleaned_data.get("currency") or shop.currencies[0]
    context = {
        "form": form,
        "choices": _options(groups),
        "rows": _rows(groups, quantities),
        "lines": _lines(tried, currency),
        "offers": _offers(request, tried, currency),
        "code_note": tried.code_note,
        "whole": _money(tried.whole, currency),
        "saved": _money(tried.whole - tried.total, currency) if tried.whole > tried.total else "",
        "total": _money(tried.total, currency),
        "customer": customer,
        "who": told.get("who", "")[:100],
        "found": _found(request, told),
        "may_see_customers": request.actor.may(Can.SEE_CUSTOMERS),
    }
    if is_fragment(request):
        return fragment(request, "offers/trial.html#trial", context)
    return page(request, "offers/trial.html", context, section="offers")


def _tried(
    shop: Shop,
    form: TrialForm,
    quantities: Sequence[tuple[int, int]],
    customer: Customer | None,
) -> Tried:
    said = form.cleaned_data
    trial = Trial(
        quantities=quantities,
        at=said.get("at") or clock.now(),
        channel=said.get("channel") or "online",
        currency=said.get("currency") or shop.currencies[0],
        customer=customer,
        code=said.get("code") or "",
        drafts=bool(said.get("drafts")),
    )
    return try_cart(shop, trial, language=speaks())


def _groups(choices: Sequence[Choice], plans: Sequence[Plan]) -> list[Group]:
    """What can be put in the cart: the tariffs of each event, then the memberships."""
    language = speaks()
    found: list[Group] = [
        (pick(choice.event.name, language), choice.tariffs) for choice in choices if choice.tariffs
    ]
    return [*found, (gettext("Memberships"), plans)] if plans else found


def _begun(shop: Shop, address: QueryDict, groups: Sequence[Group]) -> QueryDict | None:
    """A cart to begin with when one comes from an offer: two tickets of what it is for, and its
    first code."""
    asked = address.get("offer", "")
    if not asked.isdecimal() or len(asked) > 18 or "line" in address:
        return None
    offer = offer_in(shop.pk, int(asked))
    if offer is None:
        return None
    begun = address.copy()
    least = max(2, offer.min_per_order)
    for product in _fitting(offer, groups)[:1]:
        begun.appendlist("line", str(product))
        begun[f"n_{product}"] = str(least)
    code = first_code_of(offer.pk)
    if offer.needs_code and code is not None:
        begun["code"] = code.text
    if offer.status != Offer.Status.PUBLISHED:
        begun["drafts"] = "on"
    return begun


def _fitting(offer: Offer, groups: Sequence[Group]) -> list[int]:
    things = {each.thing for each in terms_of(offer).limits}
    every = [sold for _name, found in groups for sold in found]
    return [
        sold.pk
        for sold in every
        if (_things(sold) & things if things else isinstance(sold, Tariff))
    ]


def _things(sold: Tariff | Plan) -> set[tuple[str, int]]:
    product = ("product", sold.pk)
    if isinstance(sold, Plan):
        return {product}
    return {product, ("event", sold.event_id), ("zone", sold.zone_id)}


def _quantities(told: QueryDict) -> list[tuple[int, int]]:
    """The lines of the address: tariffs that were chosen, and how many of each."""
    ids = [each for each in told.getlist("line") if _is_id(each)][:MOST_LINES]
    added = told.get("add", "")
    if _is_id(added) and added not in ids:
        ids.append(added)
    found = []
    for product in dict.fromkeys(ids):
        text = told.get(f"n_{product}", "1").strip()
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
        if number:
            found.append((int(product), min(number, MOST_TICKETS)))
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _customer(request: ShopRequest, told: QueryDict) -> Customer | None:
    asked = told.get("customer", "")
    if not _is_id(asked):
        return None
    found = customers_named(request.actor, request.shop.pk, [int(asked)])
    return found[0] if found else None


def _found(request: ShopRequest, told: QueryDict) -> list[Customer]:
    words = told.get("who", "")[:100]
    return customers_found(request.actor, request.shop.pk, words)


def _options(groups: Sequence[Group]) -> list[tuple[str, list[tuple[int, str]]]]:
    return [(name, [(sold.pk, _named(sold)) for sold in found]) for name, found in groups]


def _named(sold: Tariff | Plan) -> str:
    name = pick(sold.product.name, speaks())
    return name if isinstance(sold, Plan) else f"{name} · {pick(sold.zone.name, speaks())}"


def _rows(groups: Sequence[Group], quantities: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    names = {sold.pk: f"{group} · {_named(sold)}" for group, found in groups for sold in found}
    return [
        {"id": product, "name": names[product], "quantity": quantity}
        for product, quantity in quantities
        if product in names
    ]


def _lines(tried: Tried, currency: str) -> list[dict[str, Any]]:
    language = speaks()
    return [
        {
            "name": _named(line.sold),
            "event": gettext("Membership")
            if isinstance(line.sold, Plan)
            else pick(line.sold.event.name, language),
            "tickets": line.tickets,
            "unit": _money(line.unit_price, currency),
            "whole": _money(line.whole, currency),
            "discounts": [
                (name, f"\u2212{_money(amount, currency)}") for name, amount in line.discounts
            ],
            "amount": _money(line.amount, currency),
            "note": line.note,
        }
        for line in tried.lines
    ]


def _offers(request: ShopRequest, tried: Tried, currency: str) -> list[dict[str, Any]]:
    """Those that apply first, then the others with their reasons."""
    language = speaks()
    said = [
        {
            "id": each.offer.id,
            "url": _page_of(request, each.offer),
            "name": each.name,
            "what": each.offer.effect.says(currency, language)
            if each.offer.effect.serves_currency(currency)
            else "",
            "tickets": each.tickets,
            "amount": _money(each.amount, currency),
            "applies": not each.why_not,
            "why_not": each.why_not,
            "needs_code": each.offer.needs_code,
        }
        for each in tried.offers
    ]
    return sorted(said, key=lambda each: not each["applies"])


def _page_of(request: ShopRequest, offer: LiveOffer) -> str:
    """Where it is edited, "" for who may not."""
    if offer.is_for_plans and not request.actor.may(Can.EDIT_MEMBERS):
        return ""
    page = "backoffice:edit_plan_code" if offer.is_for_plans else "backoffice:offer"
    return reverse(page, args=[request.shop.slug, offer.id])


def _money(amount: int, currency: str) -> str:
    return Money(amount, currency).format(speaks())
