"""The code of a cart: typed, refused in words, or taken out again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.flows import shopping
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.parts.access import public
from tessera.web.shop import carts
from tessera.web.shop.codes import try_code
from tessera.web.shop.page import open_shop
from tessera.web.shop.views.cart import answer_cart, cart_again

BACK = {"payment": "shop:payment", "details": "shop:details"}


@public
@require_POST
def use_code(request: HttpRequest, shop: str) -> HttpResponse:
    """Let the cart have the offer of a code; a refusal says why, and leaves the cart as it was."""
    place = open_shop(request, shop)
    text = request.POST.get("code", "")[: carts.LONGEST_CODE]
    try:
        found = try_code(request, place, carts.secret_of(request, place) or "", text)
    except Refusal as refusal:
        return cart_again(request, place, refusal, code=text)
    return _back(request, place, found)


@public
@require_POST
def remove_code(request: HttpRequest, shop: str) -> HttpResponse:
    """Go on without the code, and forget the one a link brought along."""
    place = open_shop(request, shop)
    try:
        found = shopping.remove_code(carts.secret_of(request, place) or "", at=clock.now())
    except Refusal as refusal:
        return cart_again(request, place, refusal)
    return carts.forget_code(_back(request, place, found), place)


def _back(request: HttpRequest, shop: Shop, found: Order) -> HttpResponse:
    page = BACK.get(request.POST.get("back", ""))
    if page is None:
        return answer_cart(request, shop, found)
    return carts.remember(redirect(page, shop=shop.slug), shop, found)
