"""Who works where, with which rights."""

from typing import Any

from django.db.models import Exists, OuterRef

from tessera.domain.organisations.models import Organisation, Scope, TeamMember
from tessera.domain.organisations.rules import ADMINISTRATOR, Actor, Can, Limits
from tessera.domain.people.queries import has_second_factor, second_factors
from tessera.lib.ready import Ready

_memberships = Ready[TeamMember](
    lambda person: (
        TeamMember.objects.filter(person_id=person, is_active=True, person__is_active=True)
        .select_related("organisation", "profile", "person")
        .order_by("id")
    ),
    int,
)


def memberships_of(person_id: int) -> list[TeamMember]:
    """The teams a person is in, with organisation and profile."""
    return _memberships(person_id)


def actor_in(member: TeamMember) -> Actor:
    """The actor that a team member is in that organisation."""
    profile = member.profile
    wants_mfa = member.organisation.requires_mfa
    return Actor(
        label=str(member.person),
        person_id=member.person_id,
        organisation_id=member.organisation_id,
        can=rights_from(profile.rights),
        lacks_mfa=wants_mfa and not has_second_factor(member.person_id),
        **scope_of(profile),
    )


def scope_of(scope: Scope) -> dict[str, Any]:
    """The limits of an actor, as `Actor` wants them."""
    limits = limits_of(scope)
    return {name: getattr(limits, name) for name in Limits.__slots__}


def limits_of(scope: Scope) -> Limits:
    """On what the rights of a profile hold."""
    return Limits(
        shops=_set(scope.shop_ids),
        events=_set(scope.event_ids),
        zones=_set(scope.zone_ids),
        channels=_set(scope.channels),
        methods=_set(scope.methods),
    )


def _set(ids: list[Any] | None) -> frozenset[Any] | None:
    return None if ids is None else frozenset(ids)


def rights_from(names: list[str]) -> frozenset[Can]:
    """The rights of these names; unknown names (of a newer version) are left out."""
    known = {right.value: right for right in Can}
    return frozenset(known[name] for name in names if name in known)


def team_of(organisation_id: int) -> list[TeamMember]:
    """Everybody who works for the organisation, by name; `has_mfa` says who has a second factor."""
    found = TeamMember.objects.filter(organisation_id=organisation_id)
    found = found.annotate(has_mfa=Exists(second_factors(OuterRef("person_id"))))
    return list(
        found.select_related("person", "profile").order_by("person__last_name", "person_id")
    )


def member_in(organisation_id: int, member_id: int) -> TeamMember | None:
    """One member of the organisation with person and profile, or nothing."""
    found = TeamMember.objects.filter(organisation_id=organisation_id, id=member_id)
    return found.select_related("person", "profile").first()


def is_in_team(organisation_id: int, email: str) -> bool:
    """Whether somebody with this address works for the organisation, whatever the capitals."""
    team = TeamMember.objects.filter(organisation_id=organisation_id)
    return team.filter(person__email__iexact=email.strip()).exists()


def has_other_administrators(member: TeamMember) -> bool:
    """Whether the organisation has an active administrator besides this member."""
    team = TeamMember.objects.filter(organisation_id=member.organisation_id, is_active=True)
    team = team.filter(profile__ready_made=ADMINISTRATOR, person__is_active=True)
    return team.exclude(id=member.pk).exists()


def is_any_organisation() -> bool:
    """Whether the installation has a tenant already."""
    return Organisation.objects.exists()


def is_slug_taken(slug: str) -> bool:
    """Whether an organisation goes by this slug."""
    return Organisation.objects.filter(slug=slug).exists()


def lock_organisation(organisation_id: int) -> Organisation:
    """The organisation, locked: changes of its team are made one after the other."""
    return Organisation.objects.select_for_update().get(id=organisation_id)


def organisation_of(actor: Actor) -> Organisation:
    """The organisation for which the actor acts."""
    return Organisation.objects.get(id=actor.organisation_id or 0)
