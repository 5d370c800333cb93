"""Paying in another way than was chosen first: one test a promise, one a refusal."""

from datetime import timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.mailing.models import Message
from tessera.domain.orders.errors import DetailsMissing, PriceChanged
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.errors import MethodNotOffered, NotPayable, StillUnderWay
from tessera.domain.payments.methods import Received
from tessera.domain.payments.models import Payment, PaymentMethod
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.paying import change_method, start_payment
from tessera.flows.reacting import react
from tessera.lib import clock
from tests.cards import GOOD, Cards
from tests.factories import Programme, make_order

pytestmark = pytest.mark.django_db

HOME = {"street": "Rue du Lac 1", "postcode": "1003", "city": "Lausanne", "country": "CH"}


@pytest.fixture
def order(programme: Programme, cards: Cards) -> Order:
    """80 francs by card, not paid yet; invoices cost five francs more."""
    PaymentMethod.objects.create(shop=programme.shop, code="stripe")
    PaymentMethod.objects.filter(code="invoice").update(fee_order={"CHF": 500})
    made = make_order(programme, status=Status.PROCESSING, method="stripe")
    made.held_until = clock.now() + timedelta(minutes=30)
    made.save(update_fields=["held_until"])
    return made


def change(order: Order, code: str = "invoice", total: int = 8500, **facts: object) -> Order:
    """The buyer chooses another way, having seen the total."""
    at = clock.now()
    address = facts.get("address", HOME)
    return change_method(
        order.id,
        code=code,
        shown_total=total,
        address=address,  # type: ignore[arg-type]
        by=BUYER,
        at=at,
    )


def test_an_invoice_after_a_card_that_failed(order: Order, cards: Cards) -> None:
    start_payment(order.id, at=clock.now())
    card = order.payments.get()

    changed = change(order)

    assert (changed.status, changed.method, changed.total) == (Status.PENDING, "invoice", 8500)
    assert changed.due_at is not None
    assert changed.held_until == changed.due_at
    claims = [line.claim for line in changed.lines.all()]
    assert all(claim and claim.held_until == changed.due_at for claim in claims)
    assert changed.city == "Lausanne"
    card.refresh_from_db()
    assert card.status == Payment.Status.CANCELLED
    assert cards.intent(card.provider_id)["status"] == "canceled", "it cannot be paid twice"
    opened = Payment.objects.get(status=Payment.Status.OPEN)
    assert (opened.method, opened.amount) == ("invoice", 8500)
    assert pools_out_of_balance() == []


def test_the_buyer_is_told_how_to_pay(order: Order) -> None:
    changed = change(order)
    react(at=clock.now())
    message = Message.objects.get()
    assert message.kind == "order_placed"
    assert "CHF 85.00" in message.text.replace("\xa0", " ")
    assert Activity.objects.get().facts["before"] == "stripe"
    assert Activity.objects.get().subject_id == changed.id


def test_a_card_after_an_invoice(order: Order, cards: Cards) -> None:
    change(order)

    changed = change(order, "stripe", 8000)

    assert (changed.status, changed.total, changed.due_at) == (Status.PROCESSING, 8000, None)
    assert changed.held_until is not None and changed.held_until > clock.now()
    invoice = Payment.objects.get(method="invoice")
    assert invoice.status == Payment.Status.CANCELLED
    start_payment(order.id, at=clock.now())
    given = {"payment_method": cards.token(GOOD)}
    assert isinstance(start_payment(order.id, at=clock.now(), given=given), Received)
    order.refresh_from_db()
    assert (order.status, order.balance) == (Status.PAID, 0)


def test_money_that_may_be_on_its_way_is_waited_for(order: Order, cards: Cards) -> None:
    start_payment(order.id, at=clock.now())
    payment = order.payments.get()
    given = {"payment_method": cards.token(GOOD)}
    start_payment(order.id, at=clock.now(), given=given)
    Payment.objects.update(status=Payment.Status.PROCESSING, received_at=None)
    Order.objects.update(status=Status.PROCESSING, received=0)

    with pytest.raises(StillUnderWay):
        change(order)

    payment.refresh_from_db()
    assert payment.status == Payment.Status.PROCESSING
    order.refresh_from_db()
    assert order.method == "stripe"


def test_a_total_that_was_not_shown_is_refused(order: Order) -> None:
    with pytest.raises(PriceChanged):
        change(order, total=8000)
    order.refresh_from_db()
    assert (order.method, order.total) == ("stripe", 8000)


def test_an_invoice_needs_an_address(order: Order) -> None:
    with pytest.raises(DetailsMissing) as refused:
        change(order, address={})
    assert "street" in refused.value.facts["fields"]


def test_only_what_is_offered_can_be_chosen(order: Order) -> None:
    for code in ("free", "nothing"):
        with pytest.raises(MethodNotOffered):
            change(order, code, 8000)


@pytest.mark.parametrize(
    "status", [Status.PAID, Status.CANCELLED, Status.EXPIRED, Status.REFUSED, Status.REVIEW]
)
def test_an_order_that_waits_for_no_money_is_not_changed(order: Order, status: str) -> None:
    Order.objects.update(status=status)
    with pytest.raises(NotPayable):
        change(order)
