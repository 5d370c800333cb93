"""Issuing: one signed ticket a place, once."""

import pytest

from tessera.domain.orders.models import Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.tickets import actions
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import valid_tickets_of_order
from tessera.lib import clock
from tessera.lib.ids import parse_serial
from tessera.lib.signing import TicketCode, new_key, public_key, read
from tests.factories import Programme, make_order, make_tariff
from tests.factories.orders import printed_on

pytestmark = pytest.mark.django_db


def test_every_place_of_a_line_gets_a_ticket_signed_by_the_shop(programme: Programme) -> None:
    order = make_order(programme, status=Status.PENDING, quantity=3)

    assert actions.issue(order, lines=lines_of(order.pk), at=clock.now()) == 3

    issued, (line,) = list(order.tickets.order_by("place")), lines_of(order.pk)
    assert [ticket.place for ticket in issued] == [1, 2, 3]
    for ticket in issued:
        said = TicketCode(serial=ticket.serial, date=ticket.date_id, product=ticket.product_id)
        assert read(public_key(order.shop.signing_key), ticket.code) == said
        assert read(public_key(new_key()), ticket.code) is None
        assert (ticket.line_id, ticket.zone_id) == (line.pk, line.product.tariff.zone_id)


def test_a_group_tariff_yields_a_ticket_for_everybody(programme: Programme) -> None:
    group = make_tariff(programme.zones[0], kind="group", group_size=5)
    order = make_order(programme, tariff=group, quantity=2)
    assert Ticket.objects.filter(order=order).count() == 10


def test_issuing_again_makes_nothing(programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    codes = set(Ticket.objects.values_list("code", flat=True))

    assert actions.issue(order, lines=lines_of(order.pk), at=clock.now()) == 0

    assert set(Ticket.objects.values_list("code", flat=True)) == codes


def test_issuing_costs_the_same_for_one_and_for_many(
    programme: Programme, django_assert_num_queries: object
) -> None:
    for quantity in (1, 20):
        order = make_order(programme, status=Status.PENDING, quantity=quantity)
        lines = lines_of(order.pk)
        with django_assert_num_queries(1):  # type: ignore[operator]
            actions.issue(order, lines=lines, at=clock.now())


def test_cancelling_is_for_good_and_counted_once(programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    assert [actions.cancel(order, at=clock.now()) for _ in range(2)] == [2, 0]
    assert valid_tickets_of_order(order.pk) == []


def test_a_ticket_speaks_the_language_of_its_order(programme: Programme) -> None:
    french, english = (
        printed_on(make_order(programme, quantity=1, language=language))[0]
        for language in ("fr", "en")
    )
    assert (french.price, english.price) == ("40.00\xa0CHF".replace(".", ","), "CHF\xa040.00")
    assert french.starts.count("\xa0h\xa0") == 1 and english.starts.count(":") == 1
    assert parse_serial(french.number) is not None


def test_printing_asks_the_database_once(
    programme: Programme, django_assert_num_queries: object
) -> None:
    printed_on(make_order(programme))  # what the shop asks is known by heart from now on
    for quantity in (1, 20):
        order = make_order(programme, quantity=quantity)
        order.shop.refresh_from_db()
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert len(printed_on(order)) == quantity
