"""What a word about money does to an order. The caller has locked the order and its payment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.orders import actions as orders
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations.rules import BUYER, Actor
from tessera.domain.payments import actions as payments
from tessera.domain.payments.actions import disputes
from tessera.domain.payments.methods import Failed, Heard, Next, Received, Wait
from tessera.domain.payments.models import LOST, WRONG_AMOUNT, Payment
from tessera.domain.payments.rules import is_what_was_asked
from tessera.domain.stock.errors import SoldOut
from tessera.flows.steps import billing, profiting
from tessera.flows.steps.fulfil import fulfil
from tessera.flows.steps.mandates import keep_account
from tessera.flows.steps.membership import can_begin
from tessera.flows.steps.taking import claim_loose, is_loose
from tessera.flows.steps.undo import undo

IN_HAND = (Status.PENDING, Status.PROCESSING, Status.FAILED)
"""Waits for its money."""


def hear(order: Order, payment: Payment, heard: Heard, *, by: Actor, at: datetime) -> None:
    """Do what the provider's word means; late, double and disordered words change nothing."""
    if heard.status == "received":
        _hear_received(order, payment, heard, by=by, at=at)
    elif heard.status == "failed":
        fail(order, payment, code=heard.code, message=heard.message, by=by, at=at)
    elif heard.status == "processing":
        wait(order, payment)
    elif heard.status == "disputed":
        _hear_disputed(order, payment, heard, by=by, at=at)
    elif heard.status in ("won", "lost"):
        _hear_decided(order, payment, heard, by=by, at=at)
    elif payment.status in (Payment.Status.OPEN, Payment.Status.PROCESSING):
        payments.mark_cancelled(payment)


def answer(
    order: Order,
    payment: Payment,
    said: Next,
    *,
    lines: Sequence[OrderLine] | None = None,
    at: datetime,
) -> None:
    """Do what a method's answer means; `lines` are the order's, when the caller has them."""
    if isinstance(said, Received):
        keep_account(order, payment, said.kept, at=at)
        receive(order, payment, provider_id=said.provider_id, lines=lines, by=BUYER, at=at)
    elif isinstance(said, Failed):
        fail(order, payment, code=said.code, message=said.message, by=BUYER, at=at)
    elif said.provider_id:
        payments.note_provider(payment, provider_id=said.provider_id)
        if isinstance(said, Wait):
            wait(order, payment)


