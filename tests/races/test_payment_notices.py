"""One notice or ten, two clerks, money that comes as the hold ends: tickets go out once."""

from collections import Counter
from datetime import timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Notice, Payment
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tessera.flows.cancelling import let_expire
from tessera.flows.paying import record_notice, validate_payment
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tests.cards import signed
from tests.factories import Programme, actor_of, make_order, make_payment
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def tell(payment: Payment, notice_id: str = "evt_1", **facts: object) -> None:
    """The provider sends a notice about the payment."""
    body, headers = signed(payment, notice_id=notice_id, **facts)  # type: ignore[arg-type]
    record_notice("stripe", body=body, headers=headers, at=clock.now())


@pytest.fixture
def order(programme: Programme, card_settings: None) -> Order:
    """Placed and not paid; its places are kept for another minute."""
    at = clock.now()
    made = make_order(programme, status=Status.PROCESSING, method="stripe", quantity=4)
    made.held_until = at + timedelta(minutes=1)
    made.save(update_fields=["held_until"])
    return made


def count_paid(order: Order) -> int:
    """How often it was called paid."""
    return Activity.objects.filter(verb="order.paid", subject_id=order.id).count()


def test_ten_identical_notices_issue_tickets_once(order: Order) -> None:
    payment = make_payment(order, provider_id="pi_1")

    at_once(10, lambda n: tell(payment))

    order.refresh_from_db()
    assert (order.status, order.received) == (Status.PAID, order.total)
    assert Ticket.objects.count() == 4
    assert Notice.objects.count() == 1
    assert count_paid(order) == 1


def test_ten_different_notices_of_one_payment_count_it_once(order: Order) -> None:
    payment = make_payment(order, provider_id="pi_1")

    at_once(10, lambda n: tell(payment, notice_id=f"evt_{n}"))

    order.refresh_from_db()
    assert order.received == order.total
    assert Ticket.objects.count() == 4
    assert count_paid(order) == 1


def test_two_payments_of_one_order_at_once_yield_its_tickets_once(order: Order) -> None:
    payments = [make_payment(order, provider_id=f"pi_{n}") for n in range(2)]

    at_once(2, lambda n: tell(payments[n], notice_id=f"evt_{n}"))

    order.refresh_from_db()
    assert order.received == 2 * order.total
    assert Ticket.objects.count() == 4
    assert count_paid(order) == 1


def test_two_clerks_validate_at_once_and_one_is_told(order: Order, carl: TeamMember) -> None:
    payment = make_payment(order, method="invoice")

    def validate(number: int) -> str:
        try:
            validate_payment(payment.id, by=actor_of(carl), at=clock.now())
        except Refusal as refusal:
            return refusal.code
        return "validated"

    assert Counter(at_once(2, validate)) == {"validated": 1, "already_received": 1}
    order.refresh_from_db()
    assert order.received == order.total
    assert Ticket.objects.count() == 4


def test_money_and_the_end_of_the_hold_at_once(order: Order, programme: Programme) -> None:
    payment = make_payment(order, provider_id="pi_1")
    late = clock.now() + timedelta(minutes=2)

    at_once(6, lambda n: tell(payment) if n % 2 else let_expire(at=late))

    order.refresh_from_db()
    assert order.is_paid
    assert programme.pool().taken == 4
    assert pools_out_of_balance() == []


def test_sweepers_at_once_end_everything_once(programme: Programme) -> None:
    at = clock.now()
    for _ in range(6):
        made = make_order(programme, status=Status.PENDING, quantity=3)
        made.held_until = at
        made.save(update_fields=["held_until"])

    ended = at_once(4, lambda n: let_expire(at=at + timedelta(seconds=1)))

    assert sum(ended) == 6
    assert Activity.objects.filter(verb="order.expired").count() == 6
    assert programme.pool().taken == 0
    assert pools_out_of_balance() == []
