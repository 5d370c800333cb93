"""How memberships end before their time, and members are forgotten."""

from datetime import timedelta

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Plan
from tessera.domain.customers.models import ErasureRequest
from tessera.domain.memberships.errors import AlreadyEnded, NoReason
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.standing import levels_of
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.organisations.rules import BUYER, Actor
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.flows import leaving
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import actor_of, make_member, make_membership, make_person, make_plan

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop)


@pytest.fixture
def max_() -> Person:
    return make_person("Max", email="max@test.example")


@pytest.fixture
def held(theatre: Organisation, plan: Plan) -> Membership:
    today = clock.now().date()
    return make_membership(make_member(theatre), plan, starts_on=today, ends_on=today + 99 * DAY)


def as_buyer(person: Person) -> Actor:
    return Actor(label="Max", person_id=person.pk, kind="buyer")


def test_who_stops_keeps_the_benefits_to_the_end(
    held: Membership, max_: Person, theatre: Organisation
) -> None:
    for _twice in range(2):
        leaving.stop_membership(held.pk, by=as_buyer(max_), at=clock.now())
    held.refresh_from_db()
    assert (held.stops, held.ended_on) == (True, None)
    assert levels_of(max_.pk, theatre.pk, on=clock.now().date()) == {held.level_id}
    assert Activity.objects.filter(verb="membership.stopped").count() == 1


def test_others_cannot_stop_it(held: Membership) -> None:
    other = make_person("Eve", email="eve@test.example")
    for actor in (as_buyer(other), BUYER):
        with pytest.raises(NotFound):
            leaving.stop_membership(held.pk, by=actor, at=clock.now())


def test_what_the_organiser_ends_is_over_at_once(
    shop: Shop, held: Membership, max_: Person, by: Actor
) -> None:
    leaving.end_membership(shop, held.pk, reason="Moved away", by=by, at=clock.now())
    held.refresh_from_db()
    assert held.ended_reason == "Moved away"
    assert not levels_of(max_.pk, shop.organisation_id, on=held.ended_on)  # type: ignore[arg-type]  # it has ended
    assert Member.objects.filter(pk=held.member_id, erased_at=None).exists()
    with pytest.raises(AlreadyEnded):
        leaving.end_membership(shop, held.pk, by=by, at=clock.now())


def test_who_asks_to_be_forgotten_is_renewed_no_more(
    shop: Shop, held: Membership, max_: Person
) -> None:
    at = clock.now()
    for _twice in range(2):
        asked = leaving.ask_erasure(shop, email="Max@test.example", by=as_buyer(max_), at=at)
    held.refresh_from_db()
    assert held.stops
    assert asked.due_on == (at + 30 * DAY).date()
    assert ErasureRequest.objects.count() == 1


def test_a_request_that_is_done_forgets_the_member(shop: Shop, held: Membership, by: Actor) -> None:
    at = clock.now()
    asked = leaving.ask_erasure(shop, email="max@test.example", by=BUYER, at=at)
    leaving.answer_erasure(shop, asked.pk, outcome=leaving.DONE, by=by, at=at)
    member = Member.objects.get()
    held.refresh_from_db()
    assert (member.email, member.last_name, member.number) == ("", "", 1)
    assert held.ended_on == at.date()
    assert not Activity.objects.filter(facts__icontains="max@test.example").exists()
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert "max" not in asked.email
    with pytest.raises(NotFound):
        leaving.answer_erasure(shop, asked.pk, outcome=leaving.DONE, by=by, at=at)


def test_a_refusal_says_why(shop: Shop, held: Membership, by: Actor) -> None:
    at = clock.now()
    asked = leaving.ask_erasure(shop, email="max@test.example", by=BUYER, at=at)
    with pytest.raises(NoReason):
        leaving.answer_erasure(shop, asked.pk, outcome=leaving.REFUSED, by=by, at=at)
    leaving.answer_erasure(
        shop, asked.pk, outcome=leaving.REFUSED, answer="An invoice is open", by=by, at=at
    )
    assert Member.objects.get().email == "max@test.example"


def test_who_may_not_edit_members_ends_nothing(
    shop: Shop, held: Membership, sam: TeamMember
) -> None:
    with pytest.raises(NotAllowed):
        leaving.end_membership(shop, held.pk, by=actor_of(sam), at=clock.now())
