"""Giving money back: one test a promise, one a refusal. Cards are paid by a stand-in for Stripe."""

from datetime import timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.errors import AlreadyGivenBack, NotByHand, NothingToGiveBack
from tessera.domain.payments.methods import METHODS, Failed, Method, Next, RefundFacts, Wait
from tessera.domain.payments.models import Payment, Refund
from tessera.domain.payments.queries import can_go_back, find_payment, refunds_waiting
from tessera.flows.cancelling import cancel_order
from tessera.flows.paying import start_payment
from tessera.flows.reacting import react
from tessera.flows.refunding import give_back, record_refund, send_refunds
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.cards import GOOD, Cards
from tests.factories import Programme, actor_of, make_order, make_payment

pytestmark = pytest.mark.django_db


def ended(programme: Programme, *, method: str = "invoice", by: TeamMember) -> Payment:
    """The payment of an order that was cancelled after it was paid: 80 francs."""
    order = make_order(programme, method=method)
    cancel_order(order.id, reason="Ill", by=actor_of(by), at=clock.now())
    return order.payments.get()


def wished(payment: Payment, *, by: TeamMember, amount: int = 8000) -> Refund:
    """Somebody decides that money goes back."""
    return give_back(payment.id, amount=amount, by=actor_of(by), at=clock.now())


def verbs(order: Order) -> list[str]:
    """What happened to the order, oldest first."""
    found = Activity.objects.filter(subject="order", subject_id=order.id).order_by("id")
    return list(found.values_list("verb", flat=True))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Next]:
    """What a provider says next, when it is asked to give money back."""
    said: list[Next] = []

    class Scripted(Method):
        code = "scripted"
        name = "Scripted"
        gives_back = True

        def refund(self, refund: RefundFacts) -> Next:
            return said.pop(0)

    monkeypatch.setattr(METHODS, "_parts", {**METHODS.all(), "scripted": Scripted})
    return said


# By the provider


def paid_by_card(programme: Programme, cards: Cards, alice: TeamMember) -> Payment:
    """A card payment that the stand-in has on its books, of an order cancelled since."""
    order = make_order(programme, status=Status.PROCESSING, method="stripe")
    start_payment(order.id, at=clock.now())
    start_payment(order.id, at=clock.now(), given={"payment_method": cards.token(GOOD)})
    cancel_order(order.id, reason="Ill", by=actor_of(alice), at=clock.now())
    return order.payments.get()


def test_a_card_gets_its_money_back(programme: Programme, cards: Cards, alice: TeamMember) -> None:
    payment = paid_by_card(programme, cards, alice)
    refund = wished(payment, by=alice)

    assert send_refunds(at=clock.now()) == 1
    assert send_refunds(at=clock.now() + timedelta(days=1)) == 0

    refund.refresh_from_db()
    assert (refund.status, refund.error_message) == (Refund.Status.DONE, "")
    assert refund.provider_id.startswith("re_")
    assert Order.objects.get().received == 0
    assert verbs(payment.order)[-1] == "payment.refunded"
    assert cards.refunded(payment.provider_id) == [8000]


def test_an_answer_that_was_lost_is_asked_for_again(
    programme: Programme, cards: Cards, alice: TeamMember
) -> None:
    payment = paid_by_card(programme, cards, alice)
    refund = wished(payment, by=alice)
    send_refunds(at=clock.now())
    Refund.objects.update(status=Refund.Status.WISHED, provider_id="", done_at=None, next_at=None)
    Order.objects.update(received=8000)

    assert send_refunds(at=clock.now()) == 1

    refund.refresh_from_db()
    assert refund.status == Refund.Status.DONE
    assert cards.refunded(payment.provider_id) == [8000], "given back once"


def test_the_buyer_hears_when_it_is_made(
    programme: Programme, cards: Cards, alice: TeamMember
) -> None:
    payment = paid_by_card(programme, cards, alice)
    wished(payment, by=alice, amount=3000)
    react(at=clock.now())
    Message.objects.all().delete()

    send_refunds(at=clock.now())
    react(at=clock.now())

    message = Message.objects.get()
    assert (message.kind, message.to) == ("payment_refunded", payment.order.email)
    assert "CHF 30.00" in message.text.replace("\xa0", " ")


def test_a_provider_that_is_away_is_asked_less_and_less_often(
    programme: Programme, alice: TeamMember, answers: list[Next]
) -> None:
    refund = wished(ended(programme, method="scripted", by=alice), by=alice)
    answers += [Failed("away", "Nobody answers.", is_passing=True)] * 8
    at, pauses = clock.now(), []
    while answers:
        before = len(answers)
        send_refunds(at=at)
        assert len(answers) == before - 1
        refund.refresh_from_db()
        assert refund.error_message == "Nobody answers."
        assert refund.next_at is not None
        pauses.append(refund.next_at - at)
        send_refunds(at=refund.next_at - timedelta(seconds=1))
        assert len(answers) == before - 1, "not before its time"
        at = refund.next_at

    assert pauses == sorted(pauses)
    assert sum(pauses, timedelta()) < timedelta(hours=24), "while providers know a repeat"
    assert refund.status == Refund.Status.FAILED
    assert verbs(refund.payment.order)[-1] == "refund.failed"


def test_what_a_provider_refuses_is_left_to_people(
    programme: Programme, alice: TeamMember, answers: list[Next]
) -> None:
    refund = wished(ended(programme, method="scripted", by=alice), by=alice)
    answers.append(Failed("no", "The account is closed."))

    assert send_refunds(at=clock.now()) == 0

    refund.refresh_from_db()
    assert (refund.status, refund.error_message) == ("failed", "The account is closed.")
    assert refunds_waiting(actor_of(alice), programme.shop.id) == [refund]
    record_refund(refund.id, how="transfer", by=actor_of(alice), at=clock.now())
    assert Order.objects.get().received == 0


