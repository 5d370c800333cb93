"""Placed orders."""

from tessera.domain.orders.models import Approval, Order
from tessera.domain.shops.models import Shop
from tessera.lib.ready import Ready

_by_secret = Ready[Order](
    lambda shop, secret: Order.objects.filter(shop_id=shop, secret=secret, placed_at__isnull=False),
    int,
    str,
)
_locked = Ready[Order](
    lambda order: (
        Order.objects.select_related("shop").select_for_update(of=("self",)).filter(id=order)
    ),
    int,
)

_with_shop = Ready[Order](lambda order: Order.objects.select_related("shop").filter(id=order), int)


def order_by_secret(shop: Shop, secret: str) -> Order | None:
    """The placed order behind a secret link of the shop, or nothing."""
    found = _by_secret.first(shop.id, secret)
    if found is not None:
        found.shop = shop
    return found


def lock_order(order_id: int) -> Order:
    """The order with its shop, locked until the transaction ends; refuses (DoesNotExist) none."""
    found = _locked.first(order_id)
    if found is None:
        raise Order.DoesNotExist(f"There is no order {order_id}.")
    return found


def find_order(order_id: int) -> Order | None:
    """The order with its shop, unlocked, or nothing."""
    return _with_shop.first(order_id)


def was_approved(order_id: int) -> bool:
    """Whether somebody said yes to the order, or to money of it."""
    return Approval.objects.filter(order_id=order_id).exists()
