"""Somebody says that the money of an order is here; all of it, a part, or more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.orders import actions as orders
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments import actions as payments
from tessera.domain.payments.errors import AlreadyReceived, NotByHand, NotPayable, WrongCurrency
from tessera.domain.payments.methods import part_behind
from tessera.domain.payments.models import Payment
from tessera.domain.payments.queries import find_payment, lock_payment
from tessera.flows.steps import settle
from tessera.lib.errors import NotFound
from tessera.lib.money import Money


@dataclass(frozen=True, slots=True)
class Banked:
    """What the account says of the money: how much (minor units), when, under which name."""

    amount: int
    currency: str
    booked_on: date | None = None
    reference: str = ""


def validate(
    payment_id: int, *, by: Actor, at: datetime, note: str = "", banked: Banked | None = None
) -> Payment:
    """Count the money of a payment; paid in part, the rest is asked for, paid too much it is
    noted to go back.

    Refuses (AlreadyReceived) what somebody validated before, (NotByHand) what only its provider
    can say, (WrongCurrency) other money than asked for, (NotPayable) a part of what an expired
    order asked for, (SoldOut) places that went after it expired, and an order that ended.
    """
    require(by, Can.VALIDATE_PAYMENTS)
    found = find_payment(payment_id)
    if found is None:
        raise NotFound(_("There is no such payment."))
    order = lock_order(found.order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    payment = lock_payment(payment_id)
    payment.order = order
    _require_by_hand(payment)
    if order.status not in (*settle.IN_HAND, Status.EXPIRED):
        raise WrongStatus(_("This order has already ended."), status=order.status)
    if payment.status == Payment.Status.CANCELLED:
        raise NotPayable(_("This payment was replaced by another one."))
    asked = payment.amount
    if banked is not None:
        _require_fits(order, banked)
        _note_bank(payment, banked)
    orders.note_approval(order, by=by, at=at, note=note)
    _note(order, payment, asked=asked, note=note, by=by, at=at)
    settle.receive(order, payment, by=by, at=at, must_fulfil=True)
    if order.balance > 0:  # the rest is asked for by a payment of its own
        payments.open_payment(order, at=at)
    return payment


def _require_fits(order: Order, banked: Banked) -> None:
    if banked.currency != order.currency:
        raise WrongCurrency(
            _("The order asks for %(asked)s, but %(came)s came: give it back, or validate by hand.")
            % {"asked": order.currency, "came": banked.currency}
        )
    if banked.amount <= 0:
        raise NotPayable(_("Money that came in is more than nothing."))
    if order.status == Status.EXPIRED and banked.amount < order.balance:
        left = Money(order.balance, order.currency).format(order.language)
        raise NotPayable(
            _("This order has expired and asks for %(left)s: a part of it cannot bring it back.")
            % {"left": left}
        )


def _note_bank(payment: Payment, banked: Banked) -> None:
    payments.note_bank(
        payment, amount=banked.amount, booked_on=banked.booked_on, reference=banked.reference
    )


def _note(
    order: Order, payment: Payment, *, asked: int, note: str, by: Actor, at: datetime
) -> None:
    facts: dict[str, Any] = {}
    if asked != payment.amount:
        facts |= {"asked": asked, "amount": payment.amount, "currency": payment.currency}
    if payment.booked_on:
        facts |= {"booked_on": payment.booked_on.isoformat(), "bank": payment.bank_reference}
    activity.record(
        "payment.validated",
        of=("order", order.id),
        shop=order.shop,
        by=by,
        at=at,
        payment=payment.id,
        note=note,
        **facts,
    )


def _require_by_hand(payment: Payment) -> None:
    if not part_behind(payment.method).waits:
        raise NotByHand(_("Only the provider can confirm this payment."))
    if payment.status == Payment.Status.RECEIVED:
        who = payment.validated_by or _("somebody else")
        raise AlreadyReceived(_("%(who)s has already validated this payment.") % {"who": who})
