"""How orders end: by the clock, or by somebody's hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.invoices.queries import invoiced_among
from tessera.domain.orders import actions as orders
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.orders.queries.sweeping import (
    carts_to_forget,
    carts_to_let_go,
    orders_to_expire,
)
from tessera.domain.organisations.rules import SYSTEM, Actor, Can, require, require_in
from tessera.flows.steps import billing
from tessera.flows.steps.answers import forget_files
from tessera.flows.steps.undo import free_places, undo

BATCH = 200
FORGOTTEN = timedelta(days=1)
CAN_BE_CANCELLED = (
    Status.PENDING,
    Status.PROCESSING,
    Status.FAILED,
    Status.REVIEW,
    Status.PAID,
)


def let_expire(*, at: datetime) -> int:
    """Give back the places of every cart and order whose hold is over. Says how many ended.

    Safe to run twice, and at the same time: what somebody works on is left to the next run.
    """
    return _until_none_is_left(_let_carts_go, at) + _until_none_is_left(_let_orders_expire, at)


def forget_carts(*, at: datetime) -> int:
    """Delete the carts of yesterday that hold nothing. Says how many."""
    return _until_none_is_left(_forget_some_carts, at)


@transaction.atomic(durable=True)
def cancel_order(order_id: int, *, reason: str, by: Actor, at: datetime) -> Order:
    """End an order: its places are on sale again and its tickets open no door.

    What its invoice still asked for is credited. Money that was received is not given back by
    this. Refuses (WrongStatus) an ended order.
    """
    require(by, Can.EDIT_ORDERS)
    order = lock_order(order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    if order.status not in CAN_BE_CANCELLED:
        raise WrongStatus(_("This order has already ended."), status=order.status)
    undo(order, at=at)
    orders.set_status(order, Status.CANCELLED, held_until=None)
    paper = billing.end(order, reason="cancelled", at=at)
    orders.note_cancellation(order, reason=reason, by=by, at=at)
    activity.record(
        "order.cancelled",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        reason=reason,
        received=order.received,
        credit_note=paper.number if paper else "",
    )
    return order


def _until_none_is_left(sweep: Callable[[datetime], int], at: datetime) -> int:
    total = 0
    while swept := sweep(at):
        total += swept
    return total


@transaction.atomic(durable=True)
def _let_carts_go(at: datetime) -> int:
    carts = carts_to_let_go(at=at, most=BATCH)
    free_places(carts)
    orders.end_holds([cart.id for cart in carts])
    return len(carts)


@transaction.atomic(durable=True)
def _let_orders_expire(at: datetime) -> int:
    ended = orders_to_expire(at=at, most=BATCH)
    free_places(ended)
    invoiced = invoiced_among([order.id for order in ended])
    for order in ended:
        before = order.status
        orders.set_status(order, Status.EXPIRED, held_until=None)
        paper = billing.end(order, reason="expired", at=at) if order.id in invoiced else None
        activity.record(
            "order.expired",
            of=("order", order.id),
            shop=order.shop,
            by=SYSTEM,
            at=at,
            before=before,
            credit_note=paper.number if paper else "",
        )
    return len(ended)


@transaction.atomic(durable=True)
def _forget_some_carts(at: datetime) -> int:
    carts = carts_to_forget(before=at - FORGOTTEN, most=BATCH)
    forget_files([cart.id for cart in carts])
    return orders.delete_carts([cart.id for cart in carts])
