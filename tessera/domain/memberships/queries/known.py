"""One member: what they ordered, what they were written, what happened."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from tessera.domain.activity.models import Activity
from tessera.domain.activity.queries import history_of
from tessera.domain.customers.models import Customer
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.orders.models import Order

MOST = 50


def orders_of_member(member: Member, *, orders: QuerySet[Order]) -> list[Order]:
    """The newest of these orders that the member placed, or by which they became a member."""
    named = Q(memberships__member_id=member.pk)
    if member.email:
        named |= Q(email__iexact=member.email)
    if member.person_id is not None:
        named |= Q(person_id=member.person_id)
    found = orders.order_by().filter(named).values("id")
    return list(Order.objects.filter(id__in=found).order_by("-placed_at", "-id")[:MOST])


def history_of_member(member: Member, memberships: Sequence[Membership]) -> list[Activity]:
    """What happened to the member and to what they have, newest first."""
    own = [("membership", each.pk) for each in memberships]
    return history_of([("member_record", member.pk), *own])[:MOST]


def customers_like(member: Member) -> list[Customer]:
    """Who the member is as a customer, in the shops of the organisation."""
    same = Q(pk__in=[])
    if member.email:
        same |= Exact(Lower("email"), member.email.lower()) & ~Q(email="")
    if member.person_id is not None:
        same |= Q(person_id=member.person_id)
    found = Customer.objects.filter(
        same, shop__organisation_id=member.organisation_id, erased_at=None, merged_into=None
    )
    return list(found.select_related("shop").order_by("shop_id"))
