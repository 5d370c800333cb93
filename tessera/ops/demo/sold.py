"""A purchase of the past with its rows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.payments.models import Payment
from tessera.ops.demo.plan import Purchase


@dataclass(slots=True)
class Sold:
    """One purchase with its rows."""

    purchase: Purchase
    order: Order
    lines: list[OrderLine] = field(default_factory=list)
    payment: Payment | None = None


def ended_at(sold: Sold) -> datetime:
    """Some days after it was placed; an unpaid invoice when it was due."""
    if sold.order.due_at and sold.purchase.fate == "expired":
        return sold.order.due_at
    return sold.purchase.at + timedelta(hours=30)
