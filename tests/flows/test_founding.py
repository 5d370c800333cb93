"""An organisation comes to be, and asks a second factor of its team."""

import pytest
from allauth.mfa.models import Authenticator

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.errors import NameTaken
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.organisations.rules import EVERYTHING, READY_MADE
from tessera.domain.people.models import Person
from tessera.flows.founding import change_organisation, found_organisation
from tessera.lib import clock
from tessera.lib.errors import NotAllowed
from tests.factories import actor_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina() -> Person:
    return make_person("Nina", "New")


def test_who_founds_administers(nina: Person) -> None:
    made = found_organisation("Théâtre du Lac", person=nina, at=clock.now())
    member = TeamMember.objects.get(organisation=made)
    assert (made.slug, member.person) == ("theatre-du-lac", nina)
    assert actor_of(member).can == EVERYTHING
    assert set(made.profiles.values_list("ready_made", flat=True)) == set(READY_MADE)
    assert Activity.objects.get().verb == "organisation.founded"


@pytest.mark.parametrize("name", ["Théâtre", "theatre", "***"])
def test_a_name_is_taken_once(nina: Person, theatre: Organisation, name: str) -> None:
    with pytest.raises(NameTaken):
        found_organisation(name, person=nina, at=clock.now())
    assert Organisation.objects.count() == 1


def test_who_asks_for_a_second_factor_has_one(alice: TeamMember) -> None:
    by = actor_of(alice)
    with pytest.raises(NotAllowed, match="your own account first"):
        change_organisation(name="Théâtre", requires_mfa=True, by=by, at=clock.now())
    Authenticator.objects.create(user=alice.person, type=Authenticator.Type.TOTP, data={})
    change_organisation(name="Théâtre neuf", requires_mfa=True, by=by, at=clock.now())
    alice.organisation.refresh_from_db()
    assert (alice.organisation.name, alice.organisation.requires_mfa) == ("Théâtre neuf", True)


def test_a_clerk_changes_no_organisation(carl: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        change_organisation(name="Mine", requires_mfa=False, by=actor_of(carl), at=clock.now())
