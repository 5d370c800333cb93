"""Orders that wait for a transfer: reminded by the clock, and given more time by people."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import SYSTEM, Actor, Can, require, require_in
from tessera.domain.payments.actions import granting
from tessera.domain.payments.deadlines import (
    deadlines_to_remind,
    lock_deadline,
    plan_of,
    standing_of,
    terms_of,
)
from tessera.domain.payments.errors import BadDeadline, NoDeadline
from tessera.domain.payments.models import Deadline
from tessera.domain.payments.terms import Plan, days_left, extended, reminded, resumed
from tessera.domain.stock import actions as stock
from tessera.flows.steps.terms import first_date

BATCH = 100


def remind_due(*, at: datetime) -> int:
    """Remind the buyers whose time has come, once each; says how many.

    Safe to run twice, and at the same time. After a standstill one reminder leaves, not those
    that were missed.
    """
    total = 0
    while True:
        looked_at, sent = _remind_some(at)
        total += sent
        if not looked_at:
            return total


@transaction.atomic(durable=True)
def extend_deadline(order_id: int, *, ends_at: datetime, by: Actor, at: datetime) -> Deadline:
    """Let an order wait until another moment, sooner or later; its places wait with it.

    Refuses (NoDeadline) one that waits for nothing, (BadDeadline) an end that is over.
    """
    order, deadline = _waiting(order_id, by)
    if ends_at <= at:
        raise BadDeadline(_("Choose a day to come."))
    terms = terms_of(deadline, zone=order.shop.time_zone)
    _follow(order, deadline, extended(terms, plan_of(deadline), ends_at=ends_at, at=at))
    _note("order.deadline_changed", order, by=by, at=at, until=ends_at.isoformat())
    return deadline


@transaction.atomic(durable=True)
def pause_deadline(order_id: int, *, by: Actor, at: datetime) -> Deadline:
    """Let an order rest: nobody is reminded, and it does not end. Refuses (NoDeadline)."""
    order, deadline = _waiting(order_id, by)
    if deadline.paused_at is None:
        granting.follow(deadline, plan_of(deadline), paused_at=at)
        order.held_until = None
        orders.keep(order, "held_until")
        _note("order.deadline_paused", order, by=by, at=at)
    return deadline


@transaction.atomic(durable=True)
def resume_deadline(order_id: int, *, by: Actor, at: datetime) -> Deadline:
    """Go on where the pause began: everything comes as many days later. Refuses (NoDeadline)."""
    order, deadline = _waiting(order_id, by)
    if deadline.paused_at is not None:
        plan = resumed(
            terms_of(deadline, zone=order.shop.time_zone),
            plan_of(deadline),
            paused_at=deadline.paused_at,
            first_date=first_date(lines_of(order.id)),
            at=at,
        )
        _follow(order, deadline, plan)
        _note("order.deadline_resumed", order, by=by, at=at, until=plan.ends_at.isoformat())
    return deadline


@transaction.atomic(durable=True)
def _remind_some(at: datetime) -> tuple[int, int]:
    """How many were looked at, and how many of them were reminded."""
    found = deadlines_to_remind(at=at, most=BATCH)
    waiting = [each for each in found if _waits(each, at)]
    for deadline in waiting:
        _remind(deadline, at=at)
    granting.remind_no_more({each.order_id for each in found} - {each.order_id for each in waiting})
    return len(found), len(waiting)


def _waits(deadline: Deadline, at: datetime) -> bool:
    return deadline.order.status == Status.PENDING and at < deadline.ends_at


def _remind(deadline: Deadline, *, at: datetime) -> None:
    order, zone = deadline.order, deadline.order.shop.time_zone
    granting.follow(deadline, reminded(terms_of(deadline, zone=zone), plan_of(deadline), at=at))
    _note(
        "order.reminded",
        order,
        by=SYSTEM,
        at=at,
        nth=deadline.reminded,
        days=days_left(deadline.ends_at, since=at, zone=zone),
        until=deadline.ends_at.isoformat(),
    )


def _waiting(order_id: int, by: Actor) -> tuple[Order, Deadline]:
    require(by, Can.EDIT_ORDERS)
    order = lock_order(order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    kept = lock_deadline(order.id)
    deadline = kept or standing_of(order)
    if deadline is None or order.status != Status.PENDING:
        raise NoDeadline(_("This order does not wait for a payment with a deadline."))
    terms = terms_of(deadline, zone=order.shop.time_zone)
    return order, kept or granting.grant(order, terms, plan_of(deadline))


def _follow(order: Order, deadline: Deadline, plan: Plan) -> None:
    granting.follow(deadline, plan)
    order.due_at = order.held_until = plan.ends_at
    orders.keep(order, "due_at", "held_until")
    stock.keep(orders.claims_of(lines_of(order.id)), until=plan.ends_at)


def _note(verb: str, order: Order, *, by: Actor, at: datetime, **facts: object) -> None:
    activity.record(verb, of=("order", order.id), shop=order.shop, by=by, at=at, **facts)
