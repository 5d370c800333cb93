"""What plans in an order are: members, and the time they have paid for."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tessera.domain.activity import actions as activity
from tessera.domain.answers.models import Sheet
from tessera.domain.catalogue.models import Product
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.memberships.queries.desk import covered_by
from tessera.domain.memberships.queries.joining import duration_of, joinings_of, sheets_of
from tessera.domain.memberships.queries.mandates import mandates_of_order
from tessera.domain.memberships.queries.standing import has_follower, lasts, running_of
from tessera.domain.memberships.rules import Period, period, renewal_start
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.organisations.rules import SYSTEM
from tessera.flows.steps.mandates import end_unused, mandate_for
from tessera.lib.i18n import local


def begin_memberships(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> int:
    """Make members of those for whom plans of this order were paid, once. Says how many began."""
    plans = [line for line in lines if line.product.kind == Product.Kind.PLAN]
    if not plans:
        return 0
    ids = [line.id for line in plans]
    joinings, sheets = joinings_of(ids), sheets_of(ids)
    return sum(_begin(order, line, joinings[line.id], sheets.get(line.id), at=at) for line in plans)


def can_begin(lines: Sequence[OrderLine]) -> bool:
    """Whether nothing happened that makes a plan among these lines pointless: its member was
    forgotten, or the membership it changes was changed by another order."""
    plans = [line.id for line in lines if line.product.kind == Product.Kind.PLAN]
    for joining in joinings_of(plans).values() if plans else ():
        old = joining.replaces
        if old is None:
            continue
        member = memberships.lock_member(old.member_id)
        is_changed = joining.kind == Joining.Kind.CHANGE and has_follower(old.pk)
        if member.erased_at is not None or is_changed:
            return False
    return True


def end_memberships(order: Order, *, reason: str, at: datetime) -> int:
    """What the order yielded ends today: it was cancelled. Says how many."""
    kept = mandates_of_order(order.id)
    ended = memberships.end_of_order(order.id, on=_today(order, at), reason=reason)
    end_unused(kept, at=at)
    return ended


def _begin(
    order: Order, line: OrderLine, joining: Joining, sheet: Sheet | None, *, at: datetime
) -> bool:
    member = _member(order, joining, sheet, at=at)
    before = _replaced(joining) or _running(member, line, on=_today(order, at))
    days = _days(line, joining, before, today=_today(order, at))
    has_follower = before is not None and hasattr(before, "followed_by")
    what = memberships.Start(
        days=days,
        level_id=line.product.plan.level_id,
        plan=line.product.plan,
        price=line.amount + joining.credit,
        currency=order.currency,
        follows=None if has_follower else before,
        mandate=mandate_for(order, joining),
    )
    begun = memberships.start(member, what, line=line, at=at)
    if begun is None:
        return False
    was = before.mandate_id if before is not None else None
    if joining.replaces is not None and before is not None:
        _keep_seats(before, begun, at=at)
    if joining.kind == Joining.Kind.CHANGE and before is not None:
        memberships.end(before, on=days.starts_on, reason="changed")
    end_unused([was], at=at)
    _tell(order, begun, joining, at=at)
    return True


def _member(order: Order, joining: Joining, sheet: Sheet | None, *, at: datetime) -> Member:
    if joining.replaces is not None:
        return memberships.lock_member(joining.replaces.member_id)
    record = dict(sheet.record) if sheet and sheet.record else orders.buyer_of(order)
    record.setdefault("language", order.language)
    return memberships.find_or_add(
        order.shop.organisation_id,
        record=record,
        answers=sheet.answers if sheet else None,
        person_id=order.person_id if joining.buyer_is_member else None,
        at=at,
    )


def _replaced(joining: Joining) -> Membership | None:
    """What the new time comes after: the last that was paid for already, whoever was faster."""
    last = joining.replaces
    while last is not None and hasattr(last, "followed_by"):
        last = last.followed_by
    return last


def _keep_seats(before: Membership, begun: Membership, *, at: datetime) -> None:
    """Who had a place of the one before has it of the new one, as many as it is for."""
    most = begun.plan.seats - 1 if begun.plan is not None else 0
    covered = [each for each in covered_by(before.pk) if each.ended_on is None]
    for each in covered[:most]:
        memberships.start(
            memberships.lock_member(each.member_id),
            memberships.Start(
                days=Period(begun.starts_on, begun.ends_on),
                level_id=begun.level_id,
                plan=begun.plan,
                covered_by=begun,
                follows=None if hasattr(each, "followed_by") else each,
            ),
            place=each.place,
            at=at,
        )


def _running(member: Member, line: OrderLine, *, on: date) -> Membership | None:
    """What the member has of the same level already: the new time is added to it."""
    return next(iter(reversed(running_of(member.pk, [line.product.plan.level_id], on=on))), None)


def _days(line: OrderLine, joining: Joining, before: Membership | None, *, today: date) -> Period:
    starts = today
    if before is not None and joining.kind != Joining.Kind.CHANGE:
        starts = renewal_start(lasts(before), today=today)
        if before.starts_on > today and before.ends_on is not None:
            starts = max(starts, before.ends_on + timedelta(days=1))
    return period(duration_of(line.product.plan), starts_on=starts)


def _today(order: Order, at: datetime) -> date:
    return local(at, order.shop.time_zone).date()


def _tell(order: Order, begun: Membership, joining: Joining, *, at: datetime) -> None:
    activity.record(
        "membership.renewed" if joining.kind == Joining.Kind.RENEWAL else "membership.started",
        of=("membership", begun.pk),
        shop=order.shop,
        by=SYSTEM,
        at=at,
        member=begun.member_id,
        order=order.id,
        until=begun.ends_on.isoformat() if begun.ends_on else "",
    )
