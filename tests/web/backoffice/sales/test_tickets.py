"""The list of tickets: found, narrowed, paged; holder and buyer apart; who sees which."""

import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.checkin.models import Scan
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.tickets.models import Ticket
from tessera.lib import clock
from tessera.lib.ids import readable_serial
from tests.factories import Programme, make_event, make_order

LIST = "/manage/theatre/tickets/"


@pytest.fixture
def order(programme: Programme) -> Order:
    """Two tickets of Bea's; the first is Zoe's, and she is in."""
    made = make_order(programme)
    first = made.tickets.order_by("id")[0]
    first.holder_first_name, first.holder_last_name = "Zoe", "Holder"
    first.save()
    Scan.objects.create(
        scan_id=uuid.uuid4(),
        shop=made.shop,
        ticket=first,
        code=first.code,
        verdict="welcome",
        is_first_entry=True,
        at=clock.now(),
    )
    return made


def _found(client: Client, query: str = "") -> list[Ticket]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return list(answer.context["grid"].data)


def test_words_find_tickets(desk: Client, programme: Programme, order: Order) -> None:
    other = make_order(programme, quantity=1, last_name="Other", email="other@test.example")
    zoe, second = order.tickets.order_by("id")
    assert _found(desk) == [*other.tickets.all(), second, zoe]
    assert _found(desk, f"q={readable_serial(zoe.serial)}") == [zoe]
    assert _found(desk, "q=hold") == [zoe]
    assert _found(desk, "q=buy") == [second, zoe]
    assert _found(desk, f"q={other.number}") == list(other.tickets.all())
    assert _found(desk, "q=nobody") == []
    assert _found(desk, "q=%00") == _found(desk)


def test_filters_narrow(desk: Client, programme: Programme, order: Order) -> None:
    macbeth = make_event(programme.shop, slug="macbeth")
    other = list(make_order(macbeth, quantity=1).tickets.all())
    zoe, second = order.tickets.order_by("id")
    assert _found(desk, f"event={macbeth.event.id}") == other
    assert _found(desk, f"date={programme.date.id}") == [second, zoe]
    assert _found(desk, f"tariff={macbeth.tariff.pk}") == other
    assert _found(desk, "state=entered") == [zoe]
    assert _found(desk, "state=awaited") == [*other, second]
    assert _found(desk, "state=cancelled") == []
    assert len(_found(desk, "state=nonsense&event=x")) == 3


def test_holder_and_buyer_stand_apart(desk: Client, order: Order) -> None:
    body = desk.get(f"{LIST}?q=hold").content.decode()
    assert "Zoe Holder" in body
    assert "Bea Buyer" in body


def test_pages_follow_one_another(desk: Client, programme: Programme) -> None:
    for _ in range(6):
        make_order(programme, quantity=9)
    first = desk.get(LIST).context["grid"]
    assert (len(first.data), first.previous_url) == (50, "")
    second = desk.get(LIST + first.next_url).context["grid"]
    assert (len(second.data), second.next_url) == (4, "")
    back = desk.get(LIST + second.previous_url).context["grid"]
    assert [each.id for each in back.data] == [each.id for each in first.data]


def test_fifty_rows_cost_as_much_as_one(
    desk: Client, programme: Programme, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_order(programme, quantity=1)
    with django_assert_max_num_queries(10):
        desk.get(LIST)
    make_order(programme, quantity=49)
    with django_assert_max_num_queries(10):
        assert len(_found(desk)) == 50


def test_a_reseller_sees_own_tickets_alone(
    client: Client, rita: TeamMember, programme: Programme, order: Order
) -> None:
    own = make_order(programme, quantity=1, sold_by=rita.person, channel="reseller")
    client.force_login(rita.person)
    assert _found(client) == list(own.tickets.all())
    assert _found(client, "q=buy") == list(own.tickets.all())
