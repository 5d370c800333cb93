"""What the log says of a past order."""

from collections.abc import Iterator
from datetime import datetime

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Order
from tessera.domain.people.models import Person
from tessera.ops.demo.sold import Sold, ended_at


def happenings(sold: Sold, alice: Person) -> Iterator[Activity]:
    """The history of one order, oldest first."""
    order, payment, purchase = sold.order, sold.payment, sold.purchase
    assert payment is not None
    seller = order.sold_by
    facts = {
        "payment": payment.id,
        "method": order.method,
        "amount": order.total,
        "currency": order.currency,
    }
    placed = {"method": order.method, "total": order.total, "payment": payment.id}
    yield _activity("order.placed", order, seller, purchase.at, placed)
    if order.paid_at:
        invoiced = order.method == "invoice"
        if invoiced:
            validated = {"payment": payment.id, "note": ""}
            yield _activity("payment.validated", order, alice, order.paid_at, validated)
        who = alice if invoiced else seller
        yield _activity("payment.received", order, who, order.paid_at, facts)
        tickets = sum(line.tickets for line in sold.lines)
        paid = {"total": order.total, "method": order.method, "tickets": tickets}
        yield _activity("order.paid", order, who, order.paid_at, paid)
    if purchase.fate == "failed":
        said = {**facts, "code": payment.error_code, "message": payment.error_message}
        yield _activity("payment.failed", order, None, purchase.at, said)
    if purchase.fate in {"cancelled", "expired"}:
        ended = {"reason": "", "received": order.total} if purchase.fate == "cancelled" else {}
        who = alice if purchase.fate == "cancelled" else None
        yield _activity(f"order.{purchase.fate}", order, who, ended_at(sold), ended)
        if purchase.fate == "cancelled" and order.total:
            back = {**facts, "reason": "given_back", "credit_note": ""}
            yield _activity("payment.refunded", order, who, ended_at(sold), back)


def _activity(
    verb: str, order: Order, person: Person | None, at: datetime, facts: dict[str, object]
) -> Activity:
    system = verb in {"order.expired", "payment.failed"}
    label = person.full_name if person else "system" if system else "buyer"
    return Activity(verb=verb, subject_id=order.id, person=person, actor=label, facts=facts, at=at)
