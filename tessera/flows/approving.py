"""Orders that wait for the organiser's word: the link to pay is sent, or they are refused; and the
word taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.memberships.actions.joining import withdraw_joinings
from tessera.domain.orders import actions as orders
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.orders import lock_order, was_approved
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.actions import granting
from tessera.domain.payments.terms import Terms, plan
from tessera.domain.stock import actions as stock
from tessera.flows.steps import billing
from tessera.flows.steps.settle import IN_HAND
from tessera.flows.steps.terms import first_date
from tessera.flows.steps.undo import undo

DAYS = 10
"""How long the link to pay is good, unless the first date begins before."""


@transaction.atomic(durable=True)
def authorise_order(order_id: int, *, by: Actor, at: datetime, note: str = "") -> Order:
    """Let an order be paid: its buyer gets the link, and has ten days. Refuses (WrongStatus)
    one that does not wait for approval."""
    order = _in_review(order_id, by)
    lines = lines_of(order.id)
    terms = Terms(DAYS, 0, order.shop.time_zone)
    agreed = plan(terms, first_date=first_date(lines), at=at)
    granting.grant(order, terms, agreed)
    stock.keep(orders.claims_of(lines), until=agreed.ends_at)
    orders.set_status(order, Status.PENDING, due_at=agreed.ends_at, held_until=agreed.ends_at)
    orders.note_approval(order, by=by, at=at, note=note)
    _record("order.authorised", order, by=by, at=at, note=note)
    return order


@transaction.atomic(durable=True)
def refuse_order(order_id: int, *, reason: str, by: Actor, at: datetime) -> Order:
    """Say no to an order: its places are on sale again, and its buyer is told why. Refuses
    (WrongStatus) one that does not wait for approval."""
    order = _in_review(order_id, by)
    undo(order, at=at)
    orders.set_status(order, Status.REFUSED, held_until=None)
    orders.note_cancellation(order, reason=reason, by=by, at=at)
    _record("order.refused", order, by=by, at=at, reason=reason)
    return order


@transaction.atomic(durable=True)
def withdraw_approval(order_id: int, *, reason: str, by: Actor, at: datetime) -> Order:
    """Take back the word that an order may be paid: its link leads nowhere, its places are on sale
    again, what its invoice asked for is credited, and its buyer is told why. Money that comes
    nevertheless goes back.

    Refuses (WrongStatus) one that was paid, in part too: its buyer has what was promised.
    """
    order = _entered(order_id, by)
    if order.status == Status.PAID or order.received > 0:
        raise WrongStatus(
            _(
                "Money for this order is here: its approval cannot be withdrawn any more. Cancel "
                "the order, which ends its memberships at once, and give the money back under "
                "“Payments”."
            ),
            status=order.status,
        )
    if order.status not in IN_HAND or not was_approved(order.id):
        raise WrongStatus(_("This order is not approved, or has ended."), status=order.status)
    undo(order, at=at)
    withdraw_joinings(order.id, at=at)
    orders.set_status(order, Status.REFUSED, held_until=None)
    paper = billing.end(order, reason="cancelled", at=at)
    orders.note_cancellation(order, reason=reason, by=by, at=at)
    note = paper.number if paper else ""
    _record("order.approval_withdrawn", order, by=by, at=at, reason=reason, credit_note=note)
    return order


def _in_review(order_id: int, by: Actor) -> Order:
    order = _entered(order_id, by)
    if order.status != Status.REVIEW:
        raise WrongStatus(_("This order does not wait for approval."), status=order.status)
    return order


def _entered(order_id: int, by: Actor) -> Order:
    require(by, Can.EDIT_ORDERS)
    order = lock_order(order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    return order


def _record(verb: str, order: Order, *, by: Actor, at: datetime, **facts: str) -> None:
    activity.record(verb, of=("order", order.id), shop=order.shop, by=by, at=at, **facts)
