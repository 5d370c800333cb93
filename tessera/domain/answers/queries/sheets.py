"""The sheets of an order: who is asked what, and what they answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tessera.domain.answers.models import AnswerFile, Sheet
from tessera.domain.answers.rules import BUYER, Respondent, may_edit, name_in
from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.asking import Asking, asked_form, asking_of, forms_by_id
from tessera.domain.forms.rules import Answers, AskedForm
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.lib.ready import Ready

_of_order = Ready[Sheet](
    lambda order: Sheet.objects.filter(order_id=order).order_by("line_id", "place"), int
)
_files = Ready[AnswerFile](
    lambda order: AnswerFile.objects.filter(order_id=order).order_by("id"), int
)


ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)


@dataclass(frozen=True, slots=True)
class Block:
    """One respondent of an order: what they are asked, and their sheet if they answered."""

    who: Respondent
    form: AskedForm
    sheet: Sheet | None = None

    @property
    def answers(self) -> Answers:
        """What they answered so far."""
        return answers_of(self.sheet)


def sheets_of(order_id: int) -> dict[Respondent, Sheet]:
    """What was answered in the order."""
    return {who_of(sheet): sheet for sheet in _of_order(order_id)}


def files_of(order_id: int) -> dict[int, AnswerFile]:
    """The files handed in with the order, by id."""
    return {each.pk: each for each in _files(order_id)}


def file_of(order_id: int, file_id: int) -> AnswerFile | None:
    """One file of the order, or nothing."""
    return files_of(order_id).get(file_id)


def who_of(sheet: Sheet) -> Respondent:
    """Whose sheet it is."""
    return Respondent(sheet.line_id, sheet.place) if sheet.line_id else BUYER


def answers_of(sheet: Sheet | None) -> Answers:
    """What stands on the sheet."""
    if sheet is None:
        return Answers()
    return Answers(dict(sheet.record), dict(sheet.answers), dict(sheet.said))


def asked_in(order: Order, lines: Sequence[OrderLine]) -> dict[Respondent, AskedForm]:
    """Who is asked what in an order of these lines now; nothing to ask costs no question."""
    return whom(asking_of(order.shop), lines)


def whom(asking: Asking, lines: Sequence[OrderLine]) -> dict[Respondent, AskedForm]:
    """The buyer, and every place of a line whose product asks something."""
    found: dict[Respondent, AskedForm] = {}
    if asking.order is not None:
        found[BUYER] = asking.order
    for line in lines:
        form = asking.by_product.get(line.product_id)
        if form is not None:
            found |= {Respondent(line.pk, place): form for place in range(1, line.tickets + 1)}
    return found


def blocks_to_ask(order: Order, lines: Sequence[OrderLine]) -> list[Block]:
    """Everybody who is asked in a cart, with what they answered so far."""
    asked = asked_in(order, lines)
    if not asked:
        return []
    sheets = sheets_of(order.pk)
    return [Block(who, form, sheets.get(who)) for who, form in asked.items()]


def blocks_of(order: Order, lines: Sequence[OrderLine]) -> list[Block]:
    """Everybody who answered, or is asked now, in a placed order.

    A sheet stands with the form it was answered on, also when that is asked no more; what was
    erased is not there.
    """
    asking = asking_of(order.shop)
    if not asking.is_used:
        return []
    sheets, asked = sheets_of(order.pk), whom(asking, lines)
    answered = {each.form_id for each in sheets.values() if each.form_id is not None}
    known = {form.form_id: form for form in asked.values()}
    known |= _others(answered - set(known))
    found = []
    for who in sorted({*asked, *sheets}, key=lambda each: (each.line_id or 0, each.place)):
        sheet = sheets.get(who)
        form = known.get(sheet.form_id or 0) if sheet else asked[who]
        if form is not None and not (sheet and sheet.erased_at):
            found.append(Block(who, form, sheet))
    return found


def _others(form_ids: Iterable[int]) -> dict[int, AskedForm]:
    found: Mapping[int, Form] = forms_by_id(form_ids)
    return {key: asked_form(form) for key, form in found.items()}


def holders_of(order: Order) -> dict[tuple[int, int], tuple[str, str]]:
    """The names on the sheets of an order's places: {(line, place): (first, last)}.

    A shop that never had a form is not asked.
    """
    if not asking_of(order.shop).is_used:
        return {}
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for who, sheet in sheets_of(order.pk).items():
        named = name_in(sheet.record)
        if who.line_id is not None and named:
            found[who.line_id, who.place] = named
    return found


def open_to_buyer(
    order: Order, lines: Sequence[OrderLine], blocks: Sequence[Block], *, at: datetime
) -> list[Block]:
    """The blocks that the buyer of a placed order may still change."""
    if order.status in ENDED:
        return []
    starts = {line.pk: line.date.starts_at for line in lines if line.date}
    first = min(starts.values(), default=None)
    return [
        block
        for block in blocks
        if may_edit(
            block.form,
            starts_at=first if block.who == BUYER else starts.get(block.who.line_id or 0),
            at=at,
        )
    ]
