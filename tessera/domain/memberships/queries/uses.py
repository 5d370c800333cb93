"""How often a person's memberships were used for what only members may have."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import F, Q, Sum

from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.standing import members_of_person, valid_on
from tessera.domain.orders.models import OrderLine, Status

ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)


@dataclass(frozen=True, slots=True)
class Benefit:
    """A membership that opens a thing on a day: its time, within which uses are counted."""

    level_id: int
    starts_on: date
    ends_on: date | None


def benefits_of(
    person_id: int | None, organisation_id: int, *, level_ids: Collection[int], on: date
) -> list[Benefit]:
    """The person's memberships of these levels that are good on that day."""
    if person_id is None:
        return []
    found = Membership.objects.filter(
        valid_on(on),
        member__in=members_of_person(person_id, organisation_id),
        level_id__in=level_ids,
    )
    return [Benefit(each.level_id, each.starts_on, each.ends_on) for each in found]


def lock_members(person_id: int, organisation_id: int) -> None:
    """Until the transaction ends nobody else uses this person's memberships."""
    mine = members_of_person(person_id, organisation_id).values("id")
    list(Member.objects.select_for_update().filter(id__in=mine).order_by("id"))


def uses_of(
    person_id: int, product_id: int, benefit: Benefit, *, time_zone: str, but_order: int | None
) -> int:
    """How many of the product the person has bought or holds, for dates within the membership."""
    zone = ZoneInfo(time_zone)
    since = datetime.combine(benefit.starts_on, time.min, zone)
    found = OrderLine.objects.filter(
        Q(order__placed_at__isnull=False) | Q(order__held_until__isnull=False),
        ~Q(order__status__in=ENDED),
        order__person_id=person_id,
        product_id=product_id,
        date__starts_at__gte=since,
    )
    if benefit.ends_on is not None:
        until = datetime.combine(benefit.ends_on, time.max, zone)
        found = found.filter(date__starts_at__lte=until)
    if but_order is not None:
        found = found.exclude(order_id=but_order)
    return found.aggregate(n=Sum(F("quantity") * F("group_size")))["n"] or 0
