"""The same person, known twice, becomes one customer."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.customers import actions as customers
from tessera.domain.customers.actions import erasures
from tessera.domain.customers.errors import CannotMerge
from tessera.domain.customers.models import Customer
from tessera.domain.customers.queries import lock_customers
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.models import Member
from tessera.domain.memberships.queries.desk import members_meant
from tessera.domain.orders.actions.forgetting import move_orders
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.actions import mandates
from tessera.flows.steps.members import tell_member
from tessera.lib.errors import NotFound


@transaction.atomic(durable=True)
def merge_customers(
    kept_id: int, other_id: int, *, from_other: Collection[str], by: Actor, at: datetime
) -> Customer:
    """The orders of the other move to the one who stays, with the values chosen `from_other`, and
    so does what they have as members of the organisation, and agreed to.

    The other is a trace whose e-mail leads here. Refuses (CannotMerge) a customer with itself,
    of another shop, erased, or merged already.
    """
    require(by, Can.EDIT_CUSTOMERS)
    found = lock_customers({kept_id, other_id})
    if kept_id not in found or other_id not in found:
        raise NotFound(_("There is no such customer."))
    kept, other = found[kept_id], found[other_id]
    for each in (kept, other):
        require_in(by, organisation_id=each.shop.organisation_id, shop_id=each.shop_id)
    _require_two(kept, other)
    mine, theirs = _members(kept), _members(other)
    was = [kept.email, other.email]
    changed = customers.merge(kept, other, from_other=from_other)
    moved = move_orders(of=other.pk, to=kept.pk)
    _merge_members(kept, [*mine, *theirs], was, by=by, at=at)
    facts = {"other": other.pk, "orders": moved, "fields": changed}
    activity.record(
        "customer.merged", of=("customer", kept.pk), shop=kept.shop, by=by, at=at, **facts
    )
    return kept


def _require_two(kept: Customer, other: Customer) -> None:
    if kept.pk == other.pk:
        raise CannotMerge(_("This is one and the same customer. Choose another one."))
    if kept.shop_id != other.shop_id:
        raise CannotMerge(_("Customers of two shops stay apart: each shop has its own consents."))
    if kept.erased_at or other.erased_at:
        raise CannotMerge(_("One of the two was erased: nobody can say that they are the same."))
    if kept.merged_into_id or other.merged_into_id:
        raise CannotMerge(_("One of the two was merged already. Look for who it was merged into."))


def _members(customer: Customer) -> list[Member]:
    """Who the customer is as a member of the organisation."""
    return members_meant(
        customer.shop.organisation_id, email=customer.email, person_id=customer.person_id
    )


def _merge_members(
    kept: Customer, found: Sequence[Member], emails: Sequence[str], *, by: Actor, at: datetime
) -> None:
    """One member, where there were two, under the address that stays; the first of these is it."""
    organisation_id = kept.shop.organisation_id
    for email in emails:
        if email and kept.email and email.lower() != kept.email.lower():
            erasures.move_requests(organisation_id, of=email, to=kept.email)
            mandates.move_mandates(organisation_id, of=email, to=kept.email)
    ids = list(dict.fromkeys(each.pk for each in found))
    if not ids:
        return
    locked = {each: memberships.lock_member(each) for each in sorted(ids)}
    stays, *others = [locked[each] for each in ids]
    moved = memberships.merge_members(stays, others, email=kept.email)
    if others:
        numbers = [each.number for each in others]
        facts = {"numbers": numbers, "memberships": moved}
        tell_member("member_record.merged", stays, shop=kept.shop, by=by, at=at, **facts)
