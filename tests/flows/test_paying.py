"""Paying: one test a promise, one a refusal. Cards are paid in tests/plugins and tests/races."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.domain.activity.models import Activity
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Approval, Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.errors import AlreadyReceived, NotByHand, NotPayable
from tessera.domain.payments.methods import BadNotice, PaymentFacts, Received, Wait
from tessera.domain.payments.models import WRONG_AMOUNT, Notice, Payment, Refund
from tessera.domain.payments.queries import last_failure
from tessera.domain.stock.errors import SoldOut
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tessera.flows.cancelling import cancel_order, let_expire
from tessera.flows.paying import record_notice, start_payment, validate_payment
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.plugins.payment_methods.stripe_card import StripeCard
from tests.cards import signed
from tests.factories import Programme, actor_of, make_cart, make_order, make_payment

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=30)
LATER = timedelta(hours=2)


def waiting(programme: Programme, method: str = "stripe", **facts: object) -> Payment:
    """The open payment of an order placed just now, its places kept for half an hour."""
    at = clock.now()
    status = Status.PROCESSING if method == "stripe" else Status.PENDING
    order = make_order(programme, status=status, method=method, at=at, **facts)
    order.held_until = at + SOON
    order.save(update_fields=["held_until"])
    return make_payment(order)


def tell(payment: Payment, kind: str = "succeeded", **facts: object) -> None:
    """The provider sends a notice about the payment."""
    body, headers = signed(payment, f"payment_intent.{kind}", **facts)  # type: ignore[arg-type]
    record_notice("stripe", body=body, headers=headers, at=clock.now())


def verbs(order: Order) -> list[str]:
    """What happened to the order, oldest first."""
    found = Activity.objects.filter(subject="order", subject_id=order.id).order_by("id")
    return list(found.values_list("verb", flat=True))


def fill_up(programme: Programme) -> None:
    """Somebody takes every place that is left."""
    make_cart(programme, quantity=programme.pool().left)


# Nothing to pay, or paid by hand


def test_a_free_order_is_paid_at_once(programme: Programme) -> None:
    payment = waiting(programme, "free")
    order = payment.order
    Order.objects.filter(id=order.id).update(total=0)
    Payment.objects.filter(id=payment.id).update(amount=0)

    answer = start_payment(order.id, at=clock.now())

    assert isinstance(answer, Received)
    order.refresh_from_db()
    assert order.is_paid
    assert order.held_until is None
    assert Ticket.objects.filter(order=order).count() == 2
    assert verbs(order) == ["order.paid"]


def test_a_free_order_asks_the_database_little(programme: Programme) -> None:
    payment = waiting(programme, "free")
    Order.objects.filter(id=payment.order_id).update(total=0)
    Payment.objects.filter(id=payment.id).update(amount=0)

    with CaptureQueriesContext(connection) as queries:
        start_payment(payment.order_id, at=clock.now())

    asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 11, [query["sql"][:90] for query in asked]


@pytest.mark.parametrize("method", ["invoice", "on_site"])
def test_an_order_waits_until_somebody_validates(
    programme: Programme, carl: TeamMember, method: str
) -> None:
    payment = waiting(programme, method)

    assert isinstance(start_payment(payment.order_id, at=clock.now()), Wait)
    payment.order.refresh_from_db()
    assert payment.order.status == Status.PENDING
    assert not Ticket.objects.exists()

    validate_payment(payment.id, by=actor_of(carl), at=clock.now(), note="statement 12")

    payment.refresh_from_db()
    order = Order.objects.get()
    assert (order.status, order.received) == (Status.PAID, order.total)
    assert payment.validated_by == carl.person
    assert Ticket.objects.filter(order=order).count() == 2
    assert Approval.objects.get(order=order).note == "statement 12"
    assert verbs(order) == ["payment.validated", "payment.received", "order.paid"]


def test_who_validates_second_is_told_who_was_first(programme: Programme, carl: TeamMember) -> None:
    payment = waiting(programme, "invoice")
    validate_payment(payment.id, by=actor_of(carl), at=clock.now())

    with pytest.raises(AlreadyReceived, match="Carl"):
        validate_payment(payment.id, by=actor_of(carl), at=clock.now())

    assert Ticket.objects.count() == 2
    assert Order.objects.get().balance == 0


def test_a_card_is_not_validated_by_hand(programme: Programme, alice: TeamMember) -> None:
    payment = waiting(programme)
    with pytest.raises(NotByHand):
        validate_payment(payment.id, by=actor_of(alice), at=clock.now())


def test_a_steward_may_not_validate(programme: Programme, sam: TeamMember) -> None:
    payment = waiting(programme, "invoice")
    with pytest.raises(NotAllowed):
        validate_payment(payment.id, by=actor_of(sam), at=clock.now())


def test_oscar_finds_no_payment(programme: Programme, oscar: TeamMember) -> None:
    payment = waiting(programme, "invoice")
    with pytest.raises(NotFound):
        validate_payment(payment.id, by=actor_of(oscar), at=clock.now())


def test_a_cancelled_order_is_not_validated(programme: Programme, alice: TeamMember) -> None:
    payment = waiting(programme, "invoice")
    cancel_order(payment.order_id, reason="Twice", by=actor_of(alice), at=clock.now())
    with pytest.raises(WrongStatus):
        validate_payment(payment.id, by=actor_of(alice), at=clock.now())


def test_a_late_transfer_takes_the_places_again(programme: Programme, carl: TeamMember) -> None:
    payment = waiting(programme, "invoice")
    let_expire(at=clock.now() + LATER)
    assert programme.pool().taken == 0

    validate_payment(payment.id, by=actor_of(carl), at=clock.now())

    assert Order.objects.get().is_paid
    assert programme.pool().taken == 2
    assert pools_out_of_balance() == []


def test_a_late_transfer_is_refused_when_the_places_are_gone(
    programme: Programme, carl: TeamMember
) -> None:
    payment = waiting(programme, "invoice")
    let_expire(at=clock.now() + LATER)
    fill_up(programme)

    with pytest.raises(SoldOut):
        validate_payment(payment.id, by=actor_of(carl), at=clock.now())

    assert pools_out_of_balance() == []


# An order that waits for no money


def test_a_paid_order_is_not_paid_again(programme: Programme) -> None:
    order = make_order(programme)
    assert isinstance(start_payment(order.id, at=clock.now()), Received)
    assert Payment.objects.count() == 1


def test_an_expired_order_cannot_be_paid(programme: Programme) -> None:
    payment = waiting(programme)
    let_expire(at=clock.now() + LATER)
    with pytest.raises(NotPayable):
        start_payment(payment.order_id, at=clock.now())


# What a provider tells


@pytest.fixture
def payment(programme: Programme, card_settings: None) -> Payment:
    """A card payment that the provider knows."""
    made = waiting(programme)
    made.provider_id = "pi_1"
    made.save(update_fields=["provider_id"])
    return made


def test_a_notice_pays_the_order(payment: Payment) -> None:
    tell(payment)

    payment.refresh_from_db()
    order = Order.objects.get()
    assert payment.status == Payment.Status.RECEIVED
    assert (order.status, order.received, order.balance) == (Status.PAID, order.total, 0)
    assert Ticket.objects.count() == 2
    assert all(line.claim.held_until is None for line in order.lines.all())


def test_the_same_notice_twice_counts_once(payment: Payment) -> None:
    tell(payment)
    tell(payment)
    tell(payment, notice_id="evt_other")

    order = Order.objects.get()
    assert order.received == order.total
    assert Ticket.objects.count() == 2
    assert Notice.objects.count() == 2
    assert verbs(order) == ["payment.received", "order.paid"]


def test_another_payment_under_the_same_reference_is_noted(payment: Payment) -> None:
    tell(payment)
    tell(payment, notice_id="evt_2", id="pi_other")

    order = Order.objects.get()
    assert order.received == order.total
    assert Ticket.objects.count() == 2
    assert verbs(order) == ["payment.received", "order.paid", "payment.refused"]


def test_a_notice_that_overtakes_the_answer_counts_once(
    payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider notifies while it is still asked, then answers the same."""

    def start(_method: StripeCard, _facts: PaymentFacts) -> Received:
        tell(payment)
        return Received("pi_1")

    monkeypatch.setattr(StripeCard, "start", start)
    start_payment(payment.order_id, at=clock.now())

    order = Order.objects.get()
    assert (order.status, order.received) == (Status.PAID, order.total)
    assert Ticket.objects.count() == 2
    assert not Refund.objects.exists(), "one payment is not one too many"
    assert verbs(order) == ["payment.received", "order.paid"]


