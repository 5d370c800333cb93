"""How somebody comes to work here: asked by mail, and accepting.

The mail carries the only copy of the link's key, so it leaves at once instead of waiting in the
outbox, where others could read it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.mailing.senders import SENDERS, NotNow, Refused
from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.errors import (
    AlreadyInTeam,
    HasAccount,
    InvitationOver,
    MailNotSent,
    NameTaken,
    OtherAddress,
)
from tessera.domain.organisations.models import Invitation, Profile, TeamMember
from tessera.domain.organisations.queries.invitations import (
    invitation_by_key,
    invitation_in,
    lock_invitation,
)
from tessera.domain.organisations.queries.profiles import (
    is_name_taken,
    profile_in,
    ready_made_in,
)
from tessera.domain.organisations.queries.team import (
    is_in_team,
    limits_of,
    lock_organisation,
)
from tessera.domain.organisations.rules import (
    RESELLER,
    Actor,
    Can,
    Limits,
    require,
    require_within,
)
from tessera.domain.people import actions as people
from tessera.domain.people.models import Person
from tessera.domain.people.queries import find_person
from tessera.domain.shops.models import Shop
from tessera.flows.steps.inviting_mail import parcel_of
from tessera.lib.errors import NotFound


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who makes an account on the page of the invitation."""

    first_name: str
    last_name: str
    password: str
    language: str


@transaction.atomic(durable=True)
def invite(email: str, *, profile_id: int, by: Actor, at: datetime) -> tuple[Invitation, str]:
    """Ask somebody to join the team with a profile; the key of the link is told once.

    An older invitation of the same address is withdrawn. Refuses (AlreadyInTeam) who works here
    already; (BeyondYourRights) a profile that gives more than the actor has.
    """
    require(by, Can.EDIT_TEAM)
    profile = profile_in(by.organisation_id or 0, profile_id)
    if profile is None:
        raise NotFound(_("There is no such profile."))
    return _invite(email, profile, by=by, at=at)


@transaction.atomic(durable=True)
def invite_reseller(
    email: str, *, name: str, shop_ids: Collection[int], by: Actor, at: datetime
) -> tuple[Invitation, str]:
    """Ask somebody to resell these shops: a profile of their own, named after them, and its
    invitation. Refuses (NameTaken) a name used twice, and what `invite` refuses."""
    require(by, Can.EDIT_TEAM)
    organisation_id = by.organisation_id or 0
    if is_name_taken(organisation_id, name):
        raise NameTaken(
            _("There is already a profile called “%(name)s”. Choose another name.") % {"name": name}
        )
    rights = ready_made_in(organisation_id, RESELLER).rights
    limits = Limits(shops=frozenset(shop_ids), channels=frozenset({"reseller"}))
    require_within(by, rights=rights, limits=limits)
    profile = organisations.create_profile(organisation_id, name=name, rights=rights, limits=limits)
    return _invite(email, profile, by=by, at=at)


@transaction.atomic(durable=True)
def renew_invitation(invitation_id: int, *, by: Actor, at: datetime) -> tuple[Invitation, str]:
    """A new link, good for fourteen days again; the old one opens nothing any more.

    Refuses (InvitationOver) one that was accepted or withdrawn.
    """
    invitation = _waiting(invitation_id, by=by)
    _require_within(invitation.profile, by=by)
    key = organisations.renew_invitation(invitation, at=at)
    _record("invitation.renewed", invitation, by=by, at=at)
    return invitation, key


@transaction.atomic(durable=True)
def withdraw_invitation(invitation_id: int, *, by: Actor, at: datetime) -> None:
    """The link opens nothing any more. Refuses (InvitationOver) one that is over already."""
    invitation = _waiting(invitation_id, by=by)
    organisations.withdraw_invitation(invitation, at=at)
    _record("invitation.withdrawn", invitation, by=by, at=at)


def mail_invitation(invitation: Invitation, *, key: str, shop: Shop, language: str) -> None:
    """Send the link. Refuses (MailNotSent) when the mail cannot leave now: send it again later."""
    with SENDERS.get(settings.TESSERA_MAIL)() as sender:
        try:
            sender.send(parcel_of(invitation, key=key, shop=shop, language=language))
        except (Refused, NotNow) as away:
            raise MailNotSent(
                _("The mail to %(email)s could not leave: %(reason)s. Send it again later.")
                % {"email": invitation.email, "reason": away}
            ) from away


