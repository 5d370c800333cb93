"""Who of the team may do what: members, profiles, codes for door devices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.errors import (
    LastAdministrator,
    NameTaken,
    ProfileInUse,
    ReadyMade,
)
from tessera.domain.organisations.models import AccessCode, Profile, TeamMember
from tessera.domain.organisations.queries.codes import code_in
from tessera.domain.organisations.queries.profiles import is_name_taken, profile_in, users_of
from tessera.domain.organisations.queries.team import (
    has_other_administrators,
    limits_of,
    lock_organisation,
    member_in,
)
from tessera.domain.organisations.rules import (
    ADMINISTRATOR,
    Actor,
    Can,
    Limits,
    require,
    require_within,
)
from tessera.lib.errors import NotFound


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a profile shall be."""

    name: str
    rights: Collection[str]
    limits: Limits


@transaction.atomic(durable=True)
def change_profile_of(member_id: int, *, profile_id: int, by: Actor, at: datetime) -> None:
    """The member works with another profile from now on.

    Refuses (BeyondYourRights) to give, or take away, more than one has; (LastAdministrator) to
    leave nobody who can let others in.
    """
    member = _member(member_id, by=by)
    profile = _profile(profile_id, by=by)
    _require_within(profile, by=by)
    if profile.ready_made != ADMINISTRATOR:
        _require_other_administrators(member)
    before = member.profile.name
    organisations.set_profile(member, profile)
    _record("member.profile_changed", member, by=by, at=at, before=before, after=profile.name)


@transaction.atomic(durable=True)
def switch_off(member_id: int, *, by: Actor, at: datetime) -> None:
    """The member comes in no more; what they did stays theirs. Safe to repeat.

    Refuses (LastAdministrator) to leave nobody who can let others in.
    """
    member = _member(member_id, by=by)
    _require_other_administrators(member)
    if member.is_active:
        organisations.set_active(member, is_active=False)
        _record("member.switched_off", member, by=by, at=at)


@transaction.atomic(durable=True)
def switch_on(member_id: int, *, by: Actor, at: datetime) -> None:
    """The member comes in again, with the profile they had. Safe to repeat."""
    member = _member(member_id, by=by)
    if not member.is_active:
        organisations.set_active(member, is_active=True)
        _record("member.switched_on", member, by=by, at=at)


@transaction.atomic(durable=True)
def add_profile(wanted: Wanted, *, by: Actor, at: datetime) -> Profile:
    """A profile of the organisation's own.

    Refuses (NameTaken) a name used twice; (BeyondYourRights) more than one has oneself.
    """
    require(by, Can.EDIT_TEAM)
    _require_free(wanted.name, by=by)
    require_within(by, rights=wanted.rights, limits=wanted.limits)
    profile = organisations.create_profile(
        by.organisation_id or 0, name=wanted.name, rights=wanted.rights, limits=wanted.limits
    )
    _record_profile("profile.added", profile, by=by, at=at)
    return profile


@transaction.atomic(durable=True)
def edit_profile(profile_id: int, wanted: Wanted, *, by: Actor, at: datetime) -> None:
    """Everybody with the profile may do this from now on.

    Refuses (ReadyMade) a ready-made one; (NameTaken); (BeyondYourRights) more than one has
    oneself, before or after.
    """
    require(by, Can.EDIT_TEAM)
    profile = _own(profile_id, by=by)
    _require_within(profile, by=by)
    _require_free(wanted.name, by=by, but=profile.pk)
    require_within(by, rights=wanted.rights, limits=wanted.limits)
    organisations.write_profile(
        profile, name=wanted.name, rights=wanted.rights, limits=wanted.limits
    )
    _record_profile("profile.edited", profile, by=by, at=at)


@transaction.atomic(durable=True)
def delete_profile(profile_id: int, *, by: Actor, at: datetime) -> None:
    """The profile is gone.

    Refuses (ReadyMade) a ready-made one; (ProfileInUse) while somebody works with it, by name.
    """
    require(by, Can.EDIT_TEAM)
    profile = _own(profile_id, by=by)
    users = users_of(profile)
    if users:
        raise ProfileInUse(
            _("This profile is used by %(users)s. Give them another one first.")
            % {"users": ", ".join(users)},
            users=users,
        )
    _record_profile("profile.deleted", profile, by=by, at=at)
    organisations.delete_profile(profile)


