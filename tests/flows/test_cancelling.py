"""How orders end: by the clock, or by somebody's hand."""

from datetime import timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Cancellation, Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Payment
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tessera.flows.cancelling import cancel_order, forget_carts, let_expire
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_cart, make_order, make_payment

pytestmark = pytest.mark.django_db

SOON = timedelta(minutes=10)
LATER = timedelta(minutes=16)


def waiting(programme: Programme, status: Status) -> Order:
    """An order whose places are kept for fifteen minutes."""
    at = clock.now()
    order = make_order(programme, status=status, at=at)
    order.held_until = at + timedelta(minutes=15)
    order.save(update_fields=["held_until"])
    return order


def test_a_cart_whose_hold_is_over_gives_its_places_back_and_keeps_its_lines(
    programme: Programme,
) -> None:
    cart = make_cart(programme, quantity=3)

    assert let_expire(at=clock.now() + LATER) == 1

    cart.refresh_from_db()
    assert (cart.status, cart.held_until) == (Status.CART, None)
    assert cart.lines.get().claim is None
    assert programme.pool().taken == 0
    assert pools_out_of_balance() == []


def test_a_hold_that_lasts_is_left_alone(programme: Programme) -> None:
    make_cart(programme)
    assert let_expire(at=clock.now() + SOON) == 0
    assert programme.pool().taken == 2


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING, Status.FAILED])
def test_an_unpaid_order_expires(programme: Programme, status: Status) -> None:
    order = waiting(programme, status)

    assert let_expire(at=clock.now() + LATER) == 1

    order.refresh_from_db()
    assert (order.status, order.held_until) == (Status.EXPIRED, None)
    assert programme.pool().taken == 0
    assert Activity.objects.get().verb == "order.expired"


def test_a_paid_order_never_expires(programme: Programme) -> None:
    make_order(programme)
    assert let_expire(at=clock.now() + timedelta(days=400)) == 0
    assert programme.pool().taken == 2


def test_running_twice_ends_nothing_twice(programme: Programme) -> None:
    make_cart(programme)
    waiting(programme, Status.PENDING)
    at = clock.now() + LATER

    assert [let_expire(at=at), let_expire(at=at)] == [2, 0]
    assert Activity.objects.count() == 1
    assert pools_out_of_balance() == []


def test_more_than_a_batch_is_ended(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tessera.flows.cancelling.BATCH", 2)
    for _ in range(5):
        make_cart(programme, quantity=1)
    assert let_expire(at=clock.now() + LATER) == 5
    assert programme.pool().taken == 0


def test_carts_of_yesterday_are_forgotten(programme: Programme) -> None:
    old = make_cart(programme, at=clock.now() - timedelta(days=2))
    fresh = make_cart(programme)
    placed = make_order(programme, at=clock.now() - timedelta(days=2))
    let_expire(at=clock.now())

    assert forget_carts(at=clock.now()) == 1

    assert set(Order.objects.values_list("id", flat=True)) == {fresh.id, placed.id}
    assert not Order.objects.filter(id=old.id).exists()


def test_cancelling_frees_the_places_and_closes_the_door(
    programme: Programme, carl: TeamMember
) -> None:
    order = make_order(programme)

    cancel_order(order.id, reason="Ill", by=actor_of(carl), at=clock.now())

    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    assert programme.pool().taken == 0
    assert set(Ticket.objects.values_list("status", flat=True)) == {Ticket.Status.CANCELLED}
    assert Cancellation.objects.get().reason == "Ill"
    assert Activity.objects.get().verb == "order.cancelled"
    assert order.received == order.total


def test_cancelling_closes_payments_nobody_was_asked_for(
    programme: Programme, carl: TeamMember
) -> None:
    order = waiting(programme, Status.PENDING)
    invoice = make_payment(order)
    card = make_payment(order, method="stripe", provider_id="pi_1")

    cancel_order(order.id, reason="Twice", by=actor_of(carl), at=clock.now())

    invoice.refresh_from_db()
    card.refresh_from_db()
    assert invoice.status == Payment.Status.CANCELLED
    assert card.status == Payment.Status.OPEN


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.EXPIRED])
def test_an_ended_order_is_not_cancelled_again(
    programme: Programme, carl: TeamMember, status: Status
) -> None:
    order = make_order(programme, status=status)
    with pytest.raises(WrongStatus):
        cancel_order(order.id, reason="Again", by=actor_of(carl), at=clock.now())


def test_a_reseller_may_not_cancel(programme: Programme, rita: TeamMember) -> None:
    order = make_order(programme)
    with pytest.raises(NotAllowed):
        cancel_order(order.id, reason="", by=actor_of(rita), at=clock.now())


def test_oscar_finds_no_order(programme: Programme, oscar: TeamMember) -> None:
    order = make_order(programme)
    with pytest.raises(NotFound):
        cancel_order(order.id, reason="", by=actor_of(oscar), at=clock.now())
