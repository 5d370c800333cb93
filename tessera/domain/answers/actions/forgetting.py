"""Erasing answers: the sheet stays and says when; what was on it is gone."""

from collections.abc import Collection
from datetime import datetime

from tessera.domain.answers.models import AnswerFile, Sheet, SheetChange
from tessera.domain.answers.queries.erasing import paths_of_orders


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
