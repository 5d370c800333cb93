"""What stories about members begin with, and how one is forgotten."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.desk import (
    member_in,
    membership_in,
    owner_of,
    running_for,
)
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops.models import Shop
from tessera.flows.steps.mandates import end_unused
from tessera.lib.errors import NotFound
from tessera.lib.i18n import local

MEMBER = "member_record"
"""What a member is called in the log: "member" is a colleague there."""


def enter_members(shop: Shop, *, by: Actor) -> None:
    """Refuses (NotAllowed, NotFound) who may not look after the members of the shop."""
    require(by, Can.EDIT_MEMBERS)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)


def enter_member(shop: Shop, member_id: int, *, by: Actor) -> Member:
    """The member, locked, for who may look after members. Refuses (NotFound) erased ones."""
    enter_members(shop, by=by)
    found = member_in(shop.organisation_id, member_id)
    if found is None or found.erased_at is not None:
        raise NotFound(_("There is no such member."))
    return memberships.lock_member(found.pk)


def enter_membership(shop: Shop, membership_id: int, *, by: Actor) -> Membership:
    """The membership with its member, locked, for who may look after members."""
    enter_members(shop, by=by)
    owner = owner_of(shop.organisation_id, membership_id)
    if owner is not None:
        memberships.lock_member(owner)  # the member first, as everybody does
    found = membership_in(shop.organisation_id, membership_id)
    if found is None:
        raise NotFound(_("There is no such membership."))
    return found


def today_in(shop: Shop, at: datetime) -> date:
    """The day on the calendar of the shop."""
    return local(at, shop.time_zone).date()


def stop_all(members: Sequence[Member], *, shop: Shop, by: Actor, at: datetime) -> int:
    """Nothing of what these members have is renewed or charged any more. Says how many were."""
    running = running_for([each.pk for each in members], on=today_in(shop, at))
    stopped = [each for each in running if not each.stops]
    kept = [each.mandate_id for each in stopped]
    for membership in stopped:
        memberships.stop(membership, at=at)
        tell_membership("membership.stopped", membership, shop=shop, by=by, at=at)
    end_unused(kept, at=at)
    return len(stopped)


def tell_membership(
    verb: str, membership: Membership, *, shop: Shop, by: Actor, at: datetime, **facts: object
) -> None:
    """Write down what happened to a membership; its member is told by mails that listen."""
    activity.record(
        verb,
        of=("membership", membership.pk),
        shop=shop,
        by=by,
        at=at,
        member=membership.member_id,
        until=membership.ends_on.isoformat() if membership.ends_on else "",
        **facts,
    )


def tell_member(
    verb: str, member: Member, *, shop: Shop, by: Actor, at: datetime, **facts: object
) -> None:
    """Write down what happened to a member."""
    activity.record(verb, of=(MEMBER, member.pk), shop=shop, by=by, at=at, **facts)
