"""Filling the cart."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.offers.errors import CodeNeeded
from tessera.domain.offers.queries.live import takes_codes
from tessera.domain.orders.errors import CartGone
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.shops.models import Shop
from tessera.flows import shopping
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.parts.access import public
from tessera.web.parts.responses import UNPROCESSABLE, is_fragment, status_of
from tessera.web.shop import carts
from tessera.web.shop.codes import code_brought, note_guess, try_code
from tessera.web.shop.forms import BadQuantity, items_from
from tessera.web.shop.page import compiled, currency_of, frame, language_of, open_shop, render
from tessera.web.shop.summary import groups_of, has_places, total_of
from tessera.web.shop.views.events import event_facts


@public
@require_POST
def add_to_cart(request: HttpRequest, shop: str) -> HttpResponse:
    """Hold the chosen tickets; a refusal shows the event again, with what was chosen."""
    place, at = open_shop(request, shop), clock.now()
    language, currency = language_of(request), currency_of(request, place)
    try:
        cart = shopping.add_to_cart(
            place,
            items=items_from(request.POST, currency=currency),
            secret=carts.secret_of(request, place),
            currency=currency,
            language=language,
            at=at,
            person_id=carts.person_of(request, place),
            code=code_brought(request, place),
        )
    except Refusal as refusal:
        if isinstance(refusal, CodeNeeded) and carts.code_of(request, place):
            note_guess(request)
        return _event_again(request, place, refusal, at=at)
    return _with_code(request, place, cart)


def _with_code(request: HttpRequest, shop: Shop, cart: Order) -> HttpResponse:
    """To the cart, with the code that a link brought along; where it does nothing, with why."""
    text = carts.code_of(request, shop)
    if text and cart.code_id is None:
        try:
            cart = try_code(request, shop, cart.secret, text)
        except Refusal as refusal:
            facts = cart_facts(request, shop, cart, refusal) | {"typed_code": text}
            facts["address"] = reverse("shop:cart", args=[shop.slug])
            page = render(request, "shop/cart.html", shop, facts)
            return carts.forget_code(carts.remember(page, shop, cart), shop)
    return carts.remember(redirect("shop:cart", shop=shop.slug), shop, cart)


@public
@require_safe
def cart(request: HttpRequest, shop: str) -> HttpResponse:
    """What is in the cart, how long it is kept, and what it costs."""
    place = open_shop(request, shop)
    found = carts.cart_of(request, place)
    response = render(request, "shop/cart.html", place, cart_facts(request, place, found))
    return carts.remember(response, place, found) if found else carts.forget(response, place)


@public
@require_POST
def change_cart(request: HttpRequest, shop: str) -> HttpResponse:
    """More, fewer or none of a line; a refusal leaves it as it was."""
    place, at = open_shop(request, shop), clock.now()
    secret = carts.secret_of(request, place) or ""
    try:
        line, quantity = _change(request)
        found = shopping.change_line(secret, line_id=line, quantity=quantity, at=at)
    except Refusal as refusal:
        return cart_again(request, place, refusal)
    return answer_cart(request, place, found)


@public
@require_POST
def renew_hold(request: HttpRequest, shop: str) -> HttpResponse:
    """Keep the places for another while; what was given back is taken again. A price that is
    another now is told."""
    place, at = open_shop(request, shop), clock.now()
    before = carts.cart_of(request, place)
    try:
        found = shopping.renew_hold(carts.secret_of(request, place) or "", at=at)
        carts.require_price_of(before, found)
    except Refusal as refusal:
        return cart_again(request, place, refusal)
    return answer_cart(request, place, found)


def cart_facts(
    request: HttpRequest, shop: Shop, found: Order | None, refusal: Refusal | None = None
) -> dict[str, Any]:
    """What the cart page shows."""
    language = language_of(request)
    lines = lines_of(found.id) if found else []
    if found is None or not lines:
        return {"cart": None, "refusal": refusal}
    groups = groups_of(lines, shop, currency=found.currency, language=language)
    return {
        "cart": found,
        "groups": groups,
        "total": total_of(found, language, has_places=has_places(lines)),
        "has_places": has_places(lines),
        "refusal": refusal,
        "is_loose": any(line.is_loose for group in groups for line in group.lines),
        "seconds": seconds_left(found, at=clock.now()),
        "currency": found.currency,
        "takes_codes": takes_codes(shop),
    }


def seconds_left(order: Order, *, at: datetime) -> int:
    """For how many seconds the places are still kept."""
    return max(0, int((order.held_until - at).total_seconds())) if order.held_until else 0


def _change(request: HttpRequest) -> tuple[int, int]:
    told = request.POST
    line, quantity = told.get("line", ""), told.get("remove") or told.get("quantity", "")
    if not line.isdigit() or not quantity.isdigit() or len(line + quantity) > 24:
        raise BadQuantity(_("Please choose how many tickets you want."))
    return int(line), int(quantity)


def answer_cart(request: HttpRequest, shop: Shop, found: Order) -> HttpResponse:
    """The cart as it is now: its part of the page, or the page."""
    if not is_fragment(request):
        return carts.remember(redirect("shop:cart", shop=shop.slug), shop, found)
    return carts.remember(_fragment(request, shop, found), shop, found)


def cart_again(
    request: HttpRequest, shop: Shop, refusal: Refusal, *, code: str = ""
) -> HttpResponse:
    """The cart with the reason why not; `code` is what was typed."""
    if isinstance(refusal, CartGone):
        return carts.forget(redirect("shop:cart", shop=shop.slug), shop)
    found = carts.cart_of(request, shop)
    if is_fragment(request):
        return _fragment(request, shop, found, refusal, code=code)
    facts = cart_facts(request, shop, found, refusal) | {"typed_code": code}
    facts["address"] = reverse("shop:cart", args=[shop.slug])
    return render(request, "shop/cart.html", shop, facts, status=status_of(refusal))


def _fragment(
    request: HttpRequest,
    shop: Shop,
    found: Order | None,
    refusal: Refusal | None = None,
    *,
    code: str = "",
) -> HttpResponse:
    facts = frame(request, shop, language_of(request)) | cart_facts(request, shop, found, refusal)
    facts["typed_code"] = code
    page = compiled("shop/cart_body.html").render(facts, request)
    return HttpResponse(page, status=status_of(refusal) if refusal else 200)


def _event_again(
    request: HttpRequest, shop: Shop, refusal: Refusal, *, at: datetime
) -> HttpResponse:
    facts = event_facts(request, shop, request.POST.get("event", ""), at=at)
    facts["refusal"] = refusal
    return render(request, "shop/event.html", shop, facts, status=UNPROCESSABLE)
