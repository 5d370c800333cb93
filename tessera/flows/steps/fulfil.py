"""What a paid order yields: its places for good, and its tickets."""

from collections.abc import Sequence
from datetime import datetime

from tessera.domain.activity import actions as activity
from tessera.domain.answers.queries.sheets import holders_of
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.organisations.rules import Actor
from tessera.domain.stock import actions as stock
from tessera.domain.tickets import actions as tickets
from tessera.flows.steps.membership import begin_memberships


def fulfil(order: Order, lines: Sequence[OrderLine], *, by: Actor, at: datetime) -> None:
    """Sell the places, issue the tickets, make the members and call the order paid; the lines hold
    their claims."""
    stock.keep(orders.claims_of(lines), until=None)
    issued = tickets.issue(order, lines=lines, holders=holders_of(order), at=at)
    begin_memberships(order, lines, at=at)
    orders.set_status(order, Status.PAID, paid_at=at, held_until=None, received=order.received)
    activity.record(
        "order.paid",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        total=order.total,
        method=order.method,
        tickets=issued,
    )
