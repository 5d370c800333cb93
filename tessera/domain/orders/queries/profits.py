"""What orders and carts profit from, and what they hold of it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from tessera.domain.orders.models import AppliedOffer, Order, OrderLine, Status
from tessera.lib.ready import Ready

ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)
"""Orders that profit from nothing any more."""

_of_order = Ready[AppliedOffer](
    lambda order: AppliedOffer.objects.filter(order_id=order).order_by("id"), int
)


def profits_of(order: Order) -> list[AppliedOffer]:
    """The offers that the order profits from; asks nobody when its quote tells of none."""
    return _of_order(order.pk) if order.pk and order.quote.get("discounts") else []


def offer_claims(orders: Collection[Order]) -> list[int]:
    """What these orders hold of the numbers of offers; asks nobody when they profit from none."""
    ids = [order.pk for order in orders if order.quote.get("discounts")]
    if not ids:
        return []
    found = AppliedOffer.objects.filter(order_id__in=ids, claim__isnull=False)
    return [claim for claim in found.values_list("claim_id", flat=True) if claim is not None]


def _holding() -> Q:
    """Placed and not ended, or a cart that is still held."""
    return Q(order__placed_at__isnull=False) & ~Q(order__status__in=ENDED) | Q(
        order__placed_at=None, order__held_until__isnull=False
    )


def uses_held(*, offer_id: int = 0, code_id: int = 0) -> list[AppliedOffer]:
    """Who profits from the offer, or uses the code, now: orders that have not ended, held carts."""
    found: QuerySet[AppliedOffer] = AppliedOffer.objects.filter(_holding())
    found = found.filter(code_id=code_id) if code_id else found.filter(offer_id=offer_id)
    return list(found.order_by("id"))


TICKETS = """
SELECT line.order_id, sum((told->>'tickets')::int)::int
FROM tessera_orderline line
JOIN tessera_product product ON product.id = line.product_id
LEFT JOIN tessera_tariff tariff ON tariff.product_id = line.product_id
CROSS JOIN jsonb_array_elements(line.discounts) AS told
WHERE line.order_id = ANY(%(orders)s::bigint[]) AND (told->>'offer')::bigint = %(offer)s
    AND (%(event)s::bigint IS NULL OR tariff.event_id = %(event)s)
    AND (%(zone)s::bigint IS NULL OR tariff.zone_id = %(zone)s)
    AND (%(product)s::bigint IS NULL OR line.product_id = %(product)s)
GROUP BY line.order_id
"""


def tickets_of_thing(
    order_ids: Collection[int], *, offer_id: int, thing: tuple[str, int]
) -> Mapping[int, int]:
    """By order, how many tickets of an event, a zone or a product profit from the offer."""
    facts: dict[str, Any] = {"event": None, "zone": None, "product": None}
    facts |= {thing[0]: thing[1], "orders": list(order_ids), "offer": offer_id}
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, facts)
        return dict(cursor.fetchall())


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