def test_a_failure_is_shown_and_can_be_mended(payment: Payment) -> None:
    error = {"code": "card_declined", "message": "Your card was declined."}
    tell(payment, "payment_failed", last_payment_error=error)

    assert Order.objects.get().status == Status.FAILED
    failure = last_failure(payment.order_id)
    assert failure is not None
    assert failure.error_message == "Your card was declined."

    tell(payment, notice_id="evt_2")
    assert Order.objects.get().is_paid
    assert last_failure(payment.order_id) is None


def test_notices_out_of_order_are_harmless(payment: Payment) -> None:
    tell(payment, notice_id="evt_3")
    tell(payment, "payment_failed", notice_id="evt_1", last_payment_error={"message": "No."})
    tell(payment, "processing", notice_id="evt_2")
    tell(payment, "canceled", notice_id="evt_4")

    payment.refresh_from_db()
    assert payment.status == Payment.Status.RECEIVED
    assert Order.objects.get().is_paid


@pytest.mark.parametrize("facts", [{"amount": 1}, {"currency": "eur"}, {"amount_received": 7999}])
def test_another_amount_or_currency_is_refused_and_noted(
    payment: Payment, facts: dict[str, object]
) -> None:
    tell(payment, **facts)

    order = Order.objects.get()
    assert (order.status, order.received) == (Status.FAILED, 0), "and can be paid anew"
    assert not Ticket.objects.exists()
    assert verbs(order) == ["payment.refused"]
    failure = last_failure(order.id)
    assert failure is not None
    assert failure.error_code == WRONG_AMOUNT


