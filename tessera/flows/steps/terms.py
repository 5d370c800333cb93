"""Until when an order waits for its money: agreed when it is placed, or paid in another way."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.payments.actions import granting
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.queries import part_of
from tessera.domain.payments.terms import Terms, plan

PAYING = timedelta(minutes=30)
"""How long places stay held at least once the buyer has gone to pay online."""


def agree(
    order: Order, lines: Sequence[OrderLine], method: PaymentMethod, *, at: datetime
) -> datetime | None:
    """The end of the terms, which are kept with the order (that has none yet); none when nobody
    waits.

    Without a number of days the order waits until its first date.
    """
    part, first = part_of(method), first_date(lines)
    days = part.waits_days() if part.waits else None
    if days is None:
        return first if part.waits and first is not None and first > at else None
    terms = Terms(days, method.reminders, order.shop.time_zone)
    agreed = plan(terms, first_date=first, at=at)
    granting.grant(order, terms, agreed)
    return agreed.ends_at


def kept_until(order: Order, *, held: datetime, at: datetime) -> datetime:
    """How long the places stay held: to the end of the terms, or while the buyer pays online."""
    return order.due_at or max(held, at + PAYING)


def first_date(lines: Sequence[OrderLine]) -> datetime | None:
    """When the first date of these lines begins."""
    return min((line.date.starts_at for line in lines if line.date), default=None)
