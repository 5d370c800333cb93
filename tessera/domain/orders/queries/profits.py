"""What orders and carts profit from, and what they hold of it."""

from typing import Any, NamedTuple

from tessera.domain.orders.models import AppliedOffer, Order, OrderLine, Status
from tessera.lib.ready import Ready

ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)
"""Orders that profit from nothing any more."""


class Had(NamedTuple):
    """What a cart profits from so far, and the claim on what is counted of it."""

    offer_id: int
    code_id: int | None
    tickets: int
    amount: int
    terms: dict[str, Any]
    claim_id: int | None
    pools: list[int] | None
    places: int | None


_had = Ready[tuple[Any, ...]](
    lambda order: (
        AppliedOffer.objects.filter(order_id=order)
        .order_by("id")
        .values_list(
            "offer_id",
            "code_id",
            "tickets",
            "amount",
            "terms",
            "claim_id",
            "claim__pools",
            "claim__places",
        )
    ),
    int,
)
_of_order = Ready[AppliedOffer](
    lambda order: (
        AppliedOffer.objects.filter(order_id=order).select_related("claim").order_by("id")
    ),
    int,
)


def profits_of(order: Order) -> list[AppliedOffer]:
    """The offers that the order profits from; asks nobody when its quote tells of none."""
    return _of_order(order.pk) if order.pk and order.quote.get("discounts") else []


def had_of(order: Order) -> list[Had]:
    """The same, as plain rows: for carts, which ask at every change."""
    asks = order.pk and order.quote.get("discounts")
    return [Had(*row) for row in _had(order.pk)] if asks else []


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