def test_after_another_amount_the_right_one_still_pays(payment: Payment) -> None:
    tell(payment, amount=1)
    tell(payment, notice_id="evt_2")
    assert Order.objects.get().is_paid


def test_a_notice_about_somebody_elses_payment_is_harmless(payment: Payment) -> None:
    tell(payment, metadata={"reference": "NOT-OURS"})
    tell(payment, metadata={}, notice_id="evt_2")
    tell(payment, "created", notice_id="evt_3")
    assert Order.objects.get().status == Status.PROCESSING


def test_a_forged_notice_is_refused(payment: Payment) -> None:
    body, headers = signed(payment)
    for told, by in [(body + b" ", headers), (body, {}), (body, {"Stripe-Signature": "t=1,v1=x"})]:
        with pytest.raises(BadNotice):
            record_notice("stripe", body=told, headers=by, at=clock.now())
    assert not Notice.objects.exists()


def test_a_replayed_old_notice_is_refused(payment: Payment) -> None:
    body, headers = signed(payment, age=600)
    with pytest.raises(BadNotice):
        record_notice("stripe", body=body, headers=headers, at=clock.now())


@pytest.mark.parametrize("code", ["nothing", "invoice"])
def test_only_methods_that_send_notices_are_heard(code: str, db: None) -> None:
    with pytest.raises((NotFound, BadNotice)):
        record_notice(code, body=b"{}", headers={}, at=clock.now())


# Money that comes late, or twice


def test_late_money_takes_the_places_again(payment: Payment, programme: Programme) -> None:
    let_expire(at=clock.now() + LATER)

    tell(payment)

    assert Order.objects.get().is_paid
    assert Ticket.objects.count() == 2
    assert programme.pool().taken == 2
    assert pools_out_of_balance() == []


def test_late_money_goes_back_when_the_places_are_gone(
    payment: Payment, programme: Programme
) -> None:
    let_expire(at=clock.now() + LATER)
    fill_up(programme)

    tell(payment)

    order = Order.objects.get(id=payment.order_id)
    assert (order.status, order.received) == (Status.EXPIRED, order.total)
    assert not Ticket.objects.exists()
    refund = Refund.objects.get()
    assert (refund.status, refund.amount, refund.reason) == ("wished", order.total, "places_gone")
    assert verbs(order)[-1] == "payment.to_refund"
    assert pools_out_of_balance() == []


def test_money_for_a_cancelled_order_goes_back(payment: Payment, alice: TeamMember) -> None:
    cancel_order(payment.order_id, reason="Ill", by=actor_of(alice), at=clock.now())

    tell(payment)

    assert Order.objects.get().status == Status.CANCELLED
    assert Refund.objects.get().reason == "order_ended"
    assert not Ticket.objects.exists()


def test_a_second_payment_is_noted_as_too_much(payment: Payment) -> None:
    second = make_payment(payment.order, provider_id="pi_2")
    tell(payment)
    tell(second, notice_id="evt_2")

    order = Order.objects.get()
    assert order.received == 2 * order.total
    assert order.balance == -order.total
    assert Ticket.objects.count() == 2
    assert Refund.objects.get().payment == second
    assert verbs(order)[-1] == "payment.to_refund"
