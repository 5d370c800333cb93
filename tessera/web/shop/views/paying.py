"""Paying a placed order in another way than was chosen first."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tessera.domain.orders.errors import DetailsMissing
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.rules import ADDRESS
from tessera.domain.payments.errors import NotPayable
from tessera.domain.payments.queries import Choice, choices_for
from tessera.domain.shops.models import Shop
from tessera.flows import paying
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import speaking
from tessera.web.parts.access import buyer_of, public
from tessera.web.parts.forms import dressed
from tessera.web.parts.responses import UNPROCESSABLE
from tessera.web.shop.forms import BuyerForm, country_names
from tessera.web.shop.page import language_of, money, order_link, render
from tessera.web.shop.summary import groups_of, has_places, total_of
from tessera.web.shop.views.checkout import after
from tessera.web.shop.views.orders import TO_PAY, find_order


class AddressForm(forms.Form):
    """Where an invoice goes."""

    street = BuyerForm.base_fields["street"]
    postcode = BuyerForm.base_fields["postcode"]
    city = BuyerForm.base_fields["city"]
    country = BuyerForm.base_fields["country"]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def other_method(request: HttpRequest, shop: str, secret: str) -> HttpResponse:
    """Choose again how to pay, seeing what it then costs; go on to paying it so."""
    place, order = find_order(request, shop, secret)
    if order.status not in TO_PAY:
        return redirect(order_link(place, order.secret, order.language))
    if request.method != "POST":
        return _choice(request, place, order)
    code, at = request.POST.get("method", ""), clock.now()
    shown = request.POST.get(f"total-{code}", "")
    form = _address(request, order)
    address = form.cleaned_data if form.is_valid() else {}
    try:
        with speaking(language_of(request)):
            order = paying.change_method(
                order.id,
                code=code,
                shown_total=int(shown) if shown.isdigit() and len(shown) < 15 else -1,
                address={name: text for name, text in address.items() if text},
                by=buyer_of(request),
                at=at,
            )
            answer = paying.start_payment(order.id, at=at)
    except NotPayable:
        return redirect(order_link(place, order.secret, order.language))
    except Refusal as refusal:
        return _choice(request, place, order, refusal)
    return after(answer, place, order)


def _choice(
    request: HttpRequest, shop: Shop, order: Order, refusal: Refusal | None = None
) -> HttpResponse:
    language = language_of(request)
    lines = lines_of(order.id)
    choices = choices_for(order, lines, language=language, at=clock.now())
    chosen = request.POST.get("method") or order.method
    missing = refusal.facts.get("fields", []) if isinstance(refusal, DetailsMissing) else []
    facts = {
        "address": reverse("shop:other_method", args=[shop.slug, order.secret]),
        "order": order,
        "ways": [_way(choice, order, chosen, language) for choice in choices],
        "groups": groups_of(lines, shop, currency=order.currency, language=language),
        "total": total_of(order, language, has_places=has_places(lines)),
        "has_places": has_places(lines),
        "form": _address(request, order) if _asks_address(choices, order) else None,
        "missing": missing,
        "refusal": refusal,
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "shop/other_method.html", shop, facts, status=status)


def _way(choice: Choice, order: Order, chosen: str, language: str) -> dict[str, Any]:
    total = int(order.quote.get("lines", 0)) + choice.fee.amount
    return {
        "code": choice.code,
        "title": choice.title,
        "description": choice.description,
        "fee": choice.fee.format(language) if choice.fee else "",
        "total": total,
        "total_said": money(total, order.currency, language),
        "is_chosen": choice.code == chosen,
    }


def _asks_address(choices: list[Choice], order: Order) -> bool:
    has_all = all(getattr(order, name) for name in ADDRESS)
    return not has_all and any(choice.needs_address for choice in choices)


def _address(request: HttpRequest, order: Order) -> AddressForm:
    known = {name: getattr(order, name) for name in ADDRESS}
    known["country"] = known["country"] or order.shop.country
    form = AddressForm(request.POST if request.method == "POST" else None, initial=known)
    form.fields["country"].choices = country_names(language_of(request))  # type: ignore[attr-defined]  # a ChoiceField
    form.fields["country"].required = False
    return dressed(form)
