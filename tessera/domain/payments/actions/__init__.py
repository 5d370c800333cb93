"""Writing payments, the notices about them, and money that goes back."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from tessera.domain.orders.models import Order
from tessera.domain.organisations.rules import Actor
from tessera.domain.payments.methods import Heard
from tessera.domain.payments.models import LOST, BankEntry, Mandate, Payment, Refund
from tessera.domain.payments.rules import next_try
from tessera.lib import rows
from tessera.lib.ids import readable

RECEIVED = (
    "status",
    "received_at",
    "provider_id",
    "error_code",
    "error_message",
    "validated_by",
)
HEARD = """
INSERT INTO tessera_notice (method, notice_id, payment_id, body, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (method, notice_id) DO NOTHING
"""


def open_payment(order: Order, *, at: datetime) -> Payment:
    """A new attempt to pay what is still to be paid, by the order's method."""
    payment = Payment(
        order=order,
        method=order.method,
        amount=max(order.balance, 0),
        currency=order.currency,
        reference=f"{order.number}-{readable(8)}",
        created_at=at,
    )
    rows.add(payment)
    return payment


def note_provider(
    payment: Payment, *, provider_id: str, data: Mapping[str, Any] | None = None
) -> None:
    """Keep under which name the provider knows the payment; the first name stays."""
    if provider_id and not payment.provider_id:
        payment.provider_id = provider_id
    if data:
        payment.data = {**payment.data, **data}
    payment.save(update_fields=["provider_id", "data"])


def mark_processing(payment: Payment) -> None:
    """The provider is at it."""
    payment.status = Payment.Status.PROCESSING
    payment.error_code = payment.error_message = ""
    payment.save(update_fields=["status", "error_code", "error_message"])


def mark_failed(payment: Payment, *, code: str, message: str) -> None:
    """It did not work; the message is the provider's own."""
    payment.status = Payment.Status.FAILED
    payment.error_code, payment.error_message = code[:80], message
    payment.save(update_fields=["status", "error_code", "error_message"])


def mark_cancelled(payment: Payment) -> None:
    """It cannot be paid any more."""
    payment.status = Payment.Status.CANCELLED
    payment.save(update_fields=["status"])


def mark_received(
    payment: Payment, *, provider_id: str, at: datetime, validated_by: Actor | None = None
) -> None:
    """The money is here, once."""
    payment.status, payment.received_at = Payment.Status.RECEIVED, at
    payment.provider_id = provider_id or payment.provider_id
    payment.error_code = payment.error_message = ""
    payment.validated_by_id = validated_by.person_id if validated_by else None
    rows.change(payment, RECEIVED)


def cancel_unasked(order: Order) -> int:
    """Close the attempts no provider knows of. Says how many."""
    asked_nobody = Payment.objects.filter(
        order=order, provider_id="", status__in=[Payment.Status.OPEN, Payment.Status.PROCESSING]
    )
    return asked_nobody.update(status=Payment.Status.CANCELLED)


def note_notice(method: str, heard: Heard, *, payment: Payment | None, at: datetime) -> bool:
    """Keep what a provider said; says whether it is the first time (else: do nothing)."""
    body = {
        "reference": heard.reference,
        "status": heard.status,
        "provider_id": heard.provider_id,
        "amount": heard.amount,
        "currency": heard.currency,
        "code": heard.code,
        "message": heard.message,
    }
    told = [method, heard.notice_id, payment.pk if payment else None, json.dumps(body), at]
    with connection.cursor() as cursor:
        cursor.execute(HEARD, told)
        return cursor.rowcount == 1


def note_dispute(payment: Payment, *, reason: str, at: datetime) -> None:
    """The buyer's bank wants the money back."""
    payment.disputed_at, payment.dispute = at, reason[:200]
    payment.save(update_fields=["disputed_at", "dispute"])


def end_dispute(payment: Payment, *, is_won: bool, at: datetime) -> None:
    """The buyer's bank has decided: the money stays (nothing is disputed any more), or is gone."""
    payment.disputed_at = None if is_won else payment.disputed_at or at
    payment.dispute = "" if is_won else LOST
    payment.save(update_fields=["disputed_at", "dispute"])


def wish_refund(payment: Payment, *, amount: int, reason: str, at: datetime) -> Refund:
    """Note that money is to go back."""
    return Refund.objects.create(
        payment=payment,
        amount=amount,
        reason=reason,
        reference=f"{payment.reference}-R{readable(3)}",
        created_at=at,
    )


def note_try(refund: Refund, *, at: datetime) -> None:
    """The provider is about to be asked; when nothing is heard of it, it is asked again later."""
    refund.tries += 1
    refund.next_at = next_try(refund.tries, at=at)
    refund.save(update_fields=["tries", "next_at"])


def mark_refund_sent(refund: Refund, *, provider_id: str) -> None:
    """The provider is at it."""
    refund.status, refund.error_message = Refund.Status.SENT, ""
    refund.provider_id = provider_id or refund.provider_id
    refund.save(update_fields=["status", "provider_id", "error_message"])


def mark_refund_late(refund: Refund, *, message: str) -> None:
    """It did not work this time."""
    refund.error_message = message
    refund.save(update_fields=["error_message"])


def mark_refund_failed(refund: Refund, *, message: str) -> None:
    """The provider will not do it: people must."""
    refund.status, refund.error_message = Refund.Status.FAILED, message
    refund.save(update_fields=["status", "error_message"])


def mark_refund_done(
    refund: Refund, *, at: datetime, provider_id: str = "", how: str = "", by: Actor | None = None
) -> None:
    """The money has left, once; `how` and `by` when somebody sent it by hand."""
    refund.status, refund.done_at, refund.how = Refund.Status.DONE, at, how
    refund.provider_id, refund.error_message = provider_id or refund.provider_id, ""
    refund.done_by_id = by.person_id if by else None
    refund.save()


def note_bank(payment: Payment, *, amount: int, booked_on: date | None, reference: str) -> None:
    """Keep what the account says of the payment: how much came, when, under which name."""
    payment.amount, payment.booked_on = amount, booked_on
    payment.bank_reference = reference[:140]
    payment.save(update_fields=["amount", "booked_on", "bank_reference"])


def choose_entries(chosen: Sequence[BankEntry], *, by: Actor) -> None:
    """Note which orders (already set on them) these entries pay, and who says so."""
    for each in chosen:
        each.status, each.refusal = BankEntry.Status.CHOSEN, ""
        each.chosen_by_id = by.person_id
    BankEntry.objects.bulk_update(
        chosen, ["status", "refusal", "chosen_by", "order"], batch_size=1000
    )


def note_booked(entry: BankEntry, payment: Payment) -> None:
    """The entry paid this."""
    entry.status, entry.payment, entry.refusal = BankEntry.Status.BOOKED, payment, ""
    entry.save(update_fields=["status", "payment", "refusal"])


def note_not_booked(entry: BankEntry, *, why: str) -> None:
    """It could not be booked; it waits for people again."""
    entry.status, entry.refusal = BankEntry.Status.OPEN, why
    entry.save(update_fields=["status", "refusal"])


def set_entries(entry_ids: Collection[int], *, aside: bool, by: Actor) -> int:
    """Set entries aside that pay no order, or take them back. Says how many."""
    before, after = BankEntry.Status.OPEN, BankEntry.Status.IGNORED
    if not aside:
        before, after = after, before
    found = BankEntry.objects.filter(id__in=entry_ids, status=before)
    return found.update(status=after, refusal="", chosen_by_id=by.person_id)


def note_mandate(payment: Payment, mandate: Mandate) -> None:
    """By what the payment is charged."""
    payment.mandate = mandate
    payment.save(update_fields=["mandate"])
