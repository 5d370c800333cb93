"""Keeping the sums of days that are over, and forgetting those that something happened to."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import connection

from tessera.domain.reporting.models import Batch, CountedDay, DayFigure, Export, SavedView
from tessera.domain.reporting.queries.counting import CELLS, EVERYTHING
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

KEEP_DAYS = f"""
WITH wanted AS (SELECT unnest(%(days)s::date[]) AS day), {CELLS},
counted AS (
    INSERT INTO tessera_countedday (shop_id, day, time_zone, counted_at)
    SELECT %(shop)s, day, %(zone)s, %(at)s FROM wanted RETURNING id, day
)
INSERT INTO tessera_dayfigure
    (counted_id, event_id, kind, key, currency, is_test, orders, tickets, amount)
SELECT counted.id, cells.event_id, kind, key, currency, is_test, orders, tickets, amount
FROM cells JOIN counted USING (day)
"""  # noqa: S608  # made of our own constants


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


def keep_view(shop_id: int, *, person_id: int, at: datetime, **facts: Any) -> SavedView:
    """A list under a name of its own."""
    return SavedView.objects.create(shop_id=shop_id, person_id=person_id, created_at=at, **facts)


def change_view(view: SavedView, **facts: Any) -> None:
    """Another name, another address, shared or not."""
    for name, value in facts.items():
        setattr(view, name, value)
    view.save(update_fields=list(facts))


def forget_view(view: SavedView) -> None:
    """The view is there no more."""
    view.delete()


def ask_export(shop_id: int, *, person_id: int, at: datetime, **facts: Any) -> Export:
    """A file that is still to be made."""
    return Export.objects.create(shop_id=shop_id, person_id=person_id, created_at=at, **facts)


def note_export(export: Export, **facts: Any) -> None:
    """How far the file is."""
    Export.objects.filter(id=export.id).update(**facts)


def keep_file(export: Export, *, name: str, path: Path) -> str:
    """The file is put where no address leads; says under which name."""
    with path.open("rb") as content:
        return export.file.storage.save(
            f"exports/{secrets.token_urlsafe(24)}-{name}", File(content)
        )


def forget_export(export: Export) -> None:
    """The file and the row that told of it are gone."""
    if export.file.name:
        export.file.storage.delete(export.file.name)
    export.delete()


def open_batch(shop_id: int, *, person_id: int, at: datetime, **facts: Any) -> Batch:
    """One action that is still to be done to many orders."""
    return Batch.objects.create(shop_id=shop_id, person_id=person_id, created_at=at, **facts)


def note_batch(batch: Batch, **facts: Any) -> None:
    """What became of the orders so far."""
    for name, value in facts.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(facts))


def forget_batches(ids: Sequence[int]) -> None:
    """What became of these orders stays in their own histories."""
    Batch.objects.filter(id__in=ids).delete()
