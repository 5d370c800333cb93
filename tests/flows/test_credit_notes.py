"""Money that goes back has its credit note: numbered, and adding up with what it corrects."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.domain.activity.models import Activity
from tessera.domain.invoices.documents import render_invoice
from tessera.domain.invoices.queries import documents_of
from tessera.domain.invoices.rules import Taxed, credited, included, remaining
from tessera.domain.mailing.attaching import files_for
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.errors import NothingToGiveBack
from tessera.domain.payments.models import Payment, Refund
from tessera.flows.cancelling import cancel_order
from tessera.flows.reacting import react
from tessera.flows.refunding import give_back
from tessera.flows.sending import send_due
from tessera.lib import clock
from tests.factories import Programme, actor_of, make_order, make_payment

pytestmark = pytest.mark.django_db


def ended(programme: Programme, *, by: TeamMember) -> Payment:
    """The payment of an order that was cancelled after it was paid: 80 francs."""
    order = make_order(programme)
    cancel_order(order.id, reason="Ill", by=actor_of(by), at=clock.now())
    return order.payments.get()


def wished(payment: Payment, *, by: TeamMember, amount: int = 8000) -> Refund:
    """Somebody decides that money goes back."""
    return give_back(payment.id, amount=amount, by=actor_of(by), at=clock.now())


def test_a_refund_has_its_credit_note(programme: Programme, alice: TeamMember) -> None:
    order = make_order(programme)
    at, payment = clock.now(), order.payments.get()
    give_back(payment.id, amount=3000, note="Rain", by=actor_of(alice), at=at)
    receipt, note = documents_of(order.id)
    assert (receipt.kind, receipt.total) == ("receipt", 8000)
    assert (note.kind, note.total, note.corrects, note.reason) == (
        "credit_note",
        -3000,
        receipt,
        "Rain",
    )
    assert note.refund == Refund.objects.get()
    assert note.number.startswith("C")
    assert sum(each["gross"] for each in note.vat) == -3000
    assert all(each["net"] + each["tax"] == each["gross"] for each in note.vat)
    assert render_invoice(note).startswith(b"%PDF")
    happened = Activity.objects.get(verb="payment.to_refund")
    assert happened.facts["credit_note"] == note.number


def test_credit_notes_of_parts_add_up_to_the_document(
    programme: Programme, alice: TeamMember
) -> None:
    programme.shop.vat_rate = Decimal("8.1")
    programme.shop.save()
    payment = make_order(programme).payments.get()
    for amount in (3333, 2222, 2445):
        wished(payment, by=alice, amount=amount)
    receipt, *notes = documents_of(payment.order_id)
    assert [note.serial for note in notes] == [1, 2, 3]
    for what in ("net", "tax", "gross"):
        given = sum(each[what] for note in notes for each in note.vat)
        assert -given == sum(each[what] for each in receipt.vat), what
    assert {note.corrects_id for note in notes} == {receipt.id}


def test_a_cancelled_order_is_credited_too(programme: Programme, alice: TeamMember) -> None:
    payment = ended(programme, by=alice)
    wished(payment, by=alice)
    assert [each.total for each in documents_of(payment.order_id)] == [8000, -8000]


def test_what_was_paid_too_much_is_not_credited(programme: Programme, alice: TeamMember) -> None:
    order = make_order(programme)
    second = make_payment(order, status="received", amount=8000)
    Order.objects.update(received=16000)
    wished(second, by=alice, amount=8000)
    assert [each.kind for each in documents_of(order.id)] == ["receipt"]
    wished(order.payments.order_by("id")[0], by=alice, amount=1000)
    assert [each.total for each in documents_of(order.id)] == [8000, -1000]


def test_what_is_rolled_back_leaves_no_gap(programme: Programme, alice: TeamMember) -> None:
    payment = make_order(programme).payments.get()
    with pytest.raises(NothingToGiveBack):
        wished(payment, by=alice, amount=8001)
    wished(payment, by=alice, amount=1)
    wished(payment, by=alice, amount=2)
    assert [each.serial for each in documents_of(payment.order_id)[1:]] == [1, 2]


def test_the_credit_note_comes_with_the_mail(programme: Programme, alice: TeamMember) -> None:
    payment = make_order(programme).payments.get()
    refund = give_back(payment.id, amount=3000, how="cash", by=actor_of(alice), at=clock.now())
    react(at=clock.now())
    note = documents_of(payment.order_id)[-1]
    message = Message.objects.get(kind="payment_refunded")
    assert note.number in message.text
    assert message.attachments == [{"kind": "credit_note"}]
    assert message.activity is not None and message.activity.facts["refund"] == refund.id
    files = files_for(
        ["credit_note"], order=refund.payment.order, order_url="", credit_note=note.number
    )
    assert [each.name for each in files] == [f"{note.number}.pdf"]
    assert send_due(at=clock.now()) == 1


def test_a_refund_without_a_document_attaches_nothing(programme: Programme) -> None:
    order = make_order(programme)
    assert files_for(["credit_note"], order=order, order_url="", credit_note="C0") == []


def test_no_rates_no_trouble() -> None:
    whole = [Taxed("8.10", 92, 8, 100), Taxed("0.00", 50, 0, 50)]
    assert remaining(whole, credited(whole, amount=150)) == [
        Taxed("8.10", 0, 0, 0),
        Taxed("0.00", 0, 0, 0),
    ]


@settings(deadline=None)
@given(
    grosses=st.lists(st.integers(1, 10**7), min_size=1, max_size=3),
    shares=st.lists(st.integers(1, 10**7), min_size=1, max_size=6),
)
def test_any_parts_add_up_for_each_rate(grosses: list[int], shares: list[int]) -> None:
    rates = ["8.10", "2.60", "0.00"]
    taxes = [included(gross, rate) for gross, rate in zip(grosses, rates, strict=False)]
    whole = [
        Taxed(rate, gross - tax, tax, gross)
        for rate, gross, tax in zip(rates, grosses, taxes, strict=False)
    ]
    rest, left = whole, sum(grosses)
    for wanted in [*shares, left]:
        amount = min(wanted, left)
        if not amount:
            break
        note = credited(rest, amount=amount)
        assert sum(each.gross for each in note) == -amount
        assert all(each.net + each.tax == each.gross for each in note)
        rest, left = remaining(rest, note), left - amount
        assert all(each.gross >= 0 for each in rest)
    if not left:
        assert all((each.net, each.tax, each.gross) == (0, 0, 0) for each in rest)
