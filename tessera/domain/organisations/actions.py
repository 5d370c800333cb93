"""Writing organisations and their teams."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from tessera.domain.organisations.models import (
    AccessCode,
    ApiToken,
    Invitation,
    Organisation,
    Profile,
    TeamMember,
)
from tessera.domain.organisations.queries.tokens import digest_of
from tessera.domain.organisations.rules import READY_MADE, Limits
from tessera.domain.people.models import Person
from tessera.lib.ids import readable, secret

INVITED_FOR = timedelta(days=14)
CODE_LETTERS = 10
NO_LIMITS = Limits()


def create_organisation(name: str, *, slug: str) -> Organisation:
    """A new tenant with the ready-made profiles."""
    organisation = Organisation.objects.create(name=name, slug=slug)
    Profile.objects.bulk_create(
        Profile(
            organisation=organisation,
            name=ready_made.capitalize(),
            ready_made=ready_made,
            rights=sorted(rights),
        )
        for ready_made, rights in READY_MADE.items()
    )
    return organisation


def create_profile(
    organisation_id: int, *, name: str, rights: Iterable[str], limits: Limits = NO_LIMITS
) -> Profile:
    """A set of rights of the organisation's own, with its limits."""
    profile = Profile(organisation_id=organisation_id)
    write_profile(profile, name=name, rights=rights, limits=limits)
    return profile


def write_profile(profile: Profile, *, name: str, rights: Iterable[str], limits: Limits) -> None:
    """Give the profile this name, these rights and these limits."""
    profile.name = name
    profile.rights = sorted(str(right) for right in rights)
    profile.shop_ids = _listed(limits.shops)
    profile.event_ids = _listed(limits.events)
    profile.zone_ids = _listed(limits.zones)
    profile.channels = _listed(limits.channels)
    profile.methods = _listed(limits.methods)
    profile.save()


def _listed(ids: frozenset[Any] | None) -> list[Any] | None:
    return None if ids is None else sorted(ids)


def delete_profile(profile: Profile) -> None:
    """The profile is gone."""
    profile.delete()


def add_team_member(
    organisation: Organisation, *, person: Person, ready_made: str = "administrator"
) -> TeamMember:
    """Take a person into the team with one of the ready-made profiles; refuses an unknown one."""
    profile = Profile.objects.get(organisation=organisation, ready_made=ready_made)
    return TeamMember.objects.create(organisation=organisation, person=person, profile=profile)


def take_in(profile: Profile, *, person_id: int, at: datetime) -> TeamMember:
    """The person works for the organisation from now on; one who did so before returns."""
    member, _made = TeamMember.objects.update_or_create(
        organisation_id=profile.organisation_id,
        person_id=person_id,
        defaults={"profile": profile, "is_active": True, "joined_at": at},
    )
    return member


def note_joined(member: TeamMember, *, at: datetime) -> None:
    """Write since when the member works here."""
    member.joined_at = at
    member.save(update_fields=["joined_at"])


def set_profile(member: TeamMember, profile: Profile) -> None:
    """The member works with this profile from now on."""
    member.profile = profile
    member.save(update_fields=["profile"])


def set_active(member: TeamMember, *, is_active: bool) -> None:
    """Let the member in, or no longer."""
    member.is_active = is_active
    member.save(update_fields=["is_active"])


def require_mfa(organisation: Organisation, *, is_required: bool) -> None:
    """Ask a second factor of everybody in the team, or no longer."""
    organisation.requires_mfa = is_required
    organisation.save(update_fields=["requires_mfa"])


def rename_organisation(organisation: Organisation, name: str) -> None:
    """The organisation is called so."""
    organisation.name = name
    organisation.save(update_fields=["name"])


def create_invitation(
    profile: Profile, *, email: str, invited_by_id: int | None, at: datetime
) -> tuple[Invitation, str]:
    """Somebody is asked to join with the profile; the key of the link is never kept."""
    key = secret()
    invitation = Invitation.objects.create(
        organisation_id=profile.organisation_id,
        profile=profile,
        email=email,
        digest=digest_of(key),
        invited_by_id=invited_by_id,
        created_at=at,
        expires_at=at + INVITED_FOR,
    )
    return invitation, key


def renew_invitation(invitation: Invitation, *, at: datetime) -> str:
    """A new link for as long again; the old one opens nothing any more."""
    key = secret()
    invitation.digest, invitation.expires_at = digest_of(key), at + INVITED_FOR
    invitation.save(update_fields=["digest", "expires_at"])
    return key


def accept_invitation(invitation: Invitation, *, at: datetime) -> None:
    """The link has done its work."""
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])


def withdraw_invitation(invitation: Invitation, *, at: datetime) -> None:
    """The link opens nothing any more."""
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])


def withdraw_older(organisation_id: int, *, email: str, at: datetime) -> None:
    """One address has one open invitation: the new one takes the place of the old."""
    found = Invitation.objects.filter(organisation_id=organisation_id, email__iexact=email)
    found.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)


def create_access_code(
    organisation_id: int,
    *,
    name: str,
    profile: Profile | None,
    made_by_id: int | None,
    at: datetime,
) -> tuple[AccessCode, str]:
    """Ten letters that open the scanner, told once."""
    letters = readable(CODE_LETTERS)
    code = AccessCode.objects.create(
        organisation_id=organisation_id,
        profile=profile,
        name=name,
        digest=digest_of(letters),
        hint=letters[-3:],
        created_by_id=made_by_id,
        created_at=at,
    )
    return code, letters


def revoke_access_code(code: AccessCode, *, at: datetime) -> None:
    """The code opens nothing any more; the row stays for the record."""
    code.revoked_at = at
    code.save(update_fields=["revoked_at"])


def note_code_use(code_id: int, *, at: datetime) -> None:
    """Write when the code was last used."""
    AccessCode.objects.filter(id=code_id).update(last_used_at=at)


def create_token(
    organisation: Organisation,
    *,
    name: str,
    rights: Iterable[str],
    shop_ids: Iterable[int] | None = None,
    key: str = "",
) -> tuple[ApiToken, str]:
    """A key for a program, and the row that knows it; the key is shown once and never kept."""
    key = key or f"tessera_{secret()}"
    token = ApiToken.objects.create(
        organisation=organisation,
        name=name,
        digest=digest_of(key),
        hint=key[-4:],
        rights=sorted(rights),
        shop_ids=None if shop_ids is None else list(shop_ids),
    )
    return token, key


def note_maker(token: ApiToken, *, person_id: int | None) -> None:
    """Write who made the key."""
    token.created_by_id = person_id
    token.save(update_fields=["created_by"])


def revoke_token(token: ApiToken, *, at: datetime) -> None:
    """The key opens nothing any more; the row stays for the record."""
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])


def note_use(token_id: int, *, at: datetime) -> None:
    """Write when the key was last used."""
    ApiToken.objects.filter(id=token_id).update(last_used_at=at)
