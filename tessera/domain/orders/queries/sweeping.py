"""What the clock ends: holds that are over, and carts nobody came back to.

Every answer is locked and skips what somebody else has locked: a buyer at work, or another sweeper.
"""

from datetime import datetime

from django.db.models import QuerySet

from tessera.domain.orders.models import Order, Status

WAITING = (Status.PENDING, Status.PROCESSING, Status.FAILED, Status.REVIEW)
"""A placed order that stands so still waits: for its money, or for a word of the organiser."""


def carts_to_let_go(*, at: datetime, most: int) -> list[Order]:
    """Carts whose hold has ended."""
    return _locked(Order.objects.filter(placed_at=None, held_until__lte=at), most)


def orders_to_expire(*, at: datetime, most: int) -> list[Order]:
    """Placed orders whose places were kept until now, in vain; with their shops."""
    found = Order.objects.filter(placed_at__isnull=False, status__in=WAITING, held_until__lte=at)
    return _locked(found.select_related("shop"), most)


def carts_to_forget(*, before: datetime, most: int) -> list[Order]:
    """Carts begun before then which hold nothing."""
    return _locked(
        Order.objects.filter(placed_at=None, held_until=None, created_at__lt=before), most
    )


def _locked(found: QuerySet[Order], most: int) -> list[Order]:
    return list(found.order_by("id").select_for_update(of=("self",), skip_locked=True)[:most])
