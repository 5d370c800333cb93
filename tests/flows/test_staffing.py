"""Members, profiles and codes: what is done, and what is refused."""

from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.errors import (
    BeyondYourRights,
    LastAdministrator,
    NameTaken,
    ProfileInUse,
    ReadyMade,
)
from tessera.domain.organisations.models import AccessCode, Organisation, Profile, TeamMember
from tessera.domain.organisations.queries.codes import actor_with_code, code_typed
from tessera.domain.organisations.rules import Actor, Can, Limits
from tessera.domain.shops.models import Shop
from tessera.flows import staffing
from tessera.flows.staffing import Wanted
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import actor_of, make_person, make_team_member

pytestmark = pytest.mark.django_db

HELPERS = {Can.EDIT_TEAM, Can.SEE_ORDERS, Can.SCAN}


def ready_made(organisation: Organisation, code: str) -> Profile:
    return organisation.profiles.get(ready_made=code)


def wanted(name: str = "Helpers", rights: Any = HELPERS, **limits: Any) -> Wanted:
    return Wanted(name, rights, Limits(**limits))


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def hana(alice: TeamMember, by: Actor, shop: Shop) -> TeamMember:
    """Manages the team of one shop, and little else."""
    narrow = wanted("Narrow", shops=frozenset({shop.id}))
    profile = staffing.add_profile(narrow, by=by, at=clock.now())
    member = make_team_member(alice.organisation, make_person("Hana", "Helper"), "steward")
    member.profile = profile
    member.save()
    return member


def test_a_member_gets_another_profile(by: Actor, carl: TeamMember) -> None:
    sales = ready_made(carl.organisation, "sales")
    staffing.change_profile_of(carl.pk, profile_id=sales.pk, by=by, at=clock.now())
    carl.refresh_from_db()
    assert carl.profile == sales
    told = Activity.objects.get()
    assert (told.verb, told.facts["before"], told.facts["after"]) == (
        "member.profile_changed",
        "Clerk",
        "Sales",
    )


def test_the_last_administrator_stays(by: Actor, alice: TeamMember, carl: TeamMember) -> None:
    at, clerk = clock.now(), ready_made(alice.organisation, "clerk")
    with pytest.raises(LastAdministrator, match="Alice A is the last administrator"):
        staffing.change_profile_of(alice.pk, profile_id=clerk.pk, by=by, at=at)
    with pytest.raises(LastAdministrator):
        staffing.switch_off(alice.pk, by=by, at=at)
    staffing.change_profile_of(carl.pk, profile_id=alice.profile_id, by=by, at=at)
    staffing.switch_off(alice.pk, by=by, at=at)
    alice.refresh_from_db()
    assert not alice.is_active


def test_an_administrator_who_is_switched_off_does_not_count(
    by: Actor, alice: TeamMember, carl: TeamMember
) -> None:
    at = clock.now()
    staffing.change_profile_of(carl.pk, profile_id=alice.profile_id, by=by, at=at)
    staffing.switch_off(carl.pk, by=by, at=at)
    with pytest.raises(LastAdministrator):
        staffing.switch_off(alice.pk, by=by, at=at)


def test_off_and_on_again(by: Actor, carl: TeamMember) -> None:
    for flow, active in ((staffing.switch_off, False), (staffing.switch_on, True)):
        flow(carl.pk, by=by, at=clock.now())
        flow(carl.pk, by=by, at=clock.now())
        carl.refresh_from_db()
        assert carl.is_active is active
    assert Activity.objects.count() == 2


def test_who_works_elsewhere_is_not_there(by: Actor, oscar: TeamMember) -> None:
    with pytest.raises(NotFound):
        staffing.switch_off(oscar.pk, by=by, at=clock.now())
    with pytest.raises(NotFound):
        staffing.edit_profile(oscar.profile_id, wanted(), by=by, at=clock.now())


def test_profiles_are_made_changed_and_deleted(by: Actor, shop: Shop) -> None:
    at = clock.now()
    made = staffing.add_profile(wanted(shops=frozenset({shop.id})), by=by, at=at)
    assert (made.shop_ids, made.event_ids, made.ready_made) == ([shop.id], None, "")
    staffing.edit_profile(made.pk, wanted("Others", {Can.SCAN}), by=by, at=at)
    made.refresh_from_db()
    assert (made.name, made.rights, made.shop_ids) == ("Others", ["scan"], None)
    staffing.delete_profile(made.pk, by=by, at=at)
    assert not Profile.objects.filter(id=made.pk).exists()


