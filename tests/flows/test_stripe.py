"""Stripe with a shop's own keys, a notice that was missed, and a dispute."""

from datetime import timedelta

import pytest
import stripe
from pytest_django import Settings

from tessera.domain.activity.models import Activity
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.methods import BadNotice
from tessera.domain.payments.models import Notice, Payment, PaymentMethod, Refund
from tessera.domain.payments.queries import can_go_back
from tessera.domain.shops.models import Shop
from tessera.flows.paying import poll_payments, record_notice, start_payment
from tessera.flows.reacting import react
from tessera.lib import clock
from tessera.lib.sealing import seal
from tests.cards import GOOD, SECRET_KEY, WEBHOOK_SECRET, Cards, disputed, signed, told
from tests.factories import Programme, make_order, make_payment

pytestmark = pytest.mark.django_db
OWN = "whsec_of_the_shop"


@pytest.fixture
def paid(programme: Programme, card_settings: None) -> Payment:
    """80 francs by card."""
    payment = make_order(programme, method="stripe").payments.get()
    payment.provider_id = "pi_1"
    payment.save()
    return payment


@pytest.fixture
def own_keys(programme: Programme, card_settings: None, settings: Settings) -> PaymentMethod:
    """The shop has keys of its own."""
    key = settings.SECRET_KEY
    kept = {"secret": seal("sk_test_own_1", key=key), "webhook": seal(OWN, key=key)}
    facts = {"settings": {**kept, "publishable_key": "pk_test_own"}}
    row, _made = PaymentMethod.objects.update_or_create(
        shop=programme.shop, code="stripe", defaults=facts
    )
    return row


def test_a_notice_that_was_missed_is_caught_by_polling(programme: Programme, cards: Cards) -> None:
    order = make_order(programme, status=Status.PROCESSING, method="stripe")
    start_payment(order.id, at=clock.now())
    payment = order.payments.get()
    intents = stripe.StripeClient(SECRET_KEY, base_addresses={"api": cards.base}).v1.payment_intents
    intents.update(payment.provider_id, {"payment_method": cards.token(GOOD)})
    intents.confirm(payment.provider_id)  # in the buyer's browser, which closes; no notice comes

    assert poll_payments(at=clock.now() + timedelta(minutes=2)) == 1

    order.refresh_from_db()
    assert (order.status, order.received) == (Status.PAID, 8000)
    assert poll_payments(at=clock.now() + timedelta(minutes=4)) == 0


def test_a_dispute_is_noted_once(paid: Payment) -> None:
    body = disputed("pi_1")
    for _ in range(3):
        record_notice("stripe", body=body, headers=told(body), at=clock.now())
    paid.refresh_from_db()
    assert paid.disputed_at is not None and paid.dispute == "fraudulent"
    assert paid.status == "received"
    assert Activity.objects.filter(verb="payment.disputed").count() == 1
    assert Order.objects.get().status == Status.PAID
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("ended", "verb", "left"),
    [
        ("won", "payment.dispute_won", ""),
        ("warning_closed", "payment.dispute_won", ""),
        ("lost", "payment.dispute_lost", "lost"),
    ],
)
def test_how_a_dispute_ended_is_noted(paid: Payment, ended: str, verb: str, left: str) -> None:
    for body in (disputed("pi_1"), disputed("pi_1", ended=ended), disputed("pi_1", ended=ended)):
        record_notice("stripe", body=body, headers=told(body), at=clock.now())
    paid.refresh_from_db()
    assert (paid.dispute, paid.disputed_at is not None) == (left, bool(left))
    assert Activity.objects.filter(verb=verb).count() == 1


def test_a_lost_dispute_has_taken_the_money(paid: Payment) -> None:
    bodies = [disputed("pi_1"), disputed("pi_1", ended="lost"), disputed("pi_1", ended="lost")]
    other = disputed("pi_1", ended="lost", event="evt_told_anew")
    late = disputed("pi_1", event="evt_late")
    for body in (*bodies, other, late):
        record_notice("stripe", body=body, headers=told(body), at=clock.now())
    order = Order.objects.get()
    assert (order.status, order.received) == (Status.PAID, 0), "its tickets stay valid"
    left = Refund.objects.get()
    assert (left.status, left.amount, left.reason) == ("done", 8000, "dispute_lost")
    paid.refresh_from_db()
    assert paid.dispute == "lost"
    assert can_go_back(paid) == 0, "what is gone does not go back again"


def test_a_lost_dispute_takes_no_more_than_is_left(paid: Payment) -> None:
    Refund.objects.create(
        payment=paid, amount=3000, status="done", reference="R1", created_at=clock.now()
    )
    Order.objects.update(received=5000)
    body = disputed("pi_1", ended="lost")
    record_notice("stripe", body=body, headers=told(body), at=clock.now())
    assert Order.objects.get().received == 0
    assert Refund.objects.get(reason="dispute_lost").amount == 5000


def test_the_team_is_told_of_a_lost_dispute(paid: Payment) -> None:
    Shop.objects.update(contact_email="team@theatre.example")
    body = disputed("pi_1", ended="lost")
    record_notice("stripe", body=body, headers=told(body), at=clock.now())
    react(at=clock.now())
    mail = Message.objects.get(kind="dispute_lost")
    assert mail.to == "team@theatre.example"
    assert "80" in mail.text


def test_a_dispute_of_a_stranger_changes_nothing(paid: Payment) -> None:
    for intent in ("pi_other", ""):
        body = disputed(intent)
        record_notice("stripe", body=body, headers=told(body), at=clock.now())
    with pytest.raises(BadNotice):
        record_notice("stripe", body=disputed("pi_1"), headers={}, at=clock.now())
    paid.refresh_from_db()
    assert paid.disputed_at is None


def test_notices_are_signed_for_the_shop_of_the_payment(
    programme: Programme, own_keys: PaymentMethod
) -> None:
    order = make_order(programme, status=Status.PROCESSING, method="stripe")
    payment = make_payment(order, provider_id="pi_9")
    body, of_the_house = signed(payment)
    with pytest.raises(BadNotice):
        record_notice("stripe", body=body, headers=of_the_house, at=clock.now())
    record_notice("stripe", body=body, headers=told(body, OWN), at=clock.now())
    order.refresh_from_db()
    assert order.status == Status.PAID


def test_a_shop_without_a_signing_secret_believes_nobody(
    programme: Programme, own_keys: PaymentMethod
) -> None:
    own_keys.settings.pop("webhook")
    own_keys.save()
    payment = make_payment(
        make_order(programme, status=Status.PROCESSING, method="stripe"), provider_id="pi_9"
    )
    body, _headers = signed(payment)
    for secret in ("", OWN, WEBHOOK_SECRET):
        with pytest.raises(BadNotice):
            record_notice("stripe", body=body, headers=told(body, secret), at=clock.now())


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"data": 1}', b'{"data": {}}'])
def test_rubbish_is_refused(card_settings: None, body: bytes) -> None:
    with pytest.raises(BadNotice):
        record_notice("stripe", body=body, headers={"Stripe-Signature": "t=1"}, at=clock.now())
