"""The cart of a visitor: its secret in a cookie only we read, its count in one the page reads."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tessera.domain.offers.queries.live import asks_who_buys
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import find_cart
from tessera.domain.orders.rules import require_same_total
from tessera.domain.shops.models import Shop
from tessera.web.parts.kept import OF_VISITORS

AGE = 60 * 60 * 24
CODE_AGE = 60 * 60 * 24 * 30
LONGEST_CODE = 60


def secret_of(request: HttpRequest, shop: Shop) -> str | None:
    """The secret of the visitor's cart in this shop."""
    return request.COOKIES.get(f"cart-{shop.slug}")


def cart_of(request: HttpRequest, shop: Shop) -> Order | None:
    """The visitor's cart, or nothing."""
    return find_cart(shop, secret_of(request, shop))


def require_price_of(before: Order | None, now: Order) -> None:
    """Refuses (PriceChanged) a cart whose tickets cost another sum than the buyer saw last."""
    if before is not None:
        require_same_total(
            shown=int(before.quote.get("lines", 0)),
            now=int(now.quote.get("lines", 0)),
            currency=now.currency,
            language=now.language,
        )


def remember(response: HttpResponse, shop: Shop, cart: Order) -> HttpResponse:
    """Send the visitor away with the cart's secret and count."""
    response.set_cookie(
        f"cart-{shop.slug}",
        cart.secret,
        max_age=AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    count = str(cart.quote.get("tickets", 0))
    response.set_cookie(f"count-{shop.slug}", count, max_age=AGE, samesite="Lax")
    return response


def forget(response: HttpResponse, shop: Shop) -> HttpResponse:
    """The cart became an order, or is gone."""
    response.delete_cookie(f"cart-{shop.slug}")
    response.delete_cookie(f"count-{shop.slug}")
    return response


def person_of(request: HttpRequest, shop: Shop) -> int | None:
    """Who has logged in, where an offer of the shop wants to know, or its test card does; elsewhere
    nobody is asked."""
    if not (shop.is_test or asks_who_buys(shop)) or not request.user.is_authenticated:
        return None
    return int(request.user.pk)


def code_of(request: HttpRequest, shop: Shop) -> str:
    """The code that a link brought along, now or on an earlier page; "" for none."""
    told = request.GET.get("code") or request.POST.get("code")
    found: str = told or request.COOKIES.get(f"{OF_VISITORS}{shop.slug}", "")
    return found[:LONGEST_CODE]


def remember_code(response: HttpResponse, shop: Shop, text: str) -> HttpResponse:
    """Keep the code of a link until there is a cart to use it for."""
    response.set_cookie(
        f"{OF_VISITORS}{shop.slug}",
        text,
        max_age=CODE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def forget_code(response: HttpResponse, shop: Shop) -> HttpResponse:
    """The code of a link is used, or not wanted."""
    response.delete_cookie(f"{OF_VISITORS}{shop.slug}")
    return response