def test_a_provider_that_takes_its_time_is_asked_again(
    programme: Programme, alice: TeamMember, answers: list[Next]
) -> None:
    refund = wished(ended(programme, method="scripted", by=alice), by=alice)
    answers.append(Wait("re_1"))
    send_refunds(at=clock.now())
    refund.refresh_from_db()
    assert (refund.status, refund.provider_id) == (Refund.Status.SENT, "re_1")

    answers.append(Failed("failed", "The bank did not take the money."))
    send_refunds(at=clock.now() + timedelta(hours=1))
    refund.refresh_from_db()
    assert refund.status == Refund.Status.FAILED


def test_a_part_that_breaks_does_not_keep_the_others(
    programme: Programme, alice: TeamMember, cards: Cards, answers: list[Next]
) -> None:
    broken = wished(ended(programme, method="scripted", by=alice), by=alice)
    good = wished(paid_by_card(programme, cards, alice), by=alice)

    assert send_refunds(at=clock.now()) == 1

    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.status, good.status) == (Refund.Status.WISHED, Refund.Status.DONE)
    assert "IndexError" in broken.error_message


# By hand


def test_a_transfer_is_sent_back_by_hand(programme: Programme, alice: TeamMember) -> None:
    payment = ended(programme, by=alice)
    refund = wished(payment, by=alice)
    assert send_refunds(at=clock.now()) == 0

    record_refund(
        refund.id, how="transfer", note="statement 14", by=actor_of(alice), at=clock.now()
    )

    refund.refresh_from_db()
    assert (refund.status, refund.how) == (Refund.Status.DONE, "transfer")
    assert refund.done_by == alice.person
    assert Order.objects.get().received == 0
    happened = Activity.objects.get(verb="payment.refunded")
    assert (happened.person, happened.facts["note"]) == (alice.person, "statement 14")


def test_who_records_second_is_told_who_was_first(programme: Programme, alice: TeamMember) -> None:
    refund = wished(ended(programme, by=alice), by=alice)
    record_refund(refund.id, how="cash", by=actor_of(alice), at=clock.now())
    with pytest.raises(AlreadyGivenBack, match="Alice"):
        record_refund(refund.id, how="cash", by=actor_of(alice), at=clock.now())
    assert Order.objects.get().received == 0


def test_what_the_provider_sends_is_not_sent_by_hand(
    programme: Programme, alice: TeamMember, answers: list[Next]
) -> None:
    refund = wished(ended(programme, method="scripted", by=alice), by=alice)
    with pytest.raises(NotByHand):
        record_refund(refund.id, how="cash", by=actor_of(alice), at=clock.now())


# How much


@pytest.mark.parametrize("amount", [0, -1, 8001])
def test_no_more_goes_back_than_came(programme: Programme, alice: TeamMember, amount: int) -> None:
    payment = ended(programme, by=alice)
    with pytest.raises(NothingToGiveBack):
        wished(payment, by=alice, amount=amount)
    assert not Refund.objects.exists()


def test_parts_add_up_to_what_came(programme: Programme, alice: TeamMember) -> None:
    payment = ended(programme, by=alice)
    first = wished(payment, by=alice, amount=5000)
    record_refund(first.id, how="cash", by=actor_of(alice), at=clock.now())
    assert left(payment) == 3000
    wished(payment, by=alice, amount=3000)
    assert left(payment) == 0
    with pytest.raises(NothingToGiveBack):
        wished(payment, by=alice, amount=1)


def test_what_a_waiting_order_costs_stays(programme: Programme, alice: TeamMember) -> None:
    order = make_order(programme, status=Status.PENDING)
    payment = make_payment(order, status="received", amount=5000)
    Order.objects.update(received=5000)
    with pytest.raises(NothingToGiveBack, match="left of this payment"):
        wished(payment, by=alice, amount=1)


def test_a_part_of_a_paid_order_goes_back(programme: Programme, alice: TeamMember) -> None:
    order = make_order(programme)
    payment = order.payments.get()
    refund = give_back(
        payment.id, amount=3000, note="Rain", how="cash", by=actor_of(alice), at=clock.now()
    )
    order.refresh_from_db()
    assert (refund.status, refund.how, refund.done_by_id) == ("done", "cash", alice.person_id)
    assert (order.status, order.received, order.balance) == (Status.PAID, 5000, 0)
    assert left(payment) == 5000
    assert verbs(order)[-1] == "payment.refunded"
    with pytest.raises(NothingToGiveBack):
        wished(payment, by=alice, amount=5001)


def left(payment: Payment) -> int:
    found = find_payment(payment.id)
    assert found is not None
    return can_go_back(found)


# Who


def test_a_clerk_may_not_refund(programme: Programme, alice: TeamMember, carl: TeamMember) -> None:
    payment = ended(programme, by=alice)
    with pytest.raises(NotAllowed):
        wished(payment, by=carl)
    refund = wished(payment, by=alice)
    with pytest.raises(NotAllowed):
        record_refund(refund.id, how="cash", by=actor_of(carl), at=clock.now())


def test_oscar_finds_nothing_to_refund(
    programme: Programme, alice: TeamMember, oscar: TeamMember
) -> None:
    payment = ended(programme, by=alice)
    with pytest.raises(NotFound):
        wished(payment, by=oscar)
    refund = wished(payment, by=alice)
    with pytest.raises(NotFound):
        record_refund(refund.id, how="cash", by=actor_of(oscar), at=clock.now())
