"""People, organisations and teams."""

from itertools import count

from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.organisations.queries.team import actor_in
from tessera.domain.organisations.rules import Actor
from tessera.domain.people import actions as people
from tessera.domain.people.models import Person

PASSWORD = "lanterne-demo"
_next = count(1)


def make_person(
    first_name: str = "Ada", last_name: str = "Muster", *, email: str = "", language: str = "en"
) -> Person:
    """Somebody who logs in with PASSWORD."""
    return people.create_person(
        email or f"{first_name.lower()}-{next(_next)}@test.example",
        password=PASSWORD,
        first_name=first_name,
        last_name=last_name,
        language=language,
    )


def make_organisation(name: str = "", *, slug: str = "") -> Organisation:
    """A tenant with the ready-made profiles."""
    number = next(_next)
    return organisations.create_organisation(
        name or f"Organisation {number}", slug=slug or f"organisation-{number}"
    )


def make_team_member(
    organisation: Organisation, person: Person, profile: str = "administrator"
) -> TeamMember:
    """The person in the team with a ready-made profile."""
    return organisations.add_team_member(organisation, person=person, ready_made=profile)


def actor_of(member: TeamMember) -> Actor:
    """The team member as flows know them."""
    return actor_in(member)
