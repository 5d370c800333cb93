"""How a membership ends before its time, and how a member is forgotten."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.activity.actions.forgetting import forget_in_history
from tessera.domain.customers.actions import erasures
from tessera.domain.customers.models import ErasureRequest
from tessera.domain.mailing.actions.forgetting import forget_readers
from tessera.domain.mailing.queries import messages_naming
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.errors import AlreadyEnded, NoReason
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.desk import (
    home_of,
    members_meant,
    memberships_of,
    open_request,
    request_in,
    shops_of,
)
from tessera.domain.memberships.queries.standing import (
    lasts,
    lock_membership,
    members_of_person,
)
from tessera.domain.memberships.rules import Standing, standing
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows.steps.mandates import end_unused, forget_accounts_of
from tessera.flows.steps.members import (
    MEMBER,
    enter_member,
    enter_members,
    enter_membership,
    stop_all,
    tell_member,
    tell_membership,
    today_in,
)
from tessera.lib.errors import NotFound

OVER = (Standing.ENDED, Standing.LAPSED)
DONE, REFUSED = "done", "refused"


@transaction.atomic(durable=True)
def stop_membership(membership_id: int, *, by: Actor, at: datetime) -> Membership:
    """By the member: benefits until the end, no renewal after it, no charge any more. The account
    stays. Safe to repeat.

    Refuses (NotFound) what is not theirs, (AlreadyEnded) what is over.
    """
    found = lock_membership(membership_id)
    mine = members_of_person(by.person_id) if by.person_id is not None else None
    if found is None or mine is None or not mine.filter(id=found.member_id).exists():
        raise NotFound(_("There is no such membership."))
    return _stop(found, shop=home_of(found), by=by, at=at)


@transaction.atomic(durable=True)
def take_back_agreement(membership_id: int, *, by: Actor, at: datetime) -> Membership:
    """By the member: nothing is charged by itself any more. They stay a member, are reminded, and
    may renew by hand. Safe to repeat.

    Refuses (NotFound) what is not theirs.
    """
    found = lock_membership(membership_id)
    mine = members_of_person(by.person_id) if by.person_id is not None else None
    if found is None or mine is None or not mine.filter(id=found.member_id).exists():
        raise NotFound(_("There is no such membership."))
    kept = found.mandate_id
    if kept is not None:
        memberships.set_mandate(found, None)
        end_unused([kept], at=at)
        tell_membership("membership.agreement_ended", found, shop=home_of(found), by=by, at=at)
    return found


@transaction.atomic(durable=True)
def stop_renewal(shop: Shop, membership_id: int, *, by: Actor, at: datetime) -> Membership:
    """By the organiser, as the member would say it: benefits to the end, then no renewal.

    Refuses (AlreadyEnded) what is over.
    """
    return _stop(enter_membership(shop, membership_id, by=by), shop=shop, by=by, at=at)


@transaction.atomic(durable=True)
def end_membership(
    shop: Shop, membership_id: int, *, reason: str = "", by: Actor, at: datetime
) -> Membership:
    """By the organiser: no benefits from today on, nor for those it covers; nothing is renewed.
    The member and the account stay; money is another matter.

    Refuses (AlreadyEnded) what is over.
    """
    found = enter_membership(shop, membership_id, by=by)
    today = today_in(shop, at)
    _require_running(found, shop, at=at)
    kept = found.mandate_id
    memberships.end(found, on=today, reason=reason.strip() or "ended")
    end_unused([kept], at=at)
    tell_membership("membership.ended", found, shop=shop, by=by, at=at, reason=reason.strip())
    return found


@transaction.atomic(durable=True)
def ask_erasure(shop: Shop, *, email: str, by: Actor, at: datetime) -> ErasureRequest:
    """Somebody who proved the address wants to be forgotten by the organisation: it has a month
    to answer, and nothing of theirs is renewed meanwhile. Safe to repeat.
    """
    organisation_id, address = shop.organisation_id, email.strip().lower()
    found = open_request(organisation_id, address)
    if found is not None:
        return found
    asked = erasures.ask_erasure(organisation_id, email=address, person_id=by.person_id, at=at)
    meant = members_meant(organisation_id, email=address, person_id=by.person_id)
    stop_all(meant, shop=shop, by=by, at=at)
    activity.record(
        "erasure.asked",
        of=("erasure", asked.pk),
        shop=shop,
        by=by,
        at=at,
        email=address,
        due=asked.due_on.isoformat(),
    )
    return asked


@transaction.atomic(durable=True)
def answer_erasure(
    shop: Shop, request_id: int, *, outcome: str, answer: str = "", by: Actor, at: datetime
) -> ErasureRequest:
    """Done: the members who are meant are forgotten. Refused: they stay, and `answer` says why.

    Refuses (NotFound) a request that was answered already; (NoReason) a refusal without a
    reason.
    """
    enter_members(shop, by=by)
    found = request_in(shop.organisation_id, request_id)
    if found is None or found.done_at is not None:
        raise NotFound(_("This request was answered already."))
    if outcome == REFUSED and not answer.strip():
        raise NoReason(_("Say why: who asked has a right to know."), field="answer")
    if outcome == DONE:
        for member in members_meant(
            shop.organisation_id, email=found.email, person_id=found.person_id
        ):
            _forget(member, shop=shop, by=by, at=at)
    erasures.answer_erasure(found, answer=answer.strip() or outcome, actor=by.label, at=at)
    verb = "erasure.done" if outcome == DONE else "erasure.refused"
    facts = {} if outcome == DONE else {"email": found.email, "reason": answer.strip()}
    activity.record(verb, of=("erasure", found.pk), shop=shop, by=by, at=at, **facts)
    if outcome == DONE:
        erasures.forget_asker(found)
    return found


@transaction.atomic(durable=True)
def erase_member(shop: Shop, member_id: int, *, by: Actor, at: datetime) -> None:
    """Nothing says any more who the member was; the number, what they had and what was paid stay.
    What runs ends today, and nothing is charged any more."""
    member = enter_member(shop, member_id, by=by)
    _forget(member, shop=shop, by=by, at=at)


def _stop(found: Membership, *, shop: Shop, by: Actor, at: datetime) -> Membership:
    _require_running(found, shop, at=at)
    if not found.stops:
        kept = found.mandate_id
        memberships.stop(found, at=at)
        end_unused([kept], at=at)
        tell_membership("membership.stopped", found, shop=shop, by=by, at=at)
    return found


def _require_running(found: Membership, shop: Shop, *, at: datetime) -> None:
    if standing(lasts(found), today=today_in(shop, at)) in OVER:
        raise AlreadyEnded(_("This membership is over already."))


def _forget(member: Member, *, shop: Shop, by: Actor, at: datetime) -> None:
    today = today_in(shop, at)
    email, words = member.email, [each for each in (member.full_name, member.phone) if each]
    had = memberships_of(member.pk)
    for each in had:
        if standing(lasts(each), today=today) not in OVER:
            memberships.end(each, on=today, reason="erased")
    forget_accounts_of(member, memberships_of(member.pk), at=at)
    ids = [each.pk for each in had]
    emails = [email] if email else []
    for shop_id in shops_of(shop.organisation_id):
        things = {MEMBER: [member.pk], "membership": ids}
        forget_in_history(shop_id, of=things, words=words, emails=emails)
        forget_readers(messages_naming(shop_id, order_ids=[], emails=emails))
    memberships.forget_member(member, at=at)
    tell_member("member_record.erased", member, shop=shop, by=by, at=at)
