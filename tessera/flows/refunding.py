"""Giving money back: the wish is noted, the provider is asked, then what it says."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.invoices.queries import credit_note_of
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import SYSTEM, Actor, Can, require, require_in
from tessera.domain.payments import actions as payments
from tessera.domain.payments.errors import AlreadyGivenBack, NotByHand, NothingToGiveBack
from tessera.domain.payments.methods import Failed, Next, Received, RefundFacts, Wait
from tessera.domain.payments.models import Refund
from tessera.domain.payments.queries import (
    can_go_back,
    find_payment,
    find_refund,
    is_by_hand,
    lock_payment,
    lock_refund,
    method_of,
    refunds_to_send,
    take_refund,
)
from tessera.domain.payments.rules import TRIES
from tessera.flows.steps import billing
from tessera.lib.errors import NotFound

log = structlog.get_logger(__name__)


@transaction.atomic(durable=True)
def give_back(
    payment_id: int, *, amount: int, note: str = "", how: str = "", by: Actor, at: datetime
) -> Refund:
    """Note that so much of a payment is to go back, with the credit note that says so.

    The worker sends it, or somebody by hand; `how` says that it was sent by hand already.
    Refuses (NothingToGiveBack) more than was received, and what a waiting order still costs.
    """
    require(by, Can.REFUND)
    found = find_payment(payment_id)
    if found is None:
        raise NotFound(_("There is no such payment."))
    order = lock_order(found.order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    payment = lock_payment(payment_id)
    payment.order = order
    _require_left(amount, most=can_go_back(payment))
    refund = payments.wish_refund(payment, amount=amount, reason="given_back", at=at)
    paper = billing.credit(order, refund, lines_of(order.pk), reason=note, at=at)
    if how:
        payments.mark_refund_done(refund, at=at, how=how, by=by)
        _count_out(order, refund, by=by, at=at, how=how, note=note)
    else:
        number = paper.number if paper else ""
        _note("payment.to_refund", order, refund, by=by, at=at, note=note, credit_note=number)
    return refund


@transaction.atomic(durable=True)
def record_refund(refund_id: int, *, how: str, note: str = "", by: Actor, at: datetime) -> Refund:
    """Say by hand that the money was sent back, and in which way.

    Refuses (AlreadyGivenBack) what somebody recorded before, and (NotByHand) what the provider
    of the payment is sending itself.
    """
    require(by, Can.REFUND)
    found = find_refund(refund_id)
    if found is None:
        raise NotFound(_("There is no such refund."))
    order, refund = _locked(found)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    if refund.status == Refund.Status.DONE:
        who = refund.done_by or _("The provider")
        raise AlreadyGivenBack(_("%(who)s has already sent this money back.") % {"who": who})
    if not is_by_hand(refund):
        raise NotByHand(_("The payment provider sends this money itself. Wait for its answer."))
    payments.mark_refund_done(refund, at=at, how=how, by=by)
    _count_out(order, refund, by=by, at=at, how=how, note=note)
    return refund


def send_refunds(*, at: datetime) -> int:
    """Ask providers to send back what is to go back; says how much of it has left.

    Safe to run twice, and at the same time: each refund is asked for under its own reference.
    """
    return sum(_send(refund_id, at=at) for refund_id in refunds_to_send(at=at))


def _send(refund_id: int, *, at: datetime) -> bool:
    wish = _wish(refund_id, at=at)
    if wish is None:
        return False
    answer = _asked(wish)
    _note_answer(wish, answer, at=at)
    return isinstance(answer, Received)


@transaction.atomic(durable=True)
def _wish(refund_id: int, *, at: datetime) -> Refund | None:
    """The refund to ask its provider for; when no answer comes, it is asked again later."""
    refund = take_refund(refund_id, at=at)
    if refund is not None:
        payments.note_try(refund, at=at)
    return refund


def _asked(refund: Refund) -> Next:
    payment = refund.payment
    facts = RefundFacts(
        reference=refund.reference,
        amount=refund.amount,
        currency=payment.currency,
        provider_id=payment.provider_id,
        reason=refund.reason,
    )
    try:
        return method_of(payment).refund(facts)
    except Exception as bug:  # a part's own bug must not keep other money from going back
        log.exception("giving money back failed", method=payment.method, refund=refund.id)
        return Failed("bug", f"{type(bug).__name__}: {bug}", is_passing=True)


@transaction.atomic(durable=True)
def _note_answer(wish: Refund, answer: Next, *, at: datetime) -> None:
    order, refund = _locked(wish)
    if refund.status in (Refund.Status.DONE, Refund.Status.FAILED):
        return
    if isinstance(answer, Received):
        payments.mark_refund_done(refund, at=at, provider_id=answer.provider_id)
        _count_out(order, refund, by=SYSTEM, at=at, how="")
    elif isinstance(answer, Failed) and answer.is_passing and refund.tries < TRIES:
        payments.mark_refund_late(refund, message=answer.message)
    elif isinstance(answer, Failed):
        payments.mark_refund_failed(refund, message=answer.message)
        _note("refund.failed", order, refund, by=SYSTEM, at=at, message=answer.message)
    elif isinstance(answer, Wait):
        payments.mark_refund_sent(refund, provider_id=answer.provider_id)


def _locked(found: Refund) -> tuple[Order, Refund]:
    order = lock_order(found.payment.order_id)
    payment = lock_payment(found.payment_id)
    refund = lock_refund(found.id)
    refund.payment = payment
    return order, refund


def _count_out(order: Order, refund: Refund, *, by: Actor, at: datetime, **facts: Any) -> None:
    orders.subtract_received(order, refund.amount)
    paper = credit_note_of(refund.id)
    facts["credit_note"] = paper.number if paper else ""
    _note("payment.refunded", order, refund, by=by, at=at, **facts)


def _require_left(amount: int, *, most: int) -> None:
    if amount < 1:
        raise NothingToGiveBack(_("Say how much goes back."))
    if amount > most:
        raise NothingToGiveBack(
            _("No more than what is left of this payment can go back."),
            most=most,
        )


def _note(
    verb: str,
    order: Order,
    refund: Refund,
    *,
    by: Actor,
    at: datetime,
    **facts: Any,
) -> None:
    activity.record(
        verb,
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        payment=refund.payment_id,
        refund=refund.id,
        reason=refund.reason,
        method=refund.payment.method,
        amount=refund.amount,
        currency=refund.payment.currency,
        **facts,
    )
