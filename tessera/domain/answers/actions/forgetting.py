"""Erasing answers: the sheet stays and says when; what was on it is gone."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from tessera.domain.answers.models import AnswerFile, Sheet, SheetChange
from tessera.domain.answers.queries.erasing import paths_of_orders

RECKON = """
UPDATE tessera_sheet sheet SET erase_on = last.day + %(days)s::int
FROM (
    SELECT placed.id,
        (COALESCE(max(COALESCE(day.ends_at, day.starts_at)), placed.placed_at)
            AT TIME ZONE shop.time_zone)::date AS day
    FROM tessera_order placed
    JOIN tessera_shop shop ON shop.id = placed.shop_id
    LEFT JOIN tessera_orderline line ON line.order_id = placed.id
    LEFT JOIN tessera_eventdate day ON day.id = line.date_id
    WHERE placed.placed_at IS NOT NULL
        AND placed.id IN (SELECT order_id FROM tessera_sheet WHERE form_id = %(form)s)
    GROUP BY placed.id, shop.time_zone
) last
WHERE sheet.order_id = last.id AND sheet.form_id = %(form)s AND sheet.erased_at IS NULL
"""


def reckon_ends(form_id: int, *, keep_days: int | None) -> None:
    """When each sheet of a placed order is erased, now that the form keeps answers so long; None:
    with the customer."""
    with connection.cursor() as cursor:
        cursor.execute(RECKON, {"form": form_id, "days": keep_days})


def erase_sheets(sheet_ids: Collection[int], *, at: datetime) -> list[str]:
    """Nothing of these sheets is left: answers, their history, files. The caller deletes what
    lies at the paths told, afterwards."""
    wanted = list(sheet_ids)
    if not wanted:
        return []
    SheetChange.objects.filter(sheet_id__in=wanted).delete()
    files = AnswerFile.objects.filter(sheet_id__in=wanted)
    paths = list(files.values_list("path", flat=True))
    files.delete()
    Sheet.objects.filter(id__in=wanted).update(record={}, answers={}, said={}, erased_at=at)
    return paths


def erase_orders(order_ids: Collection[int], *, at: datetime) -> list[str]:
    """Nothing is left of what was answered in these orders; the caller deletes what lies at the
    paths told, afterwards."""
    wanted = list(order_ids)
    sheets = Sheet.objects.filter(order_id__in=wanted, erased_at=None)
    paths = paths_of_orders(wanted)
    SheetChange.objects.filter(sheet__order_id__in=wanted).delete()
    AnswerFile.objects.filter(order_id__in=wanted).delete()
    sheets.update(record={}, answers={}, said={}, erased_at=at)
    return paths
