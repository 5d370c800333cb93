"""Keeping the sums of days that are over, and forgetting those that something happened to."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection

from tessera.domain.reporting.models import CountedDay, DayFigure
from tessera.domain.reporting.queries.counting import EVERYTHING, KEEP_DAYS
from tessera.domain.reporting.queries.days import RIPENS
from tessera.domain.reporting.queries.rows import ask

# Who counts a day and who forgets it wait for one another: neither sees half of the other.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('days'), %(shop)s::int)"

RIPE_DAYS_OF = """
SELECT DISTINCT shop.id, (placed.placed_at AT TIME ZONE shop.time_zone)::date
FROM tessera_order placed JOIN tessera_shop shop ON shop.id = placed.shop_id
WHERE placed.id = ANY(%(orders)s) AND (placed.placed_at AT TIME ZONE shop.time_zone)::date
      < ((%(at)s::timestamptz - %(ripens)s::interval) AT TIME ZONE shop.time_zone)::date
ORDER BY 1, 2
"""


def keep_days(shop_id: int, days: Sequence[date], *, time_zone: str, at: datetime) -> None:
    """Count these days of a shop and keep the sums; what was kept of them before goes."""
    ask(LOCK, {"shop": shop_id})
    _forget(shop_id, days)
    facts = {"shop": shop_id, "zone": time_zone, "days": list(days), "at": at, **EVERYTHING}
    with connection.cursor() as cursor:
        cursor.execute(KEEP_DAYS, facts)


def forget_days_of(order_ids: Iterable[int], *, at: datetime) -> None:
    """Something happened to these orders: the days they were placed on are counted again."""
    touched: dict[int, list[date]] = {}
    facts = {"orders": list(order_ids), "at": at, "ripens": RIPENS}
    for shop_id, day in ask(RIPE_DAYS_OF, facts):
        touched.setdefault(shop_id, []).append(day)
    for shop_id, days in touched.items():
        ask(LOCK, {"shop": shop_id})
        _forget(shop_id, days)


def forget_all_days(shop_id: int) -> None:
    """Every day of the shop is counted again: orders were removed, or came from elsewhere."""
    ask(LOCK, {"shop": shop_id})
    DayFigure.objects.filter(counted__shop_id=shop_id).delete()
    CountedDay.objects.filter(shop_id=shop_id).delete()


def _forget(shop_id: int, days: Sequence[date]) -> None:
    DayFigure.objects.filter(counted__shop_id=shop_id, counted__day__in=days).delete()
    CountedDay.objects.filter(shop_id=shop_id, day__in=days).delete()
