"""Paying: the wish is noted, the provider is called outside of any transaction, then its answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.orders.rules import require_details, require_same_total
from tessera.domain.organisations.rules import SYSTEM, Actor
from tessera.domain.payments import actions as payments
from tessera.domain.payments.actions import granting
from tessera.domain.payments.errors import NotPayable, StillUnderWay
from tessera.domain.payments.methods import (
    METHODS,
    Heard,
    Named,
    Next,
    PaymentFacts,
    Received,
    part_behind,
)
from tessera.domain.payments.models import Payment, PaymentMethod
from tessera.domain.payments.queries import (
    facts_of,
    ids_named,
    lock_payment,
    method_for,
    method_of,
    part_of,
    payment_named,
    payment_to_continue,
    payments_to_poll,
    payments_under_way,
)
from tessera.domain.payments.testing import require_real_or_trial
from tessera.domain.stock import actions as stock
from tessera.flows.steps import billing, settle
from tessera.flows.steps.links import order_url
from tessera.flows.steps.mandates import agreement_in
from tessera.flows.steps.pricing import price
from tessera.flows.steps.terms import agree, kept_until
from tessera.flows.steps.validating import Banked, validate
from tessera.lib.errors import NotFound

log = structlog.get_logger(__name__)


def start_payment(order_id: int, *, at: datetime, given: Mapping[str, str] | None = None) -> Next:
    """Go on with paying an order; `given` is what the buyer sent from the page of a `Form`.

    Answers what comes next. Refuses (NotPayable) an order that waits for no money any more.
    """
    wish = _wish(order_id, at=at)
    if not isinstance(wish, Payment):
        return wish
    method = method_of(wish)
    facts = _facts(wish, agreed=agreement_in(wish.order) if method.keeps else "")
    answer = method.start(facts) if given is None else method.answer(facts, given)
    _note_answer(wish, answer, at=at)
    return answer


def change_method(
    order_id: int,
    *,
    code: str,
    shown_total: int,
    address: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> Order:
    """Pay a placed order in another way; its fees, total and due date become those of the way.

    What a provider was asked for before is withdrawn first; an invoice over another total is
    credited. Refuses (StillUnderWay) when money
    may be on its way already, (MethodNotOffered) a way that is not offered for the order,
    (PriceChanged) another total than was shown, (DetailsMissing) an invoice without `address`.
    """
    for payment in payments_under_way(order_id):
        _withdraw(payment)
    return _change(order_id, code=code, shown=shown_total, address=address or {}, by=by, at=at)


def record_notice(code: str, *, body: bytes, headers: Mapping[str, str], at: datetime) -> None:
    """Do what a provider tells us, once. Refuses an unknown method, and (BadNotice) a forgery."""
    part = METHODS.all().get(code)
    if part is None:
        raise NotFound(_("There is no such way to pay."))
    about = payment_named(code, part().named_in(body))
    method = part() if about is None else method_of(about)
    heard = method.read_notice(body, headers)
    if heard is not None:
        _note_heard(code, heard, at=at)


@transaction.atomic(durable=True)
def validate_payment(
    payment_id: int, *, by: Actor, at: datetime, note: str = "", banked: Banked | None = None
) -> Payment:
    """Say by hand that the money of an invoice or at the door is here; the tickets go out.

    `banked` says what came, and when: a part of it leaves the order waiting for the rest, too much
    is noted to go back. Refuses what `steps.validating.validate` does.
    """
    return validate(payment_id, by=by, at=at, note=note, banked=banked)


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
    _require_in_hand(order)
    require_real_or_trial(order)
    payment = payment_to_continue(order) or payments.open_payment(order, at=at)
    payment.order = order
    if not part_behind(payment.method).asks_nobody:
        return payment
    answer = method_of(payment).start(facts_of(payment, return_url="", notice_url=""))
    settle.answer(order, payment, answer, at=at)
    return answer


@transaction.atomic(durable=True)
def _note_answer(wish: Payment, answer: Next, *, at: datetime) -> None:
    order = lock_order(wish.order_id)
    settle.answer(order, lock_payment(wish.id), answer, at=at)


@transaction.atomic(durable=True)
def _note_heard(code: str, heard: Heard, *, at: datetime) -> bool:
    found = ids_named(code, Named(heard.reference, heard.provider_id))
    if found is None:
        log.warning("notice about an unknown payment", method=code, reference=heard.reference)
        return False
    payment_id, order_id = found
    order = lock_order(order_id)
    payment = lock_payment(payment_id)
    if not payments.note_notice(code, heard, payment=payment, at=at):
        return False
    settle.hear(order, payment, heard, by=SYSTEM, at=at)
    return True


def _withdraw(payment: Payment) -> None:
    if not method_of(payment).withdraw(_facts(payment)):
        raise StillUnderWay(
            _("Your payment is still being confirmed. Please look again in a few minutes.")
        )
    _note_withdrawn(payment.id, payment.order_id)


@transaction.atomic(durable=True)
def _change(
    order_id: int, *, code: str, shown: int, address: Mapping[str, str], by: Actor, at: datetime
) -> Order:
    order = lock_order(order_id)
    _require_in_hand(order)
    lines = lines_of(order.id)
    chosen, before = method_for(order, lines, code=code, at=at), order.method
    part = part_of(chosen)
    orders.note_buyer(order, address)
    require_details(orders.buyer_of(order), with_address=part.needs_address)
    order.method = chosen.code
    priced = price(order, lines, method=chosen)
    require_same_total(
        shown=shown, now=priced.total, currency=order.currency, language=order.language
    )
    payments.cancel_unasked(order)
    _keep_until(order, lines, chosen, at=at)
    orders.keep_whole(order)
    payment = payments.open_payment(order, at=at)
    if part.is_billed:
        billing.bill(order, lines, at=at)
    else:
        billing.correct(order, at=at)
    _note_change(order, payment, before=before, by=by, at=at)
    return order


def _keep_until(
    order: Order, lines: Sequence[OrderLine], method: PaymentMethod, *, at: datetime
) -> None:
    part = part_of(method)
    granting.withdraw(order)
    order.due_at = agree(order, lines, method, at=at)
    order.held_until = kept_until(order, held=order.held_until or at, at=at)
    order.status = Status.PENDING if part.waits else Status.PROCESSING
    stock.keep(orders.claims_of(lines), until=order.held_until)


def _note_change(order: Order, payment: Payment, *, before: str, by: Actor, at: datetime) -> None:
    activity.record(
        "order.method_changed",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        before=before,
        method=order.method,
        total=order.total,
        payment=payment.id,
    )


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


def _require_in_hand(order: Order) -> None:
    if order.status not in settle.IN_HAND:
        raise NotPayable(
            _("This order has ended and its places are on sale again. Please order anew."),
            status=order.status,
        )


def _facts(payment: Payment, agreed: str = "") -> PaymentFacts:
    notices = settings.PUBLIC_URL + reverse("hooks:payment_notice", args=[payment.method])
    back = order_url(payment.order)
    return facts_of(payment, return_url=back, notice_url=notices, agreed=agreed)
