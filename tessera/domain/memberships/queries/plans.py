"""Plans as those who make them see them: how often ordered, by how many held."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from tessera.domain.memberships.models import Membership
from tessera.domain.memberships.queries.standing import valid_on
from tessera.domain.orders.models import OrderLine


def orders_of_plans(product_ids: Collection[int]) -> dict[int, int]:
    """How many placed orders there were of each plan, whatever became of them."""
    placed = OrderLine.objects.filter(
        product_id__in=product_ids, order__placed_at__isnull=False
    ).values_list("product_id")
    return dict(placed.annotate(n=Count("order_id", distinct=True)).order_by())


def members_by_plan(product_ids: Collection[int], *, on: date) -> dict[int, int]:
    """How many members have each plan on that day."""
    found = Membership.objects.filter(valid_on(on), plan_id__in=product_ids).values("plan_id")
    rows = found.annotate(n=Count("member_id", distinct=True)).order_by()
    return {row["plan_id"]: row["n"] for row in rows}


def members_by_level(organisation_id: int, *, on: date) -> dict[int, int]:
    """How many members have each level of the organisation on that day."""
    found = Membership.objects.filter(valid_on(on), level__organisation_id=organisation_id)
    rows = found.values("level_id").annotate(n=Count("member_id", distinct=True)).order_by()
    return {row["level_id"]: row["n"] for row in rows}