def test_two_profiles_are_not_called_the_same(by: Actor) -> None:
    with pytest.raises(NameTaken):
        staffing.add_profile(wanted("clerk"), by=by, at=clock.now())


def test_ready_made_ones_stay(by: Actor, alice: TeamMember) -> None:
    clerk = ready_made(alice.organisation, "clerk")
    with pytest.raises(ReadyMade):
        staffing.edit_profile(clerk.pk, wanted(), by=by, at=clock.now())
    with pytest.raises(ReadyMade):
        staffing.delete_profile(clerk.pk, by=by, at=clock.now())


def test_a_profile_in_use_stays_and_says_by_whom(by: Actor, hana: TeamMember) -> None:
    with pytest.raises(ProfileInUse, match="Hana Helper"):
        staffing.delete_profile(hana.profile_id, by=by, at=clock.now())


@pytest.mark.parametrize(
    ("rights", "everywhere"), [({Can.REFUND}, False), ({Can.SCAN}, True), (set(Can), True)]
)
def test_nobody_rises_by_a_profile(
    hana: TeamMember, shop: Shop, rights: set[Can], everywhere: bool
) -> None:
    by, at = actor_of(hana), clock.now()
    limits = {} if everywhere else {"shops": frozenset({shop.id})}
    with pytest.raises(BeyondYourRights):
        staffing.add_profile(wanted("More", rights, **limits), by=by, at=at)
    with pytest.raises(BeyondYourRights):
        staffing.edit_profile(hana.profile_id, wanted("Narrow", rights, **limits), by=by, at=at)
    hana.profile.refresh_from_db()
    assert set(hana.profile.rights) == HELPERS


def test_nobody_rises_by_a_member(hana: TeamMember, alice: TeamMember, sam: TeamMember) -> None:
    by, at = actor_of(hana), clock.now()
    with pytest.raises(BeyondYourRights):
        staffing.change_profile_of(hana.pk, profile_id=alice.profile_id, by=by, at=at)
    with pytest.raises(BeyondYourRights):
        staffing.switch_off(alice.pk, by=by, at=at)
    with pytest.raises(BeyondYourRights):
        staffing.change_profile_of(sam.pk, profile_id=hana.profile_id, by=by, at=at)


def test_who_may_not_manage_the_team_does_nothing(carl: TeamMember, sam: TeamMember) -> None:
    by, at = actor_of(carl), clock.now()
    for flow in (staffing.switch_off, staffing.switch_on):
        with pytest.raises(NotAllowed):
            flow(sam.pk, by=by, at=at)
    with pytest.raises(NotAllowed):
        staffing.add_profile(wanted(), by=by, at=at)
    with pytest.raises(NotAllowed):
        staffing.add_access_code("Door", profile_id=None, by=by, at=at)


def test_a_code_is_ten_letters_and_opens_however_it_is_typed(by: Actor) -> None:
    code, letters = staffing.add_access_code("Door", profile_id=None, by=by, at=clock.now())
    assert len(letters) == 10
    assert letters not in str(AccessCode.objects.values())
    assert code_typed(f" {letters[:5].lower()}-{letters[5:]} ") == code
    actor = actor_with_code(code)
    assert (actor.kind, set(actor.can)) == ("device", {Can.SCAN, Can.SEE_CONTROL})


def test_a_code_does_what_the_profile_does_at_the_door_alone(
    by: Actor, alice: TeamMember, hana: TeamMember, shop: Shop
) -> None:
    code, _letters = staffing.add_access_code(
        "Door", profile_id=hana.profile_id, by=by, at=clock.now()
    )
    actor = actor_with_code(code)
    assert (set(actor.can), set(actor.shops or ())) == ({Can.SCAN}, {shop.id})


def test_a_revoked_code_opens_nothing(by: Actor) -> None:
    code, letters = staffing.add_access_code("Door", profile_id=None, by=by, at=clock.now())
    for _ in range(2):
        staffing.revoke_access_code(code.pk, by=by, at=clock.now())
    assert code_typed(letters) is None
    assert Activity.objects.filter(verb="access_code.revoked").count() == 1


def test_a_code_reaches_no_further_than_who_makes_it(hana: TeamMember) -> None:
    with pytest.raises(BeyondYourRights):
        staffing.add_access_code("Door", profile_id=None, by=actor_of(hana), at=clock.now())


def test_codes_of_others_are_not_there(by: Actor, oscar: TeamMember) -> None:
    code, _letters = staffing.add_access_code("Door", profile_id=None, by=by, at=clock.now())
    with pytest.raises(NotFound):
        staffing.revoke_access_code(code.pk, by=actor_of(oscar), at=clock.now())
