"""What a paid plan yields: nobody is a member before the payment, and then exactly once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.memberships.queries.standing import levels_of
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import Organisation
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.shops.models import Shop
from tessera.flows.cancelling import cancel_order
from tessera.flows.paying import validate_payment
from tessera.lib import clock
from tests.factories import (
    make_level,
    make_member,
    make_membership,
    make_person,
    make_plan,
    make_plan_order,
)

pytestmark = pytest.mark.django_db
ZURICH = ZoneInfo("Europe/Zurich")
NEW_YEAR = datetime(2026, 1, 1, 0, 30, tzinfo=ZURICH)


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop)


def pay(order: Order, at: datetime | None = None) -> None:
    validate_payment(order.payments.get().id, by=SYSTEM, at=at or clock.now())


def test_nobody_is_a_member_before_the_payment(plan: Plan) -> None:
    make_plan_order(plan)
    assert not Member.objects.exists()


def test_a_payment_makes_the_buyer_a_member_from_that_day_on(plan: Plan) -> None:
    order = make_plan_order(plan, at=NEW_YEAR - timedelta(days=3))
    pay(order, at=NEW_YEAR)
    membership = Membership.objects.get()
    assert (membership.starts_on, membership.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (membership.price, membership.currency) == (5000, "CHF")
    assert (membership.member.email, membership.member.number) == (order.email, 1)
    order.refresh_from_db()
    assert order.status == Status.PAID
    assert not order.tickets.exists()


def test_two_spellings_of_an_address_are_one_member(plan: Plan) -> None:
    pay(make_plan_order(plan, email="Max@Test.example"))
    pay(make_plan_order(plan, email=" max@test.EXAMPLE"))
    assert Member.objects.count() == 1
    first, second = Membership.objects.order_by("starts_on")
    assert first.ends_on is not None
    assert second.starts_on == first.ends_on + timedelta(days=1)
    assert second.follows == first


def test_who_joins_another_level_has_both(plan: Plan, shop: Shop, theatre: Organisation) -> None:
    other = make_plan(shop, level=make_level(theatre, "Patron"))
    pay(make_plan_order(plan))
    pay(make_plan_order(other))
    assert {each.starts_on for each in Membership.objects.all()} == {
        clock.now().astimezone(ZURICH).date()
    }


def test_an_early_renewal_adds_to_the_old_end(plan: Plan, theatre: Organisation) -> None:
    old = make_membership(
        make_member(theatre), plan, starts_on=date(2025, 6, 1), ends_on=date(2026, 1, 31)
    )
    joining = {"kind": Joining.Kind.RENEWAL, "replaces": old}
    pay(make_plan_order(plan, at=NEW_YEAR, joining=joining), at=NEW_YEAR)
    new = Membership.objects.get(follows=old)
    assert (new.starts_on, new.ends_on) == (date(2026, 2, 1), date(2027, 1, 31))
    assert new.member == old.member


def test_a_change_of_level_ends_the_old_one_that_day(
    plan: Plan, shop: Shop, theatre: Organisation
) -> None:
    old = make_membership(
        make_member(theatre), plan, starts_on=date(2025, 6, 1), ends_on=date(2026, 5, 31)
    )
    patron = make_plan(shop, level=make_level(theatre, "Patron"))
    joining = {"kind": Joining.Kind.CHANGE, "replaces": old, "credit": 2000}
    pay(make_plan_order(patron, at=NEW_YEAR, joining=joining), at=NEW_YEAR)
    old.refresh_from_db()
    new = Membership.objects.get(level=patron.level)
    assert old.ended_on == new.starts_on == date(2026, 1, 1)


def test_a_cancelled_order_ends_what_it_yielded(plan: Plan, theatre: Organisation) -> None:
    max_ = make_person("Max", email="max@test.example")
    order = make_plan_order(plan, email="max@test.example")
    pay(order)
    today = clock.now().astimezone(ZURICH).date()
    assert levels_of(max_.pk, theatre.pk, on=today) == {plan.level_id}
    cancel_order(order.id, reason="a mistake", by=SYSTEM, at=clock.now())
    assert levels_of(max_.pk, theatre.pk, on=today) == frozenset()
    assert Member.objects.exists()


def test_two_renewals_that_were_both_paid_are_two_years(plan: Plan, theatre: Organisation) -> None:
    old = make_membership(
        make_member(theatre), plan, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31)
    )
    twice = [
        make_plan_order(plan, at=NEW_YEAR, joining={"kind": "renewal", "replaces": old})
        for _ in range(2)
    ]
    for order in twice:
        pay(order, at=NEW_YEAR - timedelta(days=5))
    days = Membership.objects.exclude(pk=old.pk).values_list("starts_on", "ends_on")
    assert sorted(days) == [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ]


@pytest.mark.parametrize(("seats", "kept"), [(3, 2), (2, 1), (1, 0)])
def test_a_family_renews_with_everybody_as_far_as_there_are_places(
    shop: Shop, theatre: Organisation, seats: int, kept: int
) -> None:
    plan = make_plan(shop, seats=3)
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    old = make_membership(make_member(theatre), plan, **days)
    for place, name in enumerate(("eva", "tom"), start=2):
        child = make_member(theatre, email=f"{name}@test.example")
        make_membership(child, plan, **days, covered_by=old, place=place)
    new = make_plan(shop, level=plan.level, seats=seats)
    order = make_plan_order(new, at=NEW_YEAR, joining={"kind": "renewal", "replaces": old})
    pay(order, at=NEW_YEAR - timedelta(days=5))
    main = Membership.objects.get(order=order)
    covered = Membership.objects.filter(covered_by=main).order_by("place")
    assert [each.place for each in covered] == [2, 3][:kept]
    assert {(each.starts_on, each.ends_on, each.price) for each in covered} <= {
        (main.starts_on, main.ends_on, 0)
    }
    assert all(each.follows is not None for each in covered)


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2026-03-29T01:59:59+01:00", date(2026, 3, 29), date(2027, 3, 28)),
        ("2026-03-29T23:59:59+02:00", date(2026, 3, 29), date(2027, 3, 28)),
        ("2026-10-24T22:30:00+00:00", date(2026, 10, 25), date(2027, 10, 24)),
        ("2026-10-25T22:59:59+00:00", date(2026, 10, 25), date(2027, 10, 24)),
        ("2026-10-25T23:00:00+00:00", date(2026, 10, 26), date(2027, 10, 25)),
        ("2028-02-29T23:30:00+01:00", date(2028, 2, 29), date(2029, 2, 28)),
        ("2027-02-28T23:30:00+00:00", date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_day_is_that_of_the_wall_on_leap_days_and_when_clocks_change(
    plan: Plan, moment: str, first: date, last: date
) -> None:
    at = datetime.fromisoformat(moment)
    pay(make_plan_order(plan, at=at - timedelta(hours=1)), at=at)
    begun = Membership.objects.get()
    assert (begun.starts_on, begun.ends_on) == (first, last)
