"""Writing organisations and their teams."""

from collections.abc import Iterable
from datetime import datetime

from tessera.domain.organisations.models import ApiToken, Organisation, Profile, TeamMember
from tessera.domain.organisations.queries.tokens import digest_of
from tessera.domain.organisations.rules import READY_MADE
from tessera.domain.people.models import Person
from tessera.lib.ids import secret


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
    organisation: Organisation,
    *,
    name: str,
    rights: Iterable[str],
    shop_ids: Iterable[int] | None = None,
) -> Profile:
    """A set of rights of the organisation's own; `shop_ids` none means all its shops."""
    return Profile.objects.create(
        organisation=organisation,
        name=name,
        rights=sorted(rights),
        shop_ids=None if shop_ids is None else list(shop_ids),
    )


def add_team_member(
    organisation: Organisation, *, person: Person, ready_made: str = "administrator"
) -> TeamMember:
    """Take a person into the team with one of the ready-made profiles; refuses an unknown one."""
    profile = Profile.objects.get(organisation=organisation, ready_made=ready_made)
    return TeamMember.objects.create(organisation=organisation, person=person, profile=profile)


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
