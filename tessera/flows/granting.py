"""Members made, corrected and given time by hand: complimentary, renewed, covered by another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Plan
from tessera.domain.catalogue.queries.plans import find_level, plan_in
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.errors import (
    AlreadyEnded,
    AlreadyMember,
    BadPeriod,
    CannotRenew,
    NoSeat,
    UnknownMember,
)
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.desk import covered_by, seats_taken
from tessera.domain.memberships.queries.joining import duration_of
from tessera.domain.memberships.queries.standing import lasts, member_of_email, running_of
from tessera.domain.memberships.rules import (
    Period,
    Standing,
    period,
    renewal_start,
    standing,
)
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows.steps.members import (
    enter_member,
    enter_members,
    enter_membership,
    tell_member,
    tell_membership,
    today_in,
)
from tessera.lib.errors import NotFound

OVER = (Standing.ENDED, Standing.LAPSED)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a member: fields of the record by name, answers by question."""

    record: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grant:
    """A level given by hand, from a day on. Without `ends_on` it lasts as the plan says; without
    a plan either, for ever."""

    level_id: int
    starts_on: date
    ends_on: date | None = None
    plan_id: int | None = None
    reason: str = ""


@transaction.atomic(durable=True)
def add_member(
    shop: Shop, told: Told, *, grant: Grant | None = None, by: Actor, at: datetime
) -> Member:
    """Somebody becomes a member without an order, with a level if one is granted.

    Refuses (UnknownMember) nobody, (AlreadyMember, `member_id`) an address that a member has,
    (BadPeriod) an end before the beginning.
    """
    enter_members(shop, by=by)
    _require_named(told)
    _require_free(shop, str(told.record.get("email") or ""))
    member = memberships.add_member(
        shop.organisation_id, record=told.record, answers=told.answers, at=at
    )
    tell_member("member_record.added", member, shop=shop, by=by, at=at)
    if grant is not None:
        _grant(shop, member, grant, by=by, at=at)
    return member


@transaction.atomic(durable=True)
def edit_member(shop: Shop, member_id: int, told: Told, *, by: Actor, at: datetime) -> Member:
    """What is known of a member is corrected: what is given as empty is empty from now on.

    Refuses (AlreadyMember, `member_id`) the address of another, (UnknownMember) no name at all.
    """
    member = enter_member(shop, member_id, by=by)
    _require_named(told)
    _require_free(shop, str(told.record.get("email") or ""), but=member)
    before = {name: getattr(member, name) for name in told.record}
    memberships.correct_member(member, record=told.record, answers=told.answers)
    changed = [name for name, value in before.items() if getattr(member, name) != value]
    tell_member("member_record.edited", member, shop=shop, by=by, at=at, fields=changed)
    return member


@transaction.atomic(durable=True)
def note_member(shop: Shop, member_id: int, *, note: str, by: Actor, at: datetime) -> None:
    """What colleagues should know of a member; members may ask to read it."""
    member = enter_member(shop, member_id, by=by)
    memberships.change_member(member, record={}, note=note.strip())
    tell_member("member_record.noted", member, shop=shop, by=by, at=at)


@transaction.atomic(durable=True)
def grant_membership(
    shop: Shop, member_id: int, grant: Grant, *, by: Actor, at: datetime
) -> Membership:
    """Give a member a level by hand: nothing is paid for it.

    Refuses (BadPeriod) an end before the beginning, (AlreadyMember) days on which they have the
    level already.
    """
    member = enter_member(shop, member_id, by=by)
    return _grant(shop, member, grant, by=by, at=at)


@transaction.atomic(durable=True)
def renew_by_hand(
    shop: Shop, membership_id: int, *, ends_on: date | None = None, by: Actor, at: datetime
) -> Membership:
    """The same once more, without an order: after the old end, as long as its plan says, or until
    `ends_on`. Who has a seat of it gets the same days.

    Refuses (CannotRenew) what lasts for ever, was ended, or was renewed already; (BadPeriod).
    """
    old = enter_membership(shop, membership_id, by=by)
    if old.ends_on is None or old.ended_on is not None or hasattr(old, "followed_by"):
        raise CannotRenew(_("It lasts for ever, was ended, or was renewed already."))
    starts = renewal_start(lasts(old), today=today_in(shop, at))
    days = _days(starts, ends_on, _next_period(old, starts))
    new = _start(old.member, old, days, covered=None, at=at)
    for other in covered_by(old.pk):
        if other.ended_on is None:
            _start(other.member, other, days, covered=new, at=at)
    tell_membership("membership.granted", new, shop=shop, by=by, at=at)
    return new


