"""Invoices that nobody will pay as they are: corrected by a credit note, never changed."""

from datetime import timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import documents_of, invoice_of
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.models import Payment, PaymentMethod, Refund
from tessera.domain.stock.models import Pool
from tessera.flows.cancelling import cancel_order, let_expire
from tessera.flows.invoicing import issue_receipt
from tessera.flows.paying import change_method, validate_payment
from tessera.flows.reacting import react
from tessera.flows.refunding import give_back
from tessera.flows.steps import settle
from tessera.flows.steps.billing import bill
from tessera.flows.steps.validating import Banked
from tessera.lib import clock
from tests.factories import Programme, actor_of, make_order, make_payment

pytestmark = pytest.mark.django_db

HOME = {"street": "Rue du Lac 1", "postcode": "1003", "city": "Lausanne", "country": "CH"}


@pytest.fixture
def order(programme: Programme) -> Order:
    """80 francs on invoice, waiting."""
    made = make_order(programme, status=Status.PENDING, method="invoice")
    made.held_until = made.due_at = clock.now() + timedelta(days=10)
    made.save(update_fields=["held_until", "due_at"])
    make_payment(made)
    bill(made, list(made.lines.all()), at=clock.now())
    return made


def totals(order: Order) -> list[tuple[str, int]]:
    """Its documents, oldest first."""
    return [(each.kind, each.total) for each in documents_of(order.pk)]


def mail(kind: str) -> Message:
    """The mail of this kind, written by now."""
    react(at=clock.now())
    return Message.objects.get(kind=kind)


def test_a_cancelled_order_owes_its_invoice_no_more(order: Order, alice: TeamMember) -> None:
    cancel_order(order.pk, reason="secret", by=actor_of(alice), at=clock.now())
    invoice, note = documents_of(order.pk)
    assert totals(order) == [("invoice", 8000), ("credit_note", -8000)]
    assert (note.corrects, note.refund) == (invoice, None)
    assert sum(each["gross"] for each in note.vat) == -8000
    assert "secret" not in note.reason, "the reason is for the team"
    assert Activity.objects.get(verb="order.cancelled").facts["credit_note"] == note.number
    assert mail("order_cancelled").attachments == [{"kind": "credit_note"}]


def test_an_expired_order_owes_its_invoice_no_more(order: Order) -> None:
    assert let_expire(at=clock.now() + timedelta(days=11)) == 1
    assert totals(order) == [("invoice", 8000), ("credit_note", -8000)]
    assert mail("order_expired").attachments == [{"kind": "credit_note"}]


def test_an_order_without_an_invoice_ends_without_a_credit_note(
    programme: Programme, alice: TeamMember
) -> None:
    made = make_order(programme)
    cancel_order(made.pk, reason="Ill", by=actor_of(alice), at=clock.now())
    assert totals(made) == []
    assert mail("order_cancelled").attachments == []


def test_what_was_paid_in_part_is_credited_when_it_goes_back(
    order: Order, alice: TeamMember
) -> None:
    by, at = actor_of(alice), clock.now()
    payment = validate_payment(order.payments.get().pk, by=by, at=at, banked=Banked(3000, "CHF"))
    cancel_order(order.pk, reason="Ill", by=by, at=at)
    assert totals(order)[1:] == [("credit_note", -5000)]
    give_back(payment.pk, amount=3000, by=by, at=at)
    assert totals(order)[1:] == [("credit_note", -5000), ("credit_note", -3000)]


def test_a_paid_order_is_credited_when_its_money_goes_back(order: Order, alice: TeamMember) -> None:
    by, at = actor_of(alice), clock.now()
    payment = validate_payment(order.payments.get().pk, by=by, at=at)
    cancel_order(order.pk, reason="Ill", by=by, at=at)
    assert totals(order) == [("invoice", 8000)]
    give_back(payment.pk, amount=8000, by=by, at=at)
    assert totals(order)[1:] == [("credit_note", -8000)]


def test_late_money_is_billed_anew(order: Order, alice: TeamMember) -> None:
    let_expire(at=clock.now() + timedelta(days=11))
    validate_payment(order.payments.get().pk, by=actor_of(alice), at=clock.now())
    assert totals(order)[1:] == [("credit_note", -8000), ("invoice", 8000)]
    paper = issue_receipt(order.pk, by=BUYER, at=clock.now())
    assert paper == invoice_of(order.pk)
    assert paper.serial == 2


def test_another_total_is_another_invoice(order: Order) -> None:
    PaymentMethod.objects.filter(code="invoice").update(fee_order={"CHF": 300})
    change_method(
        order.pk, code="invoice", shown_total=8300, address=HOME, by=BUYER, at=clock.now()
    )
    assert totals(order) == [("invoice", 8000), ("credit_note", -8000), ("invoice", 8300)]
    same = change_method(
        order.pk, code="invoice", shown_total=8300, address=HOME, by=BUYER, at=clock.now()
    )
    assert len(documents_of(same.pk)) == 3, "what asks for the same stays"


def test_another_way_with_another_total_leaves_no_invoice(order: Order, alice: TeamMember) -> None:
    PaymentMethod.objects.filter(code="on_site").update(fee_order={"CHF": 200})
    changed = change_method(order.pk, code="on_site", shown_total=8200, by=BUYER, at=clock.now())
    assert totals(order) == [("invoice", 8000), ("credit_note", -8000)]
    opened = Payment.objects.get(order=changed, status=Payment.Status.OPEN)
    validate_payment(opened.pk, by=actor_of(alice), at=clock.now())
    paper = issue_receipt(order.pk, by=BUYER, at=clock.now())
    assert (paper.kind, paper.total) == ("receipt", 8200)
    give_back(opened.pk, amount=8200, by=actor_of(alice), at=clock.now())
    assert totals(order)[-1] == ("credit_note", -8200)
    assert documents_of(order.pk)[-1].corrects == paper


def test_money_that_goes_back_by_itself_has_its_credit_note(order: Order) -> None:
    """An order that ended before credit notes were issued with it."""
    payment = order.payments.get()
    second = make_payment(order, method="on_site")
    Order.objects.filter(pk=order.pk).update(status=Status.EXPIRED)
    order.lines.update(claim=None)
    Pool.objects.update(capacity=0, taken=0)
    order.refresh_from_db()
    settle.receive(order, second, by=BUYER, at=clock.now())
    refund = Refund.objects.get()
    assert refund.reason == "places_gone"
    note = Invoice.objects.get(kind="credit_note")
    assert (note.refund, note.total) == (refund, -8000)
    assert payment.status == Payment.Status.OPEN
    assert Activity.objects.get(verb="payment.to_refund").facts["credit_note"] == note.number
