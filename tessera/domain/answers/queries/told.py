"""What stood on sheets before somebody changed them."""

from collections.abc import Sequence

from tessera.domain.answers.models import SheetChange


def changes_of(sheet_ids: Sequence[int]) -> dict[int, list[SheetChange]]:
    """The changes of each of these sheets, the oldest first."""
    found: dict[int, list[SheetChange]] = {}
    if not sheet_ids:
        return found
    for each in SheetChange.objects.filter(sheet_id__in=sheet_ids).order_by("id"):
        found.setdefault(each.sheet_id, []).append(each)
    return found