@transaction.atomic(durable=True)
def accept_as(person: Person, *, key: str, at: datetime) -> TeamMember:
    """The person logged in joins the team, once.

    Refuses (InvitationOver) a link that was used, withdrawn, replaced or is too old;
    (OtherAddress) one that was sent to somebody else; (AlreadyInTeam).
    """
    invitation = _open(key, at=at)
    if invitation.email.lower() != person.email.lower():
        raise OtherAddress(
            _("This invitation is for %(email)s. Log in with that address to accept it.")
            % {"email": invitation.email}
        )
    return _accept(invitation, person, at=at)


@transaction.atomic(durable=True)
def accept_with_account(newcomer: Newcomer, *, key: str, at: datetime) -> Person:
    """Make the account of who was invited, and take them into the team.

    The mail reached them, so the address is theirs; an installation that sends no mail does not
    know. Refuses (HasAccount) an address that has an account, and what `accept_as` refuses.
    """
    invitation = _open(key, at=at)
    if find_person(invitation.email) is not None:
        raise HasAccount(_("You have an account already: log in to accept the invitation."))
    person = people.create_person(
        invitation.email,
        password=newcomer.password,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        language=newcomer.language,
    )
    people.note_address(person, is_verified=settings.SENDS_MAIL)
    _accept(invitation, person, at=at)
    return person


def _invite(email: str, profile: Profile, *, by: Actor, at: datetime) -> tuple[Invitation, str]:
    address = email.strip().lower()
    organisation_id = profile.organisation_id
    lock_organisation(organisation_id)
    if is_in_team(organisation_id, address):
        raise AlreadyInTeam(
            _("%(email)s is in the team already. Change the profile in the list.")
            % {"email": address}
        )
    _require_within(profile, by=by)
    organisations.withdraw_older(organisation_id, email=address, at=at)
    invitation, key = organisations.create_invitation(
        profile, email=address, invited_by_id=by.person_id, at=at
    )
    _record("invitation.sent", invitation, by=by, at=at)
    return invitation, key


def _waiting(invitation_id: int, *, by: Actor) -> Invitation:
    require(by, Can.EDIT_TEAM)
    if invitation_in(by.organisation_id or 0, invitation_id) is None:
        raise NotFound(_("There is no such invitation."))
    invitation = lock_invitation(invitation_id)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOver(_("This invitation was accepted or withdrawn meanwhile."))
    return invitation


def _open(key: str, *, at: datetime) -> Invitation:
    found = invitation_by_key(key)
    if found is None:
        raise InvitationOver(
            _("This link is not known, or a newer one replaced it. Look for the latest mail.")
        )
    invitation = lock_invitation(found.pk)
    if invitation.accepted_at is not None:
        raise InvitationOver(_("This invitation was accepted already. Log in to begin."))
    if invitation.withdrawn_at is not None:
        raise InvitationOver(_("This invitation was withdrawn. Ask who invited you."))
    if invitation.expires_at <= at:
        raise InvitationOver(_("This invitation is too old. Ask who invited you to send it again."))
    return invitation


def _accept(invitation: Invitation, person: Person, *, at: datetime) -> TeamMember:
    if is_in_team(invitation.organisation_id, person.email):
        raise AlreadyInTeam(_("You are in this team already."))
    organisations.accept_invitation(invitation, at=at)
    member = organisations.take_in(invitation.profile, person_id=person.pk, at=at)
    by = Actor(label=str(person), person_id=person.pk, organisation_id=invitation.organisation_id)
    _record("invitation.accepted", invitation, by=by, at=at)
    return member


def _require_within(profile: Profile, *, by: Actor) -> None:
    require_within(by, rights=profile.rights, limits=limits_of(profile))


def _record(verb: str, invitation: Invitation, *, by: Actor, at: datetime) -> None:
    facts = {"email": invitation.email, "profile": invitation.profile.name}
    of = ("invitation", invitation.pk)
    activity.record_in_organisation(verb, of=of, by=by, at=at, **facts)