@transaction.atomic(durable=True)
def add_access_code(
    name: str, *, profile_id: int | None, by: Actor, at: datetime
) -> tuple[AccessCode, str]:
    """Letters that open the scanner on a device, told once; without a profile, everywhere in the
    organisation. Refuses (BeyondYourRights) a reach that the actor does not have."""
    require(by, Can.EDIT_TEAM)
    profile = None if profile_id is None else _profile(profile_id, by=by)
    rights = {Can.SCAN} if profile is None else {Can.SCAN} & set(profile.rights)
    limits = Limits() if profile is None else limits_of(profile)
    require_within(by, rights=rights, limits=limits)
    code, letters = organisations.create_access_code(
        by.organisation_id or 0, name=name, profile=profile, made_by_id=by.person_id, at=at
    )
    activity.record_in_organisation(
        "access_code.made", of=("access_code", code.pk), by=by, at=at, name=name
    )
    return code, letters


@transaction.atomic(durable=True)
def revoke_access_code(code_id: int, *, by: Actor, at: datetime) -> None:
    """The code opens nothing from now on, on any device; safe to repeat."""
    require(by, Can.EDIT_TEAM)
    code = code_in(by.organisation_id or 0, code_id)
    if code is None:
        raise NotFound(_("There is no such code."))
    if code.revoked_at is None:
        organisations.revoke_access_code(code, at=at)
        activity.record_in_organisation(
            "access_code.revoked", of=("access_code", code.pk), by=by, at=at, name=code.name
        )


@transaction.atomic(durable=True)
def note_code_use(code_id: int, *, at: datetime) -> None:
    """Write that a code is in use, so that one that is not can be revoked without fear."""
    organisations.note_code_use(code_id, at=at)


def _member(member_id: int, *, by: Actor) -> TeamMember:
    """The member whom the actor may change; the organisation is locked meanwhile."""
    require(by, Can.EDIT_TEAM)
    lock_organisation(by.organisation_id or 0)
    member = member_in(by.organisation_id or 0, member_id)
    if member is None:
        raise NotFound(_("There is no such member of the team."))
    _require_within(member.profile, by=by)
    return member


def _profile(profile_id: int, *, by: Actor) -> Profile:
    profile = profile_in(by.organisation_id or 0, profile_id)
    if profile is None:
        raise NotFound(_("There is no such profile."))
    return profile


def _own(profile_id: int, *, by: Actor) -> Profile:
    profile = _profile(profile_id, by=by)
    if profile.ready_made:
        raise ReadyMade(_("Ready-made profiles stay as they are. Make a copy and change that."))
    return profile


def _require_within(profile: Profile, *, by: Actor) -> None:
    require_within(by, rights=profile.rights, limits=limits_of(profile))


def _require_free(name: str, *, by: Actor, but: int = 0) -> None:
    if is_name_taken(by.organisation_id or 0, name, but=but):
        raise NameTaken(
            _("There is already a profile called “%(name)s”. Choose another name.") % {"name": name}
        )


def _require_other_administrators(member: TeamMember) -> None:
    is_administrator = member.is_active and member.profile.ready_made == ADMINISTRATOR
    if is_administrator and not has_other_administrators(member):
        raise LastAdministrator(
            _(
                "%(name)s is the last administrator. Make somebody else an administrator first, "
                "so that somebody can still let others in."
            )
            % {"name": member.person}
        )


def _record(verb: str, member: TeamMember, *, by: Actor, at: datetime, **facts: str) -> None:
    who = {"name": str(member.person)}
    activity.record_in_organisation(verb, of=("member", member.pk), by=by, at=at, **who, **facts)


def _record_profile(verb: str, profile: Profile, *, by: Actor, at: datetime) -> None:
    facts = {"name": profile.name, "rights": profile.rights}
    activity.record_in_organisation(verb, of=("profile", profile.pk), by=by, at=at, **facts)
