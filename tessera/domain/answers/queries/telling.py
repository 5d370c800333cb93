"""Answers that are told on tickets: only what is marked so."""

from collections.abc import Mapping

from tessera.domain.answers.models import Sheet
from tessera.domain.forms.queries.asking import asked_form, asking_of, forms_by_id
from tessera.domain.forms.rules import FILES, AskedForm, say, short
from tessera.domain.orders.models import Order
from tessera.lib.i18n import pick

Lines = tuple[tuple[str, str], ...]
"""What is told of one ticket: question and answer, in words."""


def told_on_tickets(order: Order) -> "Told":
    """What the tickets of the order say of their holders, by line and place, in its language.

    What the buyer answered for the whole order stands on each. A shop whose forms show nothing on
    tickets is not asked.
    """
    if not asking_of(order.shop).shows_on_ticket:
        return Told((), {})
    sheets = [each for each in Sheet.objects.filter(order=order, erased_at=None) if each.answers]
    forms = _forms(sheets)
    common: Lines = ()
    own: dict[tuple[int, int], Lines] = {}
    for sheet in sheets:
        said = _said(sheet, forms, order.language)
        if sheet.line_id is None:
            common = said
        else:
            own[sheet.line_id, sheet.place] = said
    return Told(common, own)


class Told(dict[tuple[int, int], Lines]):
    """What each place is told with; a place without answers of its own has those of the order."""

    def __init__(self, common: Lines, own: Mapping[tuple[int, int], Lines]) -> None:
        super().__init__({place: common + lines for place, lines in own.items()})
        self.common = common

    def __missing__(self, place: tuple[int, int]) -> Lines:
        return self.common


def _forms(sheets: list[Sheet]) -> dict[int, AskedForm]:
    found = forms_by_id({each.form_id for each in sheets if each.form_id is not None})
    return {key: asked_form(form) for key, form in found.items()}


def _said(sheet: Sheet, forms: Mapping[int, AskedForm], language: str) -> Lines:
    form = forms.get(sheet.form_id or 0)
    return tuple(
        (pick(question.label, language), short(say(question, value, language)))
        for question in (form.questions if form else ())
        if question.on_ticket and question.kind not in FILES
        for value in [sheet.answers.get(question.code)]
        if value not in (None, "", [])
    )
