"""Reading until when orders are to be paid."""

from datetime import datetime

from tessera.domain.orders.models import Order
from tessera.domain.payments.models import Deadline
from tessera.domain.payments.terms import Plan, Terms


def deadline_of(order_id: int) -> Deadline | None:
    """The deadline of an order that waits, unlocked, or nothing."""
    return Deadline.objects.filter(order_id=order_id).first()


def standing_of(order: Order) -> Deadline | None:
    """The deadline of an order, or how it would begin for one that is only due some day."""
    found = deadline_of(order.pk)
    if found is None and order.due_at is not None:
        return Deadline(order=order, step_days=1, reminders=0, ends_at=order.due_at)
    return found


def lock_deadline(order_id: int) -> Deadline | None:
    """The same, locked; lock its order first."""
    return Deadline.objects.select_for_update().filter(order_id=order_id).first()


def deadlines_to_remind(*, at: datetime, most: int = 100) -> list[Deadline]:
    """Those (with order and shop) whose reminder is due, locked; another worker's are skipped."""
    found = Deadline.objects.filter(next_at__lte=at, paused_at=None).order_by("next_at", "order_id")
    found = found.select_related("order__shop")
    return list(found.select_for_update(of=("self",), skip_locked=True)[:most])


def terms_of(deadline: Deadline, *, zone: str) -> Terms:
    """What was agreed when the order was placed."""
    return Terms(deadline.step_days, deadline.reminders, zone)


def plan_of(deadline: Deadline) -> Plan:
    """How it stands."""
    return Plan(deadline.next_at, deadline.ends_at, deadline.reminded)
