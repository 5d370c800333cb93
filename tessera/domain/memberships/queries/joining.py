"""What plans in carts and orders are for."""

from collections.abc import Collection

from tessera.domain.answers.models import Sheet
from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.models import Joining
from tessera.domain.memberships.rules import Duration
from tessera.domain.orders.models import Status

WAITING = (Status.PENDING, Status.PROCESSING, Status.FAILED, Status.REVIEW)
"""Such an order may still be paid."""


def duration_of(plan: Plan) -> Duration:
    """How long the plan lasts, for the rules."""
    return Duration(
        plan.unit,
        plan.count,
        season_starts=plan.season_starts,
        season_rollover=plan.season_rollover,
    )


def joinings_of(line_ids: Collection[int]) -> dict[int, Joining]:
    """By line, what it is for; one that says nothing is somebody new."""
    found = Joining.objects.filter(line_id__in=line_ids).select_related("replaces__member")
    known = {each.line_id: each for each in found}
    return {line: known.get(line) or Joining(line_id=line) for line in line_ids}


def sheets_of(line_ids: Collection[int]) -> dict[int, Sheet]:
    """By line, what was said of its first member."""
    found = Sheet.objects.filter(line_id__in=line_ids, place=1)
    return {each.line_id: each for each in found if each.line_id is not None}


def change_under_way(membership_id: int, *, but_order: int | None) -> str:
    """The number of a placed order that will change this membership, if it is paid; "" for none."""
    found = Joining.objects.filter(
        replaces_id=membership_id,
        kind=Joining.Kind.CHANGE,
        line__order__placed_at__isnull=False,
        line__order__status__in=WAITING,
    )
    if but_order is not None:
        found = found.exclude(line__order_id=but_order)
    return found.order_by("line_id").values_list("line__order__number", flat=True).first() or ""
