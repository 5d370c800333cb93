"""Writing until when orders are to be paid."""

from collections.abc import Collection
from datetime import datetime

from tessera.domain.orders.models import Order
from tessera.domain.payments.models import Deadline
from tessera.domain.payments.terms import Plan, Terms


def grant(order: Order, terms: Terms, plan: Plan) -> Deadline:
    """The deadline of an order that has none."""
    return Deadline.objects.create(
        order=order,
        step_days=terms.days,
        reminders=terms.reminders,
        next_at=plan.next_at,
        ends_at=plan.ends_at,
    )


def withdraw(order: Order) -> None:
    """The order has no deadline of its own any more."""
    Deadline.objects.filter(order=order).delete()


def follow(deadline: Deadline, plan: Plan, *, paused_at: datetime | None = None) -> None:
    """Go on with another plan; `paused_at` while it rests."""
    deadline.next_at, deadline.ends_at = plan.next_at, plan.ends_at
    deadline.reminded, deadline.paused_at = plan.reminded, paused_at
    deadline.save(update_fields=["next_at", "ends_at", "reminded", "paused_at"])


def remind_no_more(order_ids: Collection[int]) -> None:
    """Nobody is reminded of these orders again: they have been paid, or ended."""
    Deadline.objects.filter(order_id__in=order_ids).update(next_at=None)
