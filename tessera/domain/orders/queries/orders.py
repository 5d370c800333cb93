"""Placed orders."""

from tessera.domain.orders.models import Order


def order_by_secret(shop_id: int, secret: str) -> Order | None:
    """The placed order behind a secret link, or nothing."""
    found = Order.objects.filter(shop_id=shop_id, secret=secret, placed_at__isnull=False)
    return found.select_related("shop", "customer").first()


def lock_order(order_id: int) -> Order:
    """The order with its shop, locked until the transaction ends."""
    return Order.objects.select_related("shop").select_for_update(of=("self",)).get(id=order_id)


def find_order(order_id: int) -> Order | None:
    """The order with its shop, unlocked, or nothing."""
    return Order.objects.select_related("shop").filter(id=order_id).first()
