"""What goes wrong with money, from end to end: each case leaves nobody in the dark."""

import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from tessera.domain.invoices.documents import render_invoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.methods import Failed
from tessera.domain.payments.models import Payment, Refund
from tessera.domain.shops.models import Shop
from tessera.flows import checkout, shopping
from tessera.flows.cancelling import let_expire
from tessera.flows.paying import poll_payments, start_payment, validate_payment
from tessera.flows.reacting import react
from tessera.flows.refunding import give_back, record_refund
from tessera.lib import clock
from tests.cards import GOOD, Cards
from tests.factories import Programme, actor_of, make_event, make_method, make_shop
from tests.flows.test_invoicing import BUYER_FACTS, codes_in, words_in
from tests.flows.test_paying import LATER, fill_up, tell, waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payment(programme: Programme, card_settings: None) -> Payment:
    """A card payment that the provider knows."""
    made = waiting(programme)
    made.provider_id = "pi_1"
    made.save(update_fields=["provider_id"])
    return made


# After the order has ended


def test_both_sides_are_told_that_money_came_too_late(
    payment: Payment, programme: Programme
) -> None:
    Shop.objects.update(contact_email="team@theatre.example")
    let_expire(at=clock.now() + LATER)
    fill_up(programme)
    for _ in range(10):
        tell(payment)
    react(at=clock.now())
    order = Order.objects.get(id=payment.order_id)
    assert Refund.objects.count() == 1
    assert Message.objects.get(kind="payment_returned").to == order.email
    team = Message.objects.get(kind="payment_too_late")
    assert team.to == "team@theatre.example"
    assert str(order.number) in team.text


# The provider is away, or does not know us


@pytest.fixture
def silence(card_settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers at the provider's address; and nobody waits long between tries."""
    monkeypatch.setattr("stripe._http_client.HTTPClient.INITIAL_DELAY", 0.01)


def test_a_provider_that_is_away_at_the_start_leaves_the_order_payable(
    programme: Programme, silence: None
) -> None:
    order = waiting(programme).order
    answer = start_payment(order.id, at=clock.now())
    assert isinstance(answer, Failed)
    order.refresh_from_db()
    assert order.status == Status.FAILED
    assert order.payments.get().error_code == "unreachable"
    assert order.lines.get().claim_id, "its places are kept for another try"


def test_a_provider_that_comes_back_is_paid(programme: Programme, cards: Cards) -> None:
    order = waiting(programme).order
    Payment.objects.update(status="failed", error_code="unreachable")
    Order.objects.update(status=Status.FAILED)
    start_payment(order.id, at=clock.now())
    start_payment(order.id, at=clock.now(), given={"payment_method": cards.token(GOOD)})
    order.refresh_from_db()
    assert order.is_paid


def test_a_provider_that_is_away_when_asked_for_news_changes_nothing(
    payment: Payment, silence: None
) -> None:
    assert poll_payments(at=clock.now() + timedelta(minutes=2)) == 0
    payment.refresh_from_db()
    assert payment.status == "open"
    tell(payment)
    payment.refresh_from_db()
    assert payment.status == "received", "its notice is believed, whenever it comes"


def test_wrong_keys_are_said_on_the_order_and_nothing_is_charged(
    programme: Programme, cards: Cards, settings: Settings
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_x"
    order = waiting(programme).order
    answer = start_payment(order.id, at=clock.now())
    assert isinstance(answer, Failed)
    made = order.payments.get()
    assert made.error_code == "wrong_keys"
    assert "Nothing was charged" in made.error_message


# A currency without decimals


@pytest.fixture
def tokyo(alice: TeamMember) -> Programme:
    """A shop that sells in yen, with an account for Swiss payment slips."""
    shop = make_shop(alice.organisation, slug="tokyo", currencies=["JPY"])
    shop.iban, shop.contact_name = "CH44 3199 9123 0008 8901 2", "Théâtre"
    shop.street, shop.postcode, shop.city = "Rue de Bourg 12", "1003", "Lausanne"
    shop.vat_rate, shop.vat_number = 8.1, "CHE-123.456.788 TVA"
    shop.save()
    shop.refresh_from_db()
    make_method(shop, "invoice", fee_order={"JPY": 300})
    return make_event(shop, slug="noh", tariffs={"Full": 4500})


def _on_invoice(made: Programme) -> Order:
    at = clock.now()
    item = shopping.Item(made.tariffs[0].product_id, made.date.id, 2)
    cart = shopping.add_to_cart(
        made.shop, items=[item], secret=None, currency="JPY", language="en", at=at
    )
    checkout.save_details(cart.secret, buyer=BUYER_FACTS | {"language": "en"}, at=at)
    cart = checkout.choose_method(cart.secret, code="invoice", at=at)
    return checkout.place_order(cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=at)


def test_yen_are_whole_from_the_cart_to_the_refund(tokyo: Programme, alice: TeamMember) -> None:
    order = _on_invoice(tokyo)
    assert (order.currency, order.total) == ("JPY", 9300)
    paper = Invoice.objects.select_related("order", "shop").get(order=order)
    assert (paper.total, paper.money.plain()) == (9300, "9300")
    assert sum(rate["gross"] for rate in paper.vat) == 9300
    pdf = render_invoice(paper)
    assert codes_in(pdf) == [], "neither slip is for yen: none is printed"
    words = words_in(pdf)
    assert re.search(r"9\D?300\b", words), words
    assert "93.00" not in words

    at, by = clock.now(), actor_of(alice)
    paid = validate_payment(order.payments.get().id, by=by, at=at)
    back = give_back(paid.id, amount=4501, by=by, at=at)
    record_refund(back.id, how="transfer", by=by, at=at)
    order.refresh_from_db()
    assert (order.is_paid, order.received) == (True, 4799)
    note = Invoice.objects.get(order=order, kind="credit_note")
    assert (note.total, note.money.plain()) == (-4501, "-4501")
    react(at=clock.now())
    said = Message.objects.get(kind="payment_refunded").text
    assert re.search(r"4\D?501\b", said), said
