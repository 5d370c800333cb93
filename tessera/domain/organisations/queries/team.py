"""Who works where, with which rights."""

from typing import Any

from tessera.domain.organisations.models import Organisation, Scope, TeamMember
from tessera.domain.organisations.rules import Actor, Can


def memberships_of(person_id: int) -> list[TeamMember]:
    """The teams a person is in, with organisation and profile."""
    found = TeamMember.objects.filter(person_id=person_id, is_active=True, person__is_active=True)
    return list(found.select_related("organisation", "profile", "person").order_by("id"))


def actor_in(member: TeamMember) -> Actor:
    """The actor that a team member is in that organisation."""
    profile = member.profile
    return Actor(
        label=str(member.person),
        person_id=member.person_id,
        organisation_id=member.organisation_id,
        can=rights_from(profile.rights),
        **scope_of(profile),
    )


def scope_of(scope: Scope) -> dict[str, Any]:
    """The limits of an actor, as `Actor` wants them."""
    limits = {
        "shops": scope.shop_ids,
        "events": scope.event_ids,
        "zones": scope.zone_ids,
        "channels": scope.channels,
        "methods": scope.methods,
    }
    return {name: None if ids is None else frozenset(ids) for name, ids in limits.items()}


def rights_from(names: list[str]) -> frozenset[Can]:
    """The rights of these names; unknown names (of a newer version) are left out."""
    known = {right.value: right for right in Can}
    return frozenset(known[name] for name in names if name in known)


def team_of(organisation_id: int) -> list[TeamMember]:
    """Everybody who works for the organisation, by name."""
    found = TeamMember.objects.filter(organisation_id=organisation_id)
    return list(
        found.select_related("person", "profile").order_by("person__last_name", "person_id")
    )


def organisation_of(actor: Actor) -> Organisation:
    """The organisation for which the actor acts."""
    return Organisation.objects.get(id=actor.organisation_id or 0)
