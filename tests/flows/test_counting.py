"""Days are counted once, and what was counted is what is true."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from tessera.domain.activity import actions as activity
from tessera.domain.catalogue.models import Tariff
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.rules import SYSTEM, Actor
from tessera.domain.reporting.actions import forget_all_days
from tessera.domain.reporting.models import CountedDay
from tessera.domain.reporting.queries.days import Sight, Sold, sight_of, sold_between
from tessera.domain.shops.models import Shop
from tessera.flows.counting import count_days
from tessera.flows.reacting import react
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order

pytestmark = pytest.mark.django_db

KINDS = ("all", "channel", "method", "tariff", "zone", "date")
WIDE = timedelta(days=40)


@pytest.fixture
def programme(shop: Shop) -> Programme:
    """Places enough for a month."""
    zones = {"Parterre": 200, "Balcony": 200}
    return make_event(shop, zones=zones, tariffs={"Full": 4000, "Reduced": 2500})


def seen(sight: Sight | Shop, *kinds: str) -> list[Sold]:
    """What is told of the last weeks, day by day."""
    sight = sight if isinstance(sight, Sight) else Sight(sight)
    today = clock.now().date()
    found = sold_between(
        sight, first=today - WIDE, last=today + timedelta(days=1), kinds=kinds, by_day=kinds
    )
    return sorted(found, key=str)


def a_month(made: Programme) -> list[Order]:
    """Paid and unpaid orders of every kind, spread over thirty days."""
    chance = random.Random(7)
    return [
        make_order(
            made,
            quantity=chance.randint(1, 3),
            tariff=chance.choice(made.tariffs),
            at=clock.now() - timedelta(hours=number * 26),
            channel=chance.choice(["online", "counter"]),
            currency=chance.choice(["CHF", "EUR"]),
            method=chance.choice(["invoice", "on_site"]),
            status=chance.choice([Status.PAID, Status.PAID, Status.PENDING]),
        )
        for number in range(28)
    ]


def tell(order: Order, verb: str = "order.cancelled") -> None:
    activity.record(verb, of=("order", order.pk), shop=order.shop, by=SYSTEM, at=clock.now())


def test_what_is_kept_is_what_is_true(programme: Programme) -> None:
    a_month(programme)
    true = seen(programme.shop, *KINDS)
    assert len(true) > 60

    assert count_days(at=clock.now()) >= 28

    assert CountedDay.objects.count() >= 28
    assert seen(programme.shop, *KINDS) == true


def test_an_event_is_kept_as_it_is_true(programme: Programme) -> None:
    a_month(programme)
    other = make_event(programme.shop, tariffs={"Full": 1000})
    make_order(other, at=clock.now() - timedelta(days=3))
    sight = Sight(programme.shop, events=(other.event.id,))
    true = seen(sight, *KINDS)
    assert sum(each.tickets for each in true if each.kind == "all") == 2

    count_days(at=clock.now())

    assert seen(sight, *KINDS) == true


def test_days_are_counted_once_and_today_never(programme: Programme) -> None:
    make_order(programme, at=clock.now() - timedelta(days=2))
    make_order(programme)
    at = clock.now()

    assert count_days(at=at) == 2
    assert count_days(at=at) == 0

    zone = ZoneInfo(programme.shop.time_zone)
    assert at.astimezone(zone).date() not in CountedDay.objects.values_list("day", flat=True)
    assert sum(each.tickets for each in seen(programme.shop, "all")) == 4


def test_a_day_ripens_for_an_hour(programme: Programme) -> None:
    zone = ZoneInfo(programme.shop.time_zone)
    make_order(programme, at=datetime(2026, 3, 10, 23, 59, tzinfo=zone))
    assert count_days(at=datetime(2026, 3, 11, 0, 59, tzinfo=zone)) == 0
    assert count_days(at=datetime(2026, 3, 11, 1, 1, tzinfo=zone)) == 1
    assert list(CountedDay.objects.values_list("day", flat=True)) == [date(2026, 3, 10)]


def test_what_happens_to_an_old_order_is_seen_at_once(programme: Programme) -> None:
    order = make_order(programme, at=clock.now() - timedelta(days=5))
    count_days(at=clock.now())
    assert sum(each.orders for each in seen(programme.shop, "all")) == 1

    orders.set_status(order, Status.CANCELLED)
    tell(order)
    assert seen(programme.shop, "all") == []

    react(at=clock.now())
    assert seen(programme.shop, "all") == []
    assert count_days(at=clock.now()) == 1
    assert seen(programme.shop, "all") == []


def test_another_clock_counts_other_days(programme: Programme) -> None:
    shop = programme.shop
    make_order(programme, at=clock.now() - timedelta(days=5))
    count_days(at=clock.now())
    shop.time_zone = "Pacific/Auckland"
    shop.save()
    true = seen(shop, *KINDS)

    assert count_days(at=clock.now()) >= 4

    assert seen(shop, *KINDS) == true


def test_test_orders_stay_apart(programme: Programme) -> None:
    shop = programme.shop
    order = make_order(programme, at=clock.now() - timedelta(days=2))
    Order.objects.filter(id=order.id).update(is_test=True)
    for _ in range(2):
        assert seen(shop, "all") == []
        assert len(seen(Sight(_as_test(shop)), "all")) == 1
        count_days(at=clock.now())


def test_removed_orders_are_forgotten(programme: Programme) -> None:
    make_order(programme, at=clock.now() - timedelta(days=2))
    count_days(at=clock.now())
    with transaction.atomic():
        forget_all_days(programme.shop.id)
    assert not CountedDay.objects.exists()
    assert len(seen(programme.shop, "all")) == 1


def test_limits_are_kept(programme: Programme) -> None:
    a_month(programme)
    shop, zone = programme.shop, programme.zones[1]
    count_days(at=clock.now())

    def told(**limits: frozenset[object]) -> dict[str, int]:
        actor = Actor("Nora", **limits)  # type: ignore[arg-type]
        found = seen(sight_of(actor, shop), "all", "zone", "channel", "method")
        return {each.key: each.tickets for each in found if each.kind != "all"} | {
            "all": sum(each.tickets for each in found if each.kind == "all")
        }

    everything = told()
    assert told(events=frozenset({programme.event.id})) == everything
    assert told(events=frozenset()) == {"all": 0}
    counter = told(channels=frozenset({"counter"}))
    assert "online" not in counter
    assert 0 < counter["all"] < everything["all"]
    invoice = told(methods=frozenset({"invoice"}))
    assert "on_site" not in invoice
    balcony = told(zones=frozenset({zone.id}))
    assert str(programme.zones[0].id) not in balcony
    assert 0 < balcony["all"] < everything["all"]


def test_one_question_whatever_the_time(
    programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_month(programme)
    for _ in range(2):
        with django_assert_num_queries(1):
            seen(programme.shop, *KINDS)
        count_days(at=clock.now())


def test_nothing_counts_a_shop_that_sold_nothing(shop: Shop) -> None:
    assert count_days(at=clock.now()) == 0


def _as_test(shop: Shop) -> Shop:
    return Shop(id=shop.id, time_zone=shop.time_zone, is_test=True)


def test_tariffs_are_told_by_id(programme: Programme) -> None:
    tariff: Tariff = programme.tariffs[1]
    make_order(programme, tariff=tariff, quantity=3)
    (sold,) = seen(programme.shop, "tariff")
    assert (sold.key, sold.tickets, sold.amount) == (str(tariff.product_id), 3, 7500)
