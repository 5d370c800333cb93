"""Writing answers, and the files among them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.files.base import ContentFile

from tessera.domain.answers.models import AnswerFile, Sheet, SheetChange
from tessera.domain.answers.queries.sheets import answers_of
from tessera.domain.answers.rules import Respondent, changed
from tessera.domain.forms.rules import Answers
from tessera.domain.forms.uploads import Accepted
from tessera.domain.orders.models import Order
from tessera.lib.files import private_files
from tessera.lib.ids import secret

WRITTEN = ["form", "record", "answers", "said", "updated_at"]


def write(
    order: Order, told: Mapping[Respondent, tuple[int, Answers]], *, at: datetime
) -> list[Sheet]:
    """Keep what each respondent answered on a form (by its id; 0 for none), in one statement."""
    sheets = [
        Sheet(
            order=order,
            line_id=who.line_id,
            place=who.place,
            form_id=form_id or None,
            record=answers.record,
            answers=answers.answers,
            said=answers.said,
            updated_at=at,
        )
        for who, (form_id, answers) in told.items()
    ]
    return Sheet.objects.bulk_create(
        sheets,
        update_conflicts=True,
        unique_fields=["order", "line", "place"],
        update_fields=WRITTEN,
    )


def change(sheet: Sheet, answers: Answers, *, actor: str, at: datetime) -> list[str]:
    """Write other answers and keep what stood there; says which fields differ."""
    before = answers_of(sheet)
    names = changed(before, answers)
    if not names:
        return []
    SheetChange.objects.create(
        sheet=sheet,
        before={"record": before.record, "answers": before.answers, "said": before.said},
        actor=actor,
        at=at,
    )
    sheet.record, sheet.answers, sheet.said = answers.record, answers.answers, answers.said
    sheet.updated_at = at
    sheet.save(update_fields=WRITTEN)
    return names


def keep_file(order: Order, *, question: str, accepted: Accepted, at: datetime) -> AnswerFile:
    """Put a file that was found to be harmless where no address leads."""
    path = private_files().save(f"answers/{order.pk}/{secret()}", ContentFile(accepted.data))
    return AnswerFile.objects.create(
        order=order,
        question=question,
        name=accepted.name,
        mime=accepted.mime,
        size=len(accepted.data),
        path=path,
        created_at=at,
    )


def tie_files(files: Iterable[AnswerFile], sheets: Mapping[int, Sheet]) -> list[AnswerFile]:
    """Note on which sheet each file is the answer (`sheets` by file id); answers what nobody's
    answer is any more."""
    loose, tied = [], []
    for each in files:
        sheet = sheets.get(each.pk)
        if sheet is None:
            loose.append(each)
        elif each.sheet_id != sheet.pk:
            each.sheet = sheet
            tied.append(each)
    if tied:
        AnswerFile.objects.bulk_update(tied, ["sheet"])
    return loose


def remove_files(files: Iterable[AnswerFile]) -> list[str]:
    """These files are no more; the caller deletes what lies at the paths told, afterwards."""
    gone = list(files)
    if gone:
        AnswerFile.objects.filter(id__in=[each.pk for each in gone]).delete()
    return [each.path for each in gone]


def delete_bytes(paths: Iterable[str]) -> None:
    """The bytes at these paths are gone for good."""
    for path in paths:
        private_files().delete(path)


def set_erasing(days: Mapping[int, date | None]) -> None:
    """On which day each sheet (by id) is erased; none: with the customer."""
    if not days:
        return
    found = list(Sheet.objects.filter(id__in=days))
    for sheet in found:
        sheet.erase_on = days[sheet.pk]
    Sheet.objects.bulk_update(found, ["erase_on"])


def move(order: Order, *, sheets: Mapping[Respondent, Sheet], to: int, places: int) -> None:
    """What was answered for the places of a line that went stands for those of the line `to`."""
    kept = [
        Sheet(
            order=order,
            line_id=to,
            place=who.place,
            form_id=sheet.form_id,
            record=sheet.record,
            answers=sheet.answers,
            said=sheet.said,
            updated_at=sheet.updated_at,
        )
        for who, sheet in sheets.items()
        if who.place <= places
    ]
    Sheet.objects.bulk_create(kept)