@transaction.atomic(durable=True)
def give_seat(shop: Shop, membership_id: int, told: Told, *, by: Actor, at: datetime) -> Membership:
    """Somebody more is covered by a membership for several, with the same days. A known address
    is that member.

    Refuses (NoSeat) more than it covers, (AlreadyEnded) what is over, (UnknownMember) nobody.
    """
    main = enter_membership(shop, membership_id, by=by)
    _require_named(told)
    today = today_in(shop, at)
    if main.covered_by_id is not None or standing(lasts(main), today=today) in OVER:
        raise AlreadyEnded(_("This membership is over, or is covered by another itself."))
    most = main.plan.seats if main.plan else 1
    taken = seats_taken([main.pk], on=today)[main.pk] + 1
    if taken >= most:
        raise NoSeat(
            _("This membership is for %(most)d: all its places are taken.") % {"most": most}
        )
    member = memberships.find_or_add(
        shop.organisation_id, record=told.record, answers=told.answers, at=at
    )
    if member.pk == main.member_id or any(
        each.member_id == member.pk and each.ended_on is None for each in covered_by(main.pk)
    ):
        raise AlreadyMember(_("They have a place of this membership already."))
    days = Period(max(main.starts_on, today), main.ends_on)
    made = _start(member, main, days, covered=main, place=taken + 1, at=at)
    tell_membership("membership.granted", made, shop=shop, by=by, at=at)
    return made


def _grant(shop: Shop, member: Member, grant: Grant, *, by: Actor, at: datetime) -> Membership:
    level = find_level(shop.organisation_id, grant.level_id)
    if level is None:
        raise NotFound(_("There is no such level."))
    plan = _plan(shop, grant, level_id=level.pk)
    usual = period(duration_of(plan), starts_on=grant.starts_on) if plan else None
    days = _days(grant.starts_on, grant.ends_on, usual)
    before = _before(member, level.pk, days)
    made = memberships.start(
        member,
        memberships.Start(
            days=days,
            level_id=level.pk,
            plan=plan,
            origin=Membership.Origin.GRANT,
            follows=before,
        ),
        at=at,
    )
    assert made is not None, "what has no line always begins"
    tell_membership(
        "membership.granted", made, shop=shop, by=by, at=at, reason=grant.reason.strip()
    )
    return made


def _plan(shop: Shop, grant: Grant, *, level_id: int) -> Plan | None:
    if grant.plan_id is None:
        return None
    plan = plan_in(shop.id, grant.plan_id)
    if plan is None or plan.level_id != level_id:
        raise NotFound(_("There is no such plan of this level."))
    return plan


def _days(starts_on: date, ends_on: date | None, usual: Period | None) -> Period:
    until = ends_on or (usual.ends_on if usual else None)
    if until is not None and until < starts_on:
        raise BadPeriod(_("It would end before it begins."), field="ends_on")
    return Period(starts_on, until)


def _before(member: Member, level_id: int, days: Period) -> Membership | None:
    """What the new time comes after; refuses (AlreadyMember) days they have already."""
    running = running_of(member.pk, [level_id], on=days.starts_on)
    for each in running:
        begins_in_time = days.ends_on is None or each.starts_on <= days.ends_on
        if begins_in_time and (each.ends_on is None or each.ends_on >= days.starts_on):
            raise AlreadyMember(
                _("They have this level on these days already. Begin after it, or end that first."),
                field="starts_on",
            )
    last = next(iter(reversed(running)), None)
    return last if last is not None and not hasattr(last, "followed_by") else None


def _next_period(old: Membership, starts_on: date) -> Period | None:
    if old.plan is not None:
        return period(duration_of(old.plan), starts_on=starts_on)
    if old.ends_on is None:
        return None
    return Period(starts_on, starts_on + (old.ends_on - old.starts_on))


def _start(
    member: Member,
    like: Membership,
    days: Period,
    *,
    covered: Membership | None,
    place: int | None = None,
    at: datetime,
) -> Membership:
    is_next = place is None
    made = memberships.start(
        member,
        memberships.Start(
            days=days,
            level_id=like.level_id,
            plan=like.plan,
            origin=Membership.Origin.GRANT,
            covered_by=covered,
            follows=like if is_next and not hasattr(like, "followed_by") else None,
        ),
        place=like.place if place is None else place,
        at=at,
    )
    assert made is not None, "what has no line always begins"
    return made


def _require_named(told: Told) -> None:
    named = ("email", "first_name", "last_name", "company")
    if not any(told.record.get(name) for name in named):
        raise UnknownMember(
            _("Write a name, a company or an e-mail: a member is found by one."), field="last_name"
        )


def _require_free(shop: Shop, email: str, *, but: Member | None = None) -> None:
    owner = member_of_email(shop.organisation_id, email)
    if owner is not None and (but is None or owner.pk != but.pk):
        raise AlreadyMember(
            _("%(email)s is the address of member %(number)d already.")
            % {"email": email.strip().lower(), "number": owner.number},
            field="email",
            member_id=owner.pk,
        )
