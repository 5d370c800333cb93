"""Beginning and ending memberships."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.rules import Period
from tessera.domain.orders.models import OrderLine
from tessera.domain.payments.models import Mandate


@dataclass(frozen=True, slots=True)
class Start:
    """What begins: how long, what was paid for it (minor units), and what it comes after."""

    days: Period
    level_id: int
    plan: Plan | None = None
    price: int = 0
    currency: str = ""
    origin: str = Membership.Origin.ORDER
    follows: Membership | None = None
    covered_by: Membership | None = None
    mandate: Mandate | None = None


def start(
    member: Member,
    what: Start,
    *,
    line: OrderLine | None = None,
    place: int = 1,
    at: datetime,
) -> Membership | None:
    """Begin a membership; the member is locked by the caller. Safe to repeat: a line yields each
    place once, and nothing comes back the second time."""
    if line is not None and Membership.objects.filter(line=line, place=place).exists():
        return None
    return Membership.objects.create(
        member=member,
        level_id=what.level_id,
        plan=what.plan,
        origin=what.origin,
        order_id=line.order_id if line else None,
        line=line,
        place=place,
        starts_on=what.days.starts_on,
        ends_on=what.days.ends_on,
        price=what.price,
        currency=what.currency,
        covered_by=what.covered_by,
        follows=what.follows,
        mandate=what.mandate,
        created_at=at,
    )


def stop(membership: Membership, *, at: datetime) -> None:
    """The member wants no renewal: benefits until the end, and nothing is charged any more."""
    membership.stops, membership.stopped_at, membership.mandate = True, at, None
    membership.save(update_fields=["stops", "stopped_at", "mandate"])


def end(membership: Membership, *, on: date, reason: str) -> None:
    """No benefits from that day on, for those it covers neither; nothing is renewed."""
    whose = Membership.objects.filter(id=membership.pk) | Membership.objects.filter(
        covered_by_id=membership.pk
    )
    whose.filter(ended_on=None).update(ended_on=on, ended_reason=reason[:200], mandate=None)
    membership.refresh_from_db(fields=["ended_on", "ended_reason", "mandate"])


def end_of_order(order_id: int, *, on: date, reason: str) -> int:
    """End what an order yielded. Says how many."""
    found = Membership.objects.filter(order_id=order_id, ended_on=None)
    for membership in found:
        end(membership, on=on, reason=reason)
    return len(found)


def give_grace(membership_ids: Collection[int], *, until: date) -> None:
    """Benefits last until then, though nothing was paid yet."""
    Membership.objects.filter(id__in=membership_ids).update(grace_until=until)


def set_mandate(membership: Membership, mandate: Mandate | None) -> None:
    """By what the renewal is charged; nothing: it is not."""
    membership.mandate = mandate
    membership.save(update_fields=["mandate"])
