"""Who asked for what is done later: the same person, with the rights they hold by then."""

from tessera.domain.organisations.queries.team import actor_in, memberships_of
from tessera.domain.organisations.rules import Actor


def actor_for(person_id: int, *, organisation_id: int) -> Actor | None:
    """The person as a member of that organisation's team now, or nothing."""
    for member in memberships_of(person_id):
        if member.organisation_id == organisation_id:
            return actor_in(member)
    return None
