"""Who is a member of what, on which day."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from tessera.domain.customers.queries import addresses_of_person
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.rules import Lasts


def lasts(membership: Membership) -> Lasts:
    """Its days and what was said of its end, for the rules."""
    return Lasts(
        membership.starts_on,
        membership.ends_on,
        ended_on=membership.ended_on,
        grace_until=membership.grace_until,
        stops=membership.stops,
    )


def valid_on(day: date) -> Q:
    """Memberships that give their benefits on that day; `rules.is_valid` says the same."""
    return (
        Q(starts_on__lte=day)
        & (Q(ended_on=None) | Q(ended_on__gt=day))
        & (Q(ends_on=None) | Q(ends_on__gte=day) | Q(grace_until__gte=day))
    )


def members_of_person(person_id: int, organisation_id: int | None = None) -> QuerySet[Member]:
    """Whom a login stands for: by the login itself, or by its address once that is proven, and by
    the address of the customer it was merged into."""
    mine = Q(person_id=person_id)
    for address in addresses_of_person(person_id):
        mine |= Exact(Lower("email"), address) & ~Q(email="")
    found = Member.objects.filter(mine, erased_at=None)
    return found if organisation_id is None else found.filter(organisation_id=organisation_id)


def levels_of(person_id: int | None, organisation_id: int, *, on: date) -> frozenset[int]:
    """The levels the person has in the organisation on that day; none for a stranger."""
    if person_id is None:
        return frozenset()
    mine = members_of_person(person_id, organisation_id)
    found = Membership.objects.filter(valid_on(on), member__in=mine)
    return frozenset(found.values_list("level_id", flat=True))


def memberships_of_person(person_id: int) -> list[Membership]:
    """Every membership of a login, in all organisations, the last to begin first."""
    found = Membership.objects.filter(member__in=members_of_person(person_id))
    return list(
        found.select_related(
            "member",
            "level",
            "plan__product__shop",
            "order__shop",
            "mandate",
            "covered_by__member",
            "followed_by",
        ).order_by("-starts_on", "-id")
    )


def running_of(member_id: int, level_ids: Collection[int], *, on: date) -> list[Membership]:
    """What the member has of these levels that has not ended by that day, the last to end last."""
    found = Membership.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on),
        Q(ends_on=None) | Q(ends_on__gte=on) | Q(grace_until__gte=on),
        member_id=member_id,
        level_id__in=level_ids,
    )
    return list(found.order_by(F("ends_on").asc(nulls_last=True), "id"))


def member_of_email(organisation_id: int, email: str) -> Member | None:
    """Whose address it is in the organisation, whatever its capitals and spaces."""
    address = email.strip().lower()
    if not address:
        return None
    found = Member.objects.filter(
        Exact(Lower("email"), address), ~Q(email=""), organisation_id=organisation_id
    )
    return found.first()


def lock_membership(membership_id: int) -> Membership | None:
    """The membership with its member, level and plan, locked until the transaction ends."""
    found = Membership.objects.filter(id=membership_id).select_for_update(of=("self",))
    return found.select_related("member", "level", "plan__product__shop", "order__shop").first()


def has_members(level_id: int) -> bool:
    """Whether anybody has the level, or had it."""
    return Membership.objects.filter(level_id=level_id).exists()


def has_plan_members(plan_id: int) -> bool:
    """Whether anybody has the plan, or had it: by an order, by hand, or from a list."""
    return Membership.objects.filter(plan_id=plan_id).exists()


def has_follower(membership_id: int) -> bool:
    """Whether the time after it was paid for already."""
    return Membership.objects.filter(follows_id=membership_id).exists()


def membership_of_person(membership_id: int, person_id: int) -> Membership | None:
    """One membership of a login, or nothing."""
    return next((one for one in memberships_of_person(person_id) if one.pk == membership_id), None)


def is_member_address(email: str) -> bool:
    """Whether anybody is a member with this address, in any organisation."""
    address = email.strip().lower()
    found = Member.objects.filter(Exact(Lower("email"), address), ~Q(email=""), erased_at=None)
    return bool(address) and found.exists()


def find_membership(membership_id: int) -> Membership | None:
    """The membership with member, level, plan and shops, unlocked, or nothing."""
    found = Membership.objects.filter(id=membership_id)
    return found.select_related(
        "member", "level", "plan__product__shop", "order__shop", "mandate"
    ).first()


def last_membership(organisation_id: int) -> Membership | None:
    """The newest membership of the organisation, for examples, or nothing."""
    found = Membership.objects.filter(
        member__organisation_id=organisation_id, member__erased_at=None
    )
    return (
        found.select_related("member", "level", "plan__product__shop", "order__shop", "mandate")
        .order_by("-id")
        .first()
    )
