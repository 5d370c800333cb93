"""Members made and given time by hand: one test a promise, one a refusal."""

from datetime import date, timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.errors import (
    AlreadyMember,
    BadPeriod,
    CannotRenew,
    NoSeat,
    UnknownMember,
)
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows import granting
from tessera.flows.granting import Grant, Told
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import actor_of, make_level, make_member, make_membership, make_plan

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = date(2026, 3, 1)
ADA = Told(record={"email": "Ada@Test.example", "first_name": "Ada"}, answers={"meal": "vegan"})


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop, seats=3)


def add(shop: Shop, by: Actor, told: Told = ADA, grant: Grant | None = None) -> Member:
    return granting.add_member(shop, told, grant=grant, by=by, at=clock.now())


def test_a_member_is_added_with_a_level_for_as_long_as_the_plan_says(
    shop: Shop, plan: Plan, by: Actor
) -> None:
    grant = Grant(plan.level_id, START, plan_id=plan.pk, reason="honorary")
    member = add(shop, by, grant=grant)
    held = member.memberships.get()
    assert (member.email, member.answers) == ("ada@test.example", {"meal": "vegan"})
    assert (held.starts_on, held.ends_on) == (START, date(2027, 2, 28))
    assert (held.origin, held.price, held.order) == ("grant", 0, None)
    told = Activity.objects.get(verb="membership.granted")
    assert told.facts["reason"] == "honorary"


def test_without_a_plan_and_an_end_it_lasts_for_ever(shop: Shop, plan: Plan, by: Actor) -> None:
    member = add(shop, by, grant=Grant(plan.level_id, START))
    assert member.memberships.get().ends_on is None


def test_an_address_is_one_member(shop: Shop, by: Actor) -> None:
    first = add(shop, by)
    with pytest.raises(AlreadyMember) as refusal:
        add(shop, by, Told(record={"email": " ADA@test.example"}))
    assert refusal.value.facts["member_id"] == first.pk


def test_nobody_cannot_be_added(shop: Shop, by: Actor) -> None:
    with pytest.raises(UnknownMember):
        add(shop, by, Told(record={"city": "Bern"}))


def test_what_is_emptied_is_empty(shop: Shop, by: Actor) -> None:
    member = add(shop, by, Told(record={"email": "a@b.example", "last_name": "X", "city": "Bern"}))
    told = Told(record={"email": "", "last_name": "Y", "city": ""})
    granting.edit_member(shop, member.pk, told, by=by, at=clock.now())
    member.refresh_from_db()
    assert (member.email, member.last_name, member.city) == ("", "Y", "")


def test_days_that_overlap_are_refused(shop: Shop, plan: Plan, by: Actor) -> None:
    member = add(shop, by, grant=Grant(plan.level_id, START, date(2026, 12, 31)))
    at = clock.now()
    with pytest.raises(AlreadyMember):
        granting.grant_membership(
            shop, member.pk, Grant(plan.level_id, date(2026, 12, 31)), by=by, at=at
        )
    with pytest.raises(BadPeriod):
        grant = Grant(plan.level_id, date(2027, 2, 1), date(2027, 1, 1))
        granting.grant_membership(shop, member.pk, grant, by=by, at=at)
    after = Grant(plan.level_id, date(2027, 1, 1))
    assert granting.grant_membership(shop, member.pk, after, by=by, at=at).ends_on is None


def test_a_renewal_by_hand_begins_when_the_old_one_ends(
    shop: Shop, plan: Plan, theatre: Organisation, by: Actor
) -> None:
    today = clock.now().date()
    old = make_membership(make_member(theatre), plan, starts_on=today, ends_on=today + 9 * DAY)
    granting.give_seat(shop, old.pk, ADA, by=by, at=clock.now())
    new = granting.renew_by_hand(shop, old.pk, by=by, at=clock.now())
    assert new.starts_on == today + 10 * DAY
    assert (new.follows, new.member) == (old, old.member)
    covered = Membership.objects.get(covered_by=new)
    assert (covered.member.email, covered.ends_on) == ("ada@test.example", new.ends_on)
    with pytest.raises(CannotRenew):
        granting.renew_by_hand(shop, old.pk, by=by, at=clock.now())


def test_a_family_has_so_many_places(
    shop: Shop, plan: Plan, theatre: Organisation, by: Actor
) -> None:
    main = make_membership(make_member(theatre), plan)
    for name in ("Luc", "Inès"):
        told = Told(record={"first_name": name})
        made = granting.give_seat(shop, main.pk, told, by=by, at=clock.now())
        assert (made.covered_by, made.ends_on) == (main, main.ends_on)
    with pytest.raises(NoSeat):
        granting.give_seat(shop, main.pk, ADA, by=by, at=clock.now())


def test_nobody_has_two_places(shop: Shop, plan: Plan, theatre: Organisation, by: Actor) -> None:
    main = make_membership(make_member(theatre), plan)
    granting.give_seat(shop, main.pk, ADA, by=by, at=clock.now())
    with pytest.raises(AlreadyMember):
        granting.give_seat(shop, main.pk, ADA, by=by, at=clock.now())


def test_levels_of_others_cannot_be_granted(shop: Shop, club: Organisation, by: Actor) -> None:
    other = make_level(club)
    with pytest.raises(NotFound):
        add(shop, by, grant=Grant(other.pk, START))


def test_who_may_not_edit_members_is_refused(shop: Shop, sam: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        add(shop, actor_of(sam))
