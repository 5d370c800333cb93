"""Two at once give money back: never more than came, and once."""

from collections import Counter

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.invoices.queries import documents_of
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Payment, Refund
from tessera.flows.cancelling import cancel_order
from tessera.flows.paying import start_payment
from tessera.flows.refunding import give_back, record_refund, send_refunds
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tests.cards import GOOD, Cards
from tests.factories import Programme, actor_of, make_order
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def payment(programme: Programme, alice: TeamMember) -> Payment:
    """80 francs for an order that was cancelled."""
    order = make_order(programme)
    cancel_order(order.id, reason="Ill", by=actor_of(alice), at=clock.now())
    return order.payments.get()


def test_two_who_give_back_at_once_give_no_more_than_came(
    payment: Payment, alice: TeamMember
) -> None:
    def give(number: int) -> str:
        try:
            give_back(payment.id, amount=5000, by=actor_of(alice), at=clock.now())
        except Refusal as refusal:
            return refusal.code
        return "given"

    assert Counter(at_once(4, give)) == {"given": 1, "nothing_to_give_back": 3}
    assert Refund.objects.get().amount == 5000


def test_parts_of_a_paid_order_given_back_at_once_are_no_more_than_came(
    programme: Programme, alice: TeamMember
) -> None:
    paid = make_order(programme).payments.get()

    def give(number: int) -> str:
        try:
            give_back(paid.id, amount=3000, how="cash", by=actor_of(alice), at=clock.now())
        except Refusal as refusal:
            return refusal.code
        return "given"

    assert Counter(at_once(4, give)) == {"given": 2, "nothing_to_give_back": 2}
    assert Order.objects.get().received == 2000
    notes = [each for each in documents_of(paid.order_id) if each.kind == "credit_note"]
    assert [(each.serial, each.total) for each in notes] == [(1, -3000), (2, -3000)]


def test_two_who_record_at_once_count_it_once(payment: Payment, alice: TeamMember) -> None:
    refund = give_back(payment.id, amount=8000, by=actor_of(alice), at=clock.now())

    def say(number: int) -> str:
        try:
            record_refund(refund.id, how="cash", by=actor_of(alice), at=clock.now())
        except Refusal as refusal:
            return refusal.code
        return "recorded"

    assert Counter(at_once(3, say)) == {"recorded": 1, "already_given_back": 2}
    assert Order.objects.get().received == 0


def test_workers_at_once_send_a_refund_once(
    programme: Programme, cards: Cards, alice: TeamMember
) -> None:
    order = make_order(programme, status=Status.PROCESSING, method="stripe")
    start_payment(order.id, at=clock.now())
    start_payment(order.id, at=clock.now(), given={"payment_method": cards.token(GOOD)})
    cancel_order(order.id, reason="Ill", by=actor_of(alice), at=clock.now())
    paid = order.payments.get()
    give_back(paid.id, amount=8000, by=actor_of(alice), at=clock.now())

    sent = at_once(4, lambda n: send_refunds(at=clock.now()))

    assert sum(sent) == 1
    assert cards.refunded(paid.provider_id) == [8000]
    assert Activity.objects.filter(verb="payment.refunded").count() == 1
    assert Order.objects.get().received == 0
