"""What orders and carts profit from, and what they hold of it."""

from tessera.domain.orders.models import AppliedOffer, Order, OrderLine, Status
from tessera.lib.ready import Ready

ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)
"""Orders that profit from nothing any more."""

_of_order = Ready[AppliedOffer](
    lambda order: (
        AppliedOffer.objects.filter(order_id=order).select_related("claim").order_by("id")
    ),
    int,
)


def profits_of(order: Order) -> list[AppliedOffer]:
    """The offers that the order profits from; asks nobody when its quote tells of none."""
    return _of_order(order.pk) if order.pk and order.quote.get("discounts") else []


def has_ordered(shop_id: int, customer_id: int) -> bool:
    """Whether the customer has an order in the shop that has not ended."""
    found = Order.objects.filter(shop_id=shop_id, customer_id=customer_id, placed_at__isnull=False)
    return found.exclude(status__in=ENDED).exists()


def lines_bought(shop_id: int, customer_id: int) -> list[OrderLine]:
    """What the customer bought in the shop, in orders that have not ended."""
    found = OrderLine.objects.filter(
        order__shop_id=shop_id, order__customer_id=customer_id, order__placed_at__isnull=False
    )
    found = found.exclude(order__status__in=ENDED)
    return list(found.select_related("product__tariff", "order"))
