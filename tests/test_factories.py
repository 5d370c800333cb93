"""What the factories make is whole: pools are opened and equal their claims."""

from tessera.domain.orders.models import Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Can
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tests.factories import Programme, actor_of, make_cart, make_event, make_order, make_tariff


def test_a_programme_can_be_sold(programme: Programme) -> None:
    assert len(programme.tariffs) == 4
    assert programme.pool(date=1, zone=1).left == 20


def test_orders_take_from_pools(programme: Programme) -> None:
    make_cart(programme, quantity=3)
    order = make_order(programme, quantity=2)
    assert order.status == Status.PAID
    assert programme.pool().taken == 5
    assert Ticket.objects.filter(order=order).count() == 2
    assert pools_out_of_balance() == []


def test_a_group_takes_a_place_a_person(programme: Programme) -> None:
    group = make_tariff(programme.zone, name="School", amount=900, kind="group", group_size=10)
    order = make_order(programme, tariff=group, quantity=2)
    assert order.total == 20 * 900
    assert programme.pool().taken == 20


def test_a_capped_event_has_a_pool(db: None) -> None:
    made = make_event(capacity=10)
    make_order(made, quantity=4)
    assert pools_out_of_balance() == []


def test_profiles_give_rights(alice: TeamMember, sam: TeamMember) -> None:
    assert actor_of(alice).may(Can.EDIT_SETTINGS)
    assert not actor_of(sam).may(Can.SEE_ORDERS)