def receive(  # noqa: PLR0913 - money comes with who says so, and what is to be done about it
    order: Order,
    payment: Payment,
    *,
    provider_id: str = "",
    must_fulfil: bool = False,
    lines: Sequence[OrderLine] | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Count a payment, once; when nothing is left to pay the order is fulfilled.

    Money that comes when the places are gone goes back, or is refused (SoldOut, `must_fulfil`).
    """
    if payment.status == Payment.Status.RECEIVED:
        return
    payments.mark_received(payment, provider_id=provider_id, at=at, validated_by=by)
    if payment.amount:
        orders.count_received(order, payment.amount)
        _note("payment.received", order, payment, by=by, at=at)
    waits = order.status in (*IN_HAND, Status.EXPIRED)
    if waits and order.balance <= 0:
        wanted = lines_of(order.id) if lines is None else lines
        if not can_begin(wanted):
            _end(order, payment, must_fulfil=must_fulfil, by=by, at=at)
            return
        if _has_places(order, wanted, must_have=must_fulfil):
            _fulfil(order, payment, wanted, by=by, at=at)
            return
    orders.keep(order, "received")
    if not waits:
        reason = "overpaid" if order.status == Status.PAID else "order_ended"
        _owe_back(order, payment, reason, by=by, at=at)
    elif order.balance <= 0:
        _owe_back(order, payment, "places_gone", by=by, at=at)


def fail(
    order: Order, payment: Payment, *, code: str, message: str, by: Actor, at: datetime
) -> None:
    """Note why the payment did not work, unless it did or that is known; it can be tried again."""
    if payment.status not in (Payment.Status.OPEN, Payment.Status.PROCESSING):
        return
    payments.mark_failed(payment, code=code, message=message)
    if order.status in IN_HAND:
        orders.set_status(order, Status.FAILED)
    _note("payment.failed", order, payment, by=by, at=at, code=code, message=message)


def wait(order: Order, payment: Payment) -> None:
    """The provider is at it: so is the order, if it still waits for its money."""
    if payment.status == Payment.Status.OPEN:
        payments.mark_processing(payment)
    if order.status == Status.FAILED and payment.status == Payment.Status.PROCESSING:
        orders.set_status(order, Status.PROCESSING)


def _hear_received(
    order: Order, payment: Payment, heard: Heard, *, by: Actor, at: datetime
) -> None:
    told = {"amount": heard.amount, "currency": heard.currency, "provider_id": heard.provider_id}
    asked = (payment.amount, payment.currency)
    if not is_what_was_asked(asked=asked, told=(heard.amount, heard.currency)):
        if payment.status != Payment.Status.RECEIVED:
            payments.mark_failed(payment, code=WRONG_AMOUNT, message="")
            if order.status in IN_HAND:  # the buyer is told, and may pay anew
                orders.set_status(order, Status.FAILED)
        _note("payment.refused", order, payment, by=by, at=at, code=WRONG_AMOUNT, told=told)
    elif payment.status == Payment.Status.RECEIVED and payment.provider_id != heard.provider_id:
        _note("payment.refused", order, payment, by=by, at=at, code="doubled", told=told)
    else:
        keep_account(order, payment, heard.kept, at=at)
        receive(order, payment, provider_id=heard.provider_id, by=by, at=at)


def _hear_disputed(
    order: Order, payment: Payment, heard: Heard, *, by: Actor, at: datetime
) -> None:
    if payment.dispute == LOST:  # told in the wrong order: it is over
        return
    payments.note_dispute(payment, reason=heard.code, at=at)
    _note("payment.disputed", order, payment, by=by, at=at, reason=heard.code)


def _hear_decided(order: Order, payment: Payment, heard: Heard, *, by: Actor, at: datetime) -> None:
    """What the bank took has left: the order has received so much less, and tickets stay valid."""
    if payment.dispute == LOST:
        return
    is_won = heard.status == "won"
    payments.end_dispute(payment, is_won=is_won, at=at)
    taken = None if is_won else disputes.take_lost(payment, amount=heard.amount, at=at)
    if taken is not None:
        orders.subtract_received(order, taken.amount)
    told = {"taken": taken.amount} if taken else {}
    _note(f"payment.dispute_{heard.status}", order, payment, by=by, at=at, **told)


def _fulfil(
    order: Order, payment: Payment, lines: Sequence[OrderLine], *, by: Actor, at: datetime
) -> None:
    if order.status == Status.EXPIRED:
        billing.renew(order, lines, at=at)
    fulfil(order, lines, by=by, at=at)
    if order.balance < 0:
        much = min(-order.balance, payment.amount)
        _owe_back(order, payment, "overpaid", amount=much, by=by, at=at)


def _has_places(order: Order, lines: Sequence[OrderLine], *, must_have: bool) -> bool:
    """Whether every line holds its places, taken again where a hold had ended."""
    if not is_loose(lines):
        return True
    try:
        # What was claimed before a line fell short is undone with this savepoint.
        with transaction.atomic():
            claim_loose(order, lines, until=None)
            profiting.take_again(order)
    except SoldOut:
        if must_have:
            raise
        return False
    return True


def _end(order: Order, payment: Payment, *, must_fulfil: bool, by: Actor, at: datetime) -> None:
    """What was ordered makes no sense any more: the money goes back."""
    if must_fulfil:
        raise WrongStatus(
            _(
                "The member was forgotten, or has changed meanwhile: this order cannot be honoured."
                " Cancel it, and give the money back."
            ),
            status=order.status,
        )
    undo(order, at=at)
    orders.set_status(order, Status.CANCELLED, held_until=None, received=order.received)
    _owe_back(order, payment, "order_ended", by=by, at=at)


def _owe_back(
    order: Order,
    payment: Payment,
    reason: str,
    *,
    amount: int | None = None,
    by: Actor,
    at: datetime,
) -> None:
    back, paper = payment.amount if amount is None else amount, None
    if back:
        refund = payments.wish_refund(payment, amount=back, reason=reason, at=at)
        paper = billing.credit_issued(order, refund, at=at)
    number = paper.number if paper else ""
    _note("payment.to_refund", order, payment, by=by, at=at, reason=reason, credit_note=number)


def _note(
    verb: str, order: Order, payment: Payment, *, by: Actor, at: datetime, **facts: Any
) -> None:
    activity.record(
        verb,
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        payment=payment.id,
        method=payment.method,
        amount=payment.amount,
        currency=payment.currency,
        **facts,
    )
