"""Carts: orders that are not placed yet."""

from django.utils.translation import gettext as _

from tessera.domain.orders.errors import CartGone
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.shops.models import Shop
from tessera.lib.ready import Ready

_locked = Ready[Order](
    lambda secret: (
        Order.objects.select_related("shop")
        .select_for_update(of=("self",))
        .filter(secret=secret, placed_at=None)
    ),
    str,
)
_in_shop = Ready[Order](
    lambda shop, secret: Order.objects.filter(shop_id=shop, secret=secret, placed_at=None),
    int,
    str,
)
_locked_in_shop = Ready[Order](
    lambda shop, secret: Order.objects.select_for_update().filter(
        shop_id=shop, secret=secret, placed_at=None
    ),
    int,
    str,
)
_lines = Ready[OrderLine](
    lambda order: (
        OrderLine.objects.filter(order_id=order)
        .select_related("product__tariff__event", "product__tariff__zone", "date")
        .order_by("id")
    ),
    int,
)
_bare_lines = Ready[OrderLine](
    lambda order: OrderLine.objects.filter(order_id=order).order_by("id"), int
)


def lock_cart(secret: str) -> Order:
    """The cart of this secret with its shop, locked; refuses (CartGone) when it is none."""
    found = _locked.first(secret)
    if found is None:
        raise CartGone(_("Your cart is no longer there. Please choose your tickets again."))
    return found


def lock_cart_in(shop: Shop, secret: str) -> Order | None:
    """The cart of this secret in the shop, locked, or nothing."""
    return _of(shop, _locked_in_shop.first(shop.id, secret))


def find_cart(shop: Shop, secret: str | None) -> Order | None:
    """The cart of this secret in the shop, unlocked, or nothing."""
    return _of(shop, _in_shop.first(shop.id, secret)) if secret else None


def lines_of(order_id: int) -> list[OrderLine]:
    """The lines with product, tariff, event, zone and date, oldest first."""
    return _lines(order_id)


def bare_lines_of(order_id: int) -> list[OrderLine]:
    """The lines alone, for arithmetic."""
    return _bare_lines(order_id)


def _of(shop: Shop, order: Order | None) -> Order | None:
    if order is not None:
        order.shop = shop
    return order
