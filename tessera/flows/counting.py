"""Sums of the days that are over, so that a season is looked at in a moment."""

from datetime import date, datetime

from django.db import transaction

from tessera.domain.reporting import actions as reporting
from tessera.domain.reporting.queries.days import days_to_count

BATCH = 30


def count_days(*, at: datetime) -> int:
    """Count and keep every day that is over and not kept. Says how many.

    Safe to run twice, and at the same time: a day is kept once.
    """
    total = 0
    while counted := _count_some(at):
        total += counted
    return total


@transaction.atomic(durable=True)
def _count_some(at: datetime) -> int:
    found = days_to_count(at=at, most=BATCH)
    shops: dict[tuple[int, str], list[date]] = {}
    for shop_id, time_zone, day in found:
        shops.setdefault((shop_id, time_zone), []).append(day)
    for (shop_id, time_zone), days in shops.items():
        reporting.keep_days(shop_id, days, time_zone=time_zone, at=at)
    return len(found)
