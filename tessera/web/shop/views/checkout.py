"""Who buys, how it is paid, and the order is placed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.domain.customers.queries import details_of
from tessera.domain.forms.errors import AnswersRefused
from tessera.domain.forms.queries.asking import asking_of
from tessera.domain.orders.errors import CartGone, DetailsMissing, PriceChanged
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.rules import ADDRESS
from tessera.domain.payments.methods import Form, Next, Received, Redirect, part_behind
from tessera.domain.payments.queries import Choice, choices_for
from tessera.domain.shops.models import Shop
from tessera.flows import checkout, paying, shopping
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.lib.markdown import to_html
from tessera.web.parts.access import buyer_of, public
from tessera.web.parts.asking import Handed
from tessera.web.parts.forms import dressed
from tessera.web.parts.responses import UNPROCESSABLE
from tessera.web.shop import carts
from tessera.web.shop.asked import Asked, asked_of, copied, hand_in, note_new_files
from tessera.web.shop.forms import BuyerForm, country_names
from tessera.web.shop.page import language_of, money, open_shop, order_link, render
from tessera.web.shop.summary import groups_of, has_places, total_of
from tessera.web.shop.views.cart import seconds_left

STEPS = ("details", "payment")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, shop: str) -> HttpResponse:
    """Who buys: prefilled from the cart, or from what a returning customer said last time."""
    place = open_shop(request, shop)
    if request.method == "POST":
        return _save_details(request, place)
    cart = _cart_to_pay(request, place)
    if cart is None:
        return redirect("shop:cart", shop=place.slug)
    return _details(request, place, cart, _form(request, cart))


@public
@require_safe
def payment(request: HttpRequest, shop: str) -> HttpResponse:
    """How it is paid, the terms, and the last look at what is bought."""
    place = open_shop(request, shop)
    cart = carts.cart_of(request, place)
    if cart is None or not cart.quote.get("tickets"):
        return redirect("shop:cart", shop=place.slug)
    if not cart.email:
        return redirect("shop:details", shop=place.slug)
    return _payment(request, place, cart)


@public
@require_POST
def place_order(request: HttpRequest, shop: str) -> HttpResponse:
    """Place the order with the chosen way to pay, and go on to paying it."""
    place, at = open_shop(request, shop), clock.now()
    secret = carts.secret_of(request, place) or ""
    code = request.POST.get("method", "")
    try:
        order = checkout.place_order(
            secret,
            terms=request.POST.get("terms") == "on",
            shown_total=_shown(request, code),
            by=buyer_of(request),
            at=at,
            method=code,
        )
    except CartGone:
        return carts.forget(redirect("shop:cart", shop=place.slug), place)
    except DetailsMissing as refusal:
        cart = checkout.choose_method(secret, code=code, at=at)
        missing = refusal.facts.get("fields", [])
        return _details(request, place, cart, _form(request, cart, missing), refusal=refusal)
    except AnswersRefused as refusal:
        answered = _cart_to_pay(request, place)
        if answered is None:
            return redirect("shop:cart", shop=place.slug)
        return _details(request, place, answered, _form(request, answered), refusal=refusal)
    except PriceChanged as refusal:
        return _priced_anew(request, place, refusal, at=at)
    except Refusal as refusal:
        return _payment(request, place, carts.cart_of(request, place), refusal)
    asks_nobody = not order.method or part_behind(order.method).asks_nobody
    answer = Received() if asks_nobody else paying.start_payment(order.id, at=at)
    page = carts.forget(after(answer, place, order), place)
    return carts.forget_code(page, place) if order.code_id else page


def _cart_to_pay(request: HttpRequest, shop: Shop) -> Order | None:
    cart = carts.cart_of(request, shop)
    return cart if cart is not None and cart.quote.get("tickets") else None


def _save_details(request: HttpRequest, shop: Shop) -> HttpResponse:
    cart, at = _cart_to_pay(request, shop), clock.now()
    if cart is None:
        return redirect("shop:cart", shop=shop.slug)
    cart.shop = shop
    lines, language = lines_of(cart.id), language_of(request)
    try:
        handed = hand_in(request, cart, at=at)
    except Refusal as refusal:
        return _details(request, shop, cart, _typed(request, shop), refusal=refusal)
    if "copy" in request.POST:
        return _copied(request, shop, cart, lines, handed)
    asked = asked_of(cart, lines, language=language, data=request.POST, handed=handed)
    form = _typed(request, shop)
    if not all([form.is_valid(), asked.is_valid]):
        return _details(request, shop, cart, dressed(form), asked)
    buyer = form.cleaned_data | {"language": language}
    try:
        saved = checkout.save_details(
            cart.secret,
            buyer=buyer,
            answers=asked.told(),
            person_id=carts.person_of(request, shop),
            at=at,
        )
        carts.require_price_of(cart, saved)
    except CartGone:
        return redirect("shop:cart", shop=shop.slug)
    except PriceChanged as refusal:
        return _payment(request, shop, saved, refusal)
    except Refusal as refusal:
        return _details(request, shop, cart, dressed(form), asked, refusal)
    return redirect("shop:payment", shop=shop.slug)


def after(answer: Next, shop: Shop, order: Order) -> HttpResponse:
    """Where the buyer goes once payment has been asked for."""
    if isinstance(answer, Redirect):
        return redirect(answer.url)
    if isinstance(answer, Form):
        return redirect("shop:pay", shop=shop.slug, secret=order.secret)
    return redirect(order_link(shop, order.secret, order.language))


def _priced_anew(
    request: HttpRequest, shop: Shop, refusal: Refusal, *, at: datetime
) -> HttpResponse:
    """The payment page with what everything costs now, held anew where the hold had ended."""
    cart = carts.cart_of(request, shop)
    try:
        if cart is not None and not seconds_left(cart, at=at):
            cart = shopping.renew_hold(cart.secret, at=at)
    except Refusal as gone:
        refusal = gone
    return _payment(request, shop, cart, refusal)


def _typed(request: HttpRequest, shop: Shop) -> BuyerForm:
    form = BuyerForm(request.POST, asked=asking_of(shop).order)
    _name_countries(request, form)
    return form


def _copied(
    request: HttpRequest,
    shop: Shop,
    cart: Order,
    lines: Sequence[OrderLine],
    handed: Handed | None,
) -> HttpResponse:
    """The page as it was typed, with one block filled from another; nothing is judged yet."""
    language = language_of(request)
    data = note_new_files(request.POST, handed) if handed else request.POST
    typed = asked_of(cart, lines, language=language, data=data, handed=handed, is_draft=True)
    data = copied(data, typed)
    asked = asked_of(cart, lines, language=language, data=data, handed=handed, is_draft=True)
    form = BuyerForm(initial=request.POST.dict(), asked=asking_of(shop).order)
    _name_countries(request, form)
    return _details(request, shop, cart, dressed(form), asked)


def _form(request: HttpRequest, cart: Order, needed: Sequence[str] = ()) -> BuyerForm:
    known = {name: getattr(cart, name) for name in BuyerForm.base_fields}
    if not cart.email and request.user.is_authenticated:
        known |= details_of(cart.shop_id, request.user.pk)
    known["country"] = known.get("country") or cart.shop.country
    form = BuyerForm(initial=known, asked=asking_of(cart.shop).order, needed=needed)
    _name_countries(request, form)
    return dressed(form)


def _name_countries(request: HttpRequest, form: BuyerForm) -> None:
    if "country" in form.fields:
        form.fields["country"].choices = country_names(language_of(request))  # type: ignore[attr-defined]  # a ChoiceField


def _details(
    request: HttpRequest,
    shop: Shop,
    cart: Order,
    form: BuyerForm,
    asked: Asked | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    missing = refusal.facts.get("fields", []) if isinstance(refusal, DetailsMissing) else []
    lines, cart.shop = lines_of(cart.id), shop
    if asked is None:
        asked = asked_of(cart, lines, language=language_of(request))
    wrong = [each for each in (form, *asked.forms) if each.is_bound and each.errors]
    facts = _summary(request, shop, cart, lines) | {
        "address": reverse("shop:details", args=[shop.slug]),
        "form": form,
        "asked": asked,
        "wrong": wrong,
        "asks_address": any(name in form.fields for name in ADDRESS),
        "refusal": refusal,
        "missing": missing,
        "step": "details",
        "address_open": bool(missing) or _has_address(form),
    }
    status = UNPROCESSABLE if refusal or wrong else 200
    return render(request, "shop/details.html", shop, facts, status=status)


def _has_address(form: BuyerForm) -> bool:
    """Whether the address is to be seen at once: it was told, or must be."""
    names = [name for name in ("company", *ADDRESS) if name in form.fields and name != "country"]
    return any(form[name].value() or form.fields[name].required for name in names)


def _payment(
    request: HttpRequest, shop: Shop, cart: Order | None, refusal: Refusal | None = None
) -> HttpResponse:
    if cart is None:
        return carts.forget(redirect("shop:cart", shop=shop.slug), shop)
    language, lines = language_of(request), lines_of(cart.id)
    choices = choices_for(cart, lines, language=language, at=clock.now())
    base = int(cart.quote.get("lines", 0))
    chosen = request.POST.get("method") or cart.method
    if chosen not in {choice.code for choice in choices}:
        chosen = choices[0].code if choices else ""
    ways = [_way(choice, base, cart, chosen, language) for choice in choices]
    facts = _summary(request, shop, cart, lines) | {
        "address": reverse("shop:payment", args=[shop.slug]),
        "ways": ways,
        "needs_approval": any(line.product.needs_approval for line in lines),
        "bare_total": base,
        "way": next((way for way in ways if way["is_chosen"]), None),
        "refusal": refusal,
        "price_changed": isinstance(refusal, PriceChanged),
        "terms": to_html(pick(shop.terms, language)) if shop.terms else "",
        "accepted": request.POST.get("terms") == "on",
        "step": "payment",
    }
    return render(
        request, "shop/payment.html", shop, facts, status=UNPROCESSABLE if refusal else 200
    )


def _way(choice: Choice, base: int, cart: Order, chosen: str, language: str) -> dict[str, Any]:
    total = base + choice.fee.amount
    return {
        "code": choice.code,
        "title": choice.title,
        "description": choice.description,
        "fee": choice.fee.format(language) if choice.fee else "",
        "total": total,
        "total_said": money(total, cart.currency, language),
        "is_chosen": choice.code == chosen,
    }


def _summary(
    request: HttpRequest, shop: Shop, cart: Order, lines: Sequence[OrderLine]
) -> dict[str, Any]:
    language = language_of(request)
    return {
        "cart": cart,
        "groups": groups_of(lines, shop, currency=cart.currency, language=language),
        "total": total_of(cart, language, has_places=has_places(lines)),
        "has_places": has_places(lines),
        "seconds": seconds_left(cart, at=clock.now()),
        "is_loose": any(line.is_loose for line in lines),
    }


def _shown(request: HttpRequest, code: str) -> int:
    shown = request.POST.get(f"total-{code}", "")
    return int(shown) if shown.isdigit() and len(shown) < 15 else -1
