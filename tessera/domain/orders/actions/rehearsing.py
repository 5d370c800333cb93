"""Orders that were placed to try things out."""

from collections.abc import Collection

from django.db.models import Min

from tessera.domain.orders.models import Order, OrderLine


def mark_carts(shop_id: int, *, is_test: bool) -> None:
    """Orders that are not placed yet become tests, or real."""
    Order.objects.filter(shop_id=shop_id, placed_at=None).update(is_test=is_test)


def lock_test_orders(shop_id: int) -> list[int]:
    """The test orders that were placed, locked until the transaction ends."""
    found = Order.objects.select_for_update()
    found = found.filter(shop_id=shop_id, placed_at__isnull=False, is_test=True)
    return list(found.order_by("id").values_list("id", flat=True))


def claims_of_orders(order_ids: Collection[int]) -> list[int]:
    """What these orders hold."""
    lines = OrderLine.objects.filter(order_id__in=order_ids, claim__isnull=False)
    return [claim for claim in lines.values_list("claim_id", flat=True) if claim]


def buyers_of(order_ids: Collection[int]) -> list[int]:
    """The customers whom no order before these knew."""
    first = Order.objects.filter(id__in=order_ids, customer__isnull=False)
    rows = first.values("customer_id", "customer__created_at").annotate(since=Min("created_at"))
    return [row["customer_id"] for row in rows if row["customer__created_at"] >= row["since"]]


def forget_orders(order_ids: Collection[int]) -> None:
    """These orders with their lines, approvals, cancellations and messages."""
    Order.objects.filter(id__in=order_ids).delete()
