"""Carts: orders that are not placed yet."""

from django.utils.translation import gettext as _

from tessera.domain.orders.errors import CartGone
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.shops.models import Shop


def lock_cart(secret: str) -> Order:
    """The cart of this secret with its shop, locked; refuses (CartGone) when it is none."""
    found = (
        Order.objects.select_related("shop")
        .select_for_update(of=("self",))
        .filter(secret=secret, placed_at=None)
        .first()
    )
    if found is None:
        raise CartGone(_("Your cart is no longer there. Please choose your tickets again."))
    return found


def lock_cart_in(shop: Shop, secret: str) -> Order | None:
    """The cart of this secret in the shop, locked, or nothing."""
    found = Order.objects.select_for_update().filter(secret=secret, shop=shop, placed_at=None)
    order = found.first()
    if order is not None:
        order.shop = shop
    return order


def find_cart(shop_id: int, secret: str | None) -> Order | None:
    """The cart of this secret in the shop, unlocked, or nothing."""
    if not secret:
        return None
    found = Order.objects.filter(shop_id=shop_id, secret=secret, placed_at=None)
    return found.select_related("shop").first()


def lines_of(order_id: int) -> list[OrderLine]:
    """The lines with product, tariff, event, zone and date, oldest first."""
    found = OrderLine.objects.filter(order_id=order_id).select_related(
        "product__tariff__event", "product__tariff__zone", "date", "claim"
    )
    return list(found.order_by("id"))


def bare_lines_of(order_id: int) -> list[OrderLine]:
    """The lines alone, for arithmetic."""
    return list(OrderLine.objects.filter(order_id=order_id).order_by("id"))
