"""Paying: the wish is noted, the provider is called outside of any transaction, then its answer."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.orders import actions as orders
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import BUYER, SYSTEM, Actor, Can, require, require_in
from tessera.domain.payments import actions as payments
from tessera.domain.payments.errors import AlreadyReceived, NotByHand, NotPayable
from tessera.domain.payments.methods import (
    METHODS,
    Failed,
    Heard,
    Next,
    PaymentFacts,
    Received,
    Wait,
)
from tessera.domain.payments.models import Payment
from tessera.domain.payments.queries import (
    facts_of,
    find_payment,
    lock_payment,
    method_of,
    payment_by_reference,
    payment_to_continue,
    payments_to_poll,
)
from tessera.flows.steps import settle
from tessera.flows.steps.links import order_url
from tessera.lib.errors import NotFound

log = structlog.get_logger(__name__)


def start_payment(order_id: int, *, at: datetime, given: Mapping[str, str] | None = None) -> Next:
    """Go on with paying an order; `given` is what the buyer sent from the page of a `Form`.

    Answers what comes next. Refuses (NotPayable) an order that waits for no money any more.
    """
    wish = _wish(order_id, at=at)
    if not isinstance(wish, Payment):
        return wish
    method, facts = method_of(wish), _facts(wish)
    answer = method.start(facts) if given is None else method.answer(facts, given)
    _note_answer(wish, answer, at=at)
    return answer


def record_notice(code: str, *, body: bytes, headers: Mapping[str, str], at: datetime) -> None:
    """Do what a provider tells us, once. Refuses an unknown method, and (BadNotice) a forgery."""
    part = METHODS.all().get(code)
    if part is None:
        raise NotFound(_("There is no such way to pay."))
    heard = part().read_notice(body, headers)
    if heard is not None:
        _note_heard(code, heard, at=at)


@transaction.atomic(durable=True)
def validate_payment(payment_id: int, *, by: Actor, at: datetime, note: str = "") -> Payment:
    """Say by hand that the money of an invoice or at the door is here; the tickets go out.

    Refuses (AlreadyReceived) what somebody validated before, (NotByHand) what only its provider
    can say, (SoldOut) places that went after the order expired, and an order that ended.
    """
    require(by, Can.VALIDATE_PAYMENTS)
    found = find_payment(payment_id)
    if found is None:
        raise NotFound(_("There is no such payment."))
    order = lock_order(found.order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    payment = lock_payment(payment_id)
    _require_by_hand(payment)
    if order.status not in (*settle.IN_HAND, Status.EXPIRED):
        raise WrongStatus(_("This order has already ended."), status=order.status)
    if payment.status == Payment.Status.CANCELLED:
        raise NotPayable(_("This payment was replaced by another one."))
    orders.note_approval(order, by=by, at=at, note=note)
    activity.record(
        "payment.validated",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        payment=payment.id,
        note=note,
    )
    settle.receive(order, payment, by=by, at=at, must_fulfil=True)
    return payment


def poll_payments(*, at: datetime) -> int:
    """Ask providers about payments they have not told us about; says how many had news.

    A payment whose order has ended meanwhile is withdrawn, unless its money has come.
    """
    return sum(_poll(payment, at=at) for payment in payments_to_poll(at=at))


@transaction.atomic(durable=True)
def _wish(order_id: int, *, at: datetime) -> Payment | Next:
    """The payment to ask its provider about, or the answer when nobody needs to be asked."""
    order = lock_order(order_id)
    if order.status == Status.PAID:
        return Received()
    if order.status not in settle.IN_HAND:
        raise NotPayable(
            _("This order has ended and its places are on sale again. Please order anew."),
            status=order.status,
        )
    payment = payment_to_continue(order) or payments.open_payment(order, at=at)
    payment.order = order
    if not METHODS.get(payment.method).asks_nobody:
        return payment
    answer = method_of(payment).start(facts_of(payment, return_url="", notice_url=""))
    _apply(order, payment, answer, at=at)
    return answer


@transaction.atomic(durable=True)
def _note_answer(wish: Payment, answer: Next, *, at: datetime) -> None:
    order = lock_order(wish.order_id)
    _apply(order, lock_payment(wish.id), answer, at=at)


def _apply(order: Order, payment: Payment, answer: Next, *, at: datetime) -> None:
    if isinstance(answer, Received):
        settle.receive(order, payment, provider_id=answer.provider_id, by=BUYER, at=at)
    elif isinstance(answer, Failed):
        code, message = answer.code, answer.message
        settle.fail(order, payment, code=code, message=message, by=BUYER, at=at)
    elif answer.provider_id:
        payments.note_provider(payment, provider_id=answer.provider_id)
        if isinstance(answer, Wait):
            settle.wait(order, payment)


@transaction.atomic(durable=True)
def _note_heard(code: str, heard: Heard, *, at: datetime) -> bool:
    found = payment_by_reference(code, heard.reference)
    if found is None:
        log.warning("notice about an unknown payment", method=code, reference=heard.reference)
        return False
    order = lock_order(found.order_id)
    payment = lock_payment(found.id)
    if not payments.note_notice(code, heard, payment=payment, at=at):
        return False
    settle.hear(order, payment, heard, by=SYSTEM, at=at)
    return True


@transaction.atomic(durable=True)
def _note_withdrawn(payment_id: int, order_id: int) -> None:
    lock_order(order_id)
    payment = lock_payment(payment_id)
    if payment.status in (Payment.Status.OPEN, Payment.Status.PROCESSING):
        payments.mark_cancelled(payment)


def _poll(payment: Payment, *, at: datetime) -> bool:
    method, facts = method_of(payment), _facts(payment)
    try:
        has_ended = payment.order.status not in settle.IN_HAND
        if has_ended and method.withdraw(facts):
            _note_withdrawn(payment.id, payment.order_id)
            return True
        heard = method.poll(facts)
    except Exception:  # a part's own bug must not keep the others from being asked
        log.exception("polling failed", method=payment.method, payment=payment.id)
        return False
    return heard is not None and _note_heard(payment.method, heard, at=at)


def _require_by_hand(payment: Payment) -> None:
    if not METHODS.get(payment.method).waits:
        raise NotByHand(_("Only the provider can confirm this payment."))
    if payment.status == Payment.Status.RECEIVED:
        who = payment.validated_by or _("somebody else")
        raise AlreadyReceived(_("%(who)s has already validated this payment.") % {"who": who})


def _facts(payment: Payment) -> PaymentFacts:
    notices = settings.PUBLIC_URL + reverse("hooks:payment_notice", args=[payment.method])
    return facts_of(payment, return_url=order_url(payment.order), notice_url=notices)
