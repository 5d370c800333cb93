"""What was answered in one order: seen and corrected by the team, with all that stood before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.answers.models import AnswerFile
from tessera.domain.answers.queries.sheets import Block, blocks_of, file_of, files_of
from tessera.domain.answers.queries.told import changes_of
from tessera.domain.answers.rules import BUYER, Respondent, respondent_of
from tessera.domain.forms.making import MOST_BYTES, QuestionFacts
from tessera.domain.forms.queries.asking import asking_of, forms_by_id, questions_of
from tessera.domain.forms.queries.building import facts_of_question
from tessera.domain.forms.rules import FILES, Answers, lenient, say
from tessera.domain.forms.uploads import Upload
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.seen import lines_seen_by
from tessera.domain.organisations.rules import Can
from tessera.flows.answering import change_answers, hand_in_later
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.files import private_files
from tessera.lib.i18n import pick, say_date
from tessera.web.backoffice.asking.words import RECORD
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.sales.place import order_or_404
from tessera.web.backoffice.words import CIVILITIES
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.asking import AskingForm, Handed, asking_form


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words: to what, since when it is asked no more, as it was agreed to."""

    label: str
    value: str
    is_retired: bool = False
    agreed: str = ""
    file: AnswerFile | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changed: each field with what stood there and what came."""

    actor: str
    at: datetime
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """One respondent of the order, as the page draws them."""

    who: Respondent
    heading: str
    about: str
    answers: Sequence[Said]
    changes: Sequence[Change]
    has_sheet: bool


def may_see_answers(request: ShopRequest) -> bool:
    """Whether the reader may, and the shop ever had a form."""
    return request.actor.may(Can.SEE_CUSTOMERS) and asking_of(request.shop).is_used


def answers_in(request: ShopRequest, order: Order) -> list[Told]:
    """What the buyer and every holder that the reader may know of answered; nothing for who may
    not see customers."""
    if not may_see_answers(request):
        return []
    lines = lines_of(order.pk)
    blocks = _blocks(request, order, lines)
    if not blocks:
        return []
    questions = _questions({block.form.form_id for block in blocks})
    history = changes_of([block.sheet.pk for block in blocks if block.sheet])
    files = files_of(order.pk)
    words = Words(questions, files, speaks())
    return [
        Told(
            who=block.who,
            heading=_heading(block.who, lines),
            about=_about(block.who, lines, request.shop.time_zone),
            answers=words.answers(block),
            changes=words.changes(block, history.get(block.sheet.pk if block.sheet else 0, [])),
            has_sheet=block.sheet is not None,
        )
        for block in blocks
    ]


@requires(Can.EDIT_ORDERS)
def edit_answers(request: ShopRequest, number: str, who: str) -> HttpResponse:
    """The questions of one respondent; what is required of others may be left out here."""
    order = order_or_404(request, number)
    block, lines = _block_or_404(request, order, who)
    stamp = block.sheet.updated_at.isoformat() if block.sheet else ""
    context: dict[str, Any] = {
        "order": order,
        "heading": _heading(block.who, lines),
        "about": _about(block.who, lines, request.shop.time_zone),
        "stamp": stamp,
        "back": _page(order),
    }
    if request.method != "POST":
        form = _form(order, block, Handed(kept=files_of(order.pk)))
        return page(
            request, "asking/edit_answers.html", {**context, "form": form}, section="orders"
        )
    form, refusal = _saved(request, order, block, is_same=request.POST.get("stamp", "") == stamp)
    if not refusal and not form.errors:
        messages.success(request, _("The answers are saved. What stood there before is kept."))
        return redirect(_page(order))
    told = {**context, "form": form, "refusal": refusal}
    return page(request, "asking/edit_answers.html", told, section="orders", status=422)


@requires(Can.SEE_CUSTOMERS)
def answer_file(request: ShopRequest, number: str, file_id: int) -> FileResponse:
    """A file that was handed in, to be saved and never to be shown by the browser."""
    order = order_or_404(request, number)
    found = file_of(order.pk, file_id)
    if found is None or found.sheet_id is None:
        raise Http404
    seen = {block.sheet.pk for block in _blocks(request, order, lines_of(order.pk)) if block.sheet}
    if found.sheet_id not in seen:
        raise Http404
    answer = FileResponse(
        private_files().open(found.path, "rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class Words:
    """Says what was answered; `questions` of each form by code, with whether they are retired."""

    def __init__(
        self,
        questions: Mapping[int, Mapping[str, tuple[QuestionFacts, bool]]],
        files: Mapping[int, AnswerFile],
        language: str,
    ) -> None:
        self.questions, self.files, self.language = questions, files, language

    def answers(self, block: Block) -> list[Said]:
        """Every field and answer of the sheet, in the order of the form."""
        told = block.answers
        known = self.questions.get(block.form.form_id, {})
        record = [
            Said(self._label(block, name), self._value(block, name, told))
            for name in block.form.fields()
            if told.record.get(name)
        ]
        codes = [code for code in known if code in told.answers]
        codes += [code for code in told.answers if code not in known]
        return record + [self._answer(block, code, told) for code in codes]

    def changes(self, block: Block, found: Sequence[Any]) -> list[Change]:
        """What was changed when, the newest first."""
        states = [
            Answers(**{name: each.before.get(name) or {} for name in ("record", "answers", "said")})
            for each in found
        ]
        states.append(block.answers)
        told = []
        for place, each in enumerate(found):
            old, new = states[place], states[place + 1]
            names = [*{**old.record, **new.record}, *{**old.answers, **new.answers}]
            fields = [
                (
                    self._label(block, name),
                    self._value(block, name, old),
                    self._value(block, name, new),
                )
                for name in names
                if (old.record.get(name), old.answers.get(name))
                != (new.record.get(name), new.answers.get(name))
            ]
            told.append(Change(each.actor, each.at, fields))
        return told[::-1]

    def _answer(self, block: Block, code: str, told: Answers) -> Said:
        known = self.questions.get(block.form.form_id, {}).get(code)
        return Said(
            label=self._label(block, code),
            value=self._value(block, code, told),
            is_retired=known is None or known[1],
            agreed=told.said.get(code, ""),
            file=self._file(known, told.answers.get(code)),
        )

    def _label(self, block: Block, name: str) -> str:
        known = self.questions.get(block.form.form_id, {}).get(name)
        if known is not None:
            return pick(known[0].label, self.language)
        return str(RECORD.get(name, name))

    def _value(self, block: Block, name: str, told: Answers) -> str:
        known = self.questions.get(block.form.form_id, {}).get(name)
        if name in told.record:
            value = told.record[name]
            return str(CIVILITIES.get(value, value)) if name == "civility" else str(value)
        value = told.answers.get(name)
        if value in (None, "", []):
            return "–"
        if known is None:
            return str(value)
        if known[0].kind in FILES:
            found = self.files.get(value) if isinstance(value, int) else None
            return found.name if found else _("a file that is gone")
        return say(known[0], value, self.language)

    def _file(self, known: tuple[QuestionFacts, bool] | None, value: Any) -> AnswerFile | None:
        is_file = known is not None and known[0].kind in FILES
        return self.files.get(value) if is_file and isinstance(value, int) else None


def _blocks(request: ShopRequest, order: Order, lines: Sequence[OrderLine]) -> list[Block]:
    seen = {line.pk for line in lines_seen_by(request.actor, list(lines))}
    order.shop = request.shop
    found = blocks_of(order, lines)
    return [block for block in found if block.who.line_id is None or block.who.line_id in seen]


def _block_or_404(
    request: ShopRequest, order: Order, key: str
) -> tuple[Block, Sequence[OrderLine]]:
    if not request.actor.may(Can.SEE_CUSTOMERS):
        raise PermissionDenied("Answers are known of persons.")
    wanted, lines = respondent_of(key), lines_of(order.pk)
    for block in _blocks(request, order, lines):
        if block.who == wanted:
            return block, lines
    raise Http404


def _questions(form_ids: set[int]) -> dict[int, dict[str, tuple[QuestionFacts, bool]]]:
    return {
        form_id: {
            each.code: (facts_of_question(each), each.retired_at is not None)
            for each in questions_of(form)
        }
        for form_id, form in forms_by_id(form_ids).items()
    }


def _form(order: Order, block: Block, handed: Handed, **facts: Any) -> AskingForm:
    return asking_form(
        lenient(block.form),
        language=speaks(),
        country=order.country or order.shop.country,
        answers=block.answers,
        with_record=block.who != BUYER,
        handed=handed,
        prefix=block.who.key,
        **facts,
    )


def _saved(
    request: ShopRequest, order: Order, block: Block, *, is_same: bool
) -> tuple[AskingForm, str]:
    """The form as it was sent, and why it was not saved."""
    by, at, who = request.actor, clock.now(), block.who
    uploads = _uploads(request, who)
    new: dict[str, AnswerFile] = {}
    wrong: dict[str, str] = {}
    refusal = ""
    if uploads:
        try:
            kept, bad = hand_in_later(order.pk, uploads, by=by, at=at)
        except Refusal as refused:
            refusal = refused.message
        else:
            new = {f"{who.key}-q-{code}": each for (_who, code), each in kept.items()}
            wrong = {f"{who.key}-q-{code}": why for (_who, code), why in bad.items()}
    handed = Handed(kept=files_of(order.pk), new=new, wrong=wrong)
    form = _form(order, block, handed, data=request.POST)
    if not form.is_valid() or refusal:
        return form, refusal
    if not is_same:
        return form, _(
            "Somebody else changed these answers while you were editing. Compare with the order’s "
            "page, then save once more to keep yours."
        )
    try:
        change_answers(order.pk, {who: form.given()}, by=by, at=at)
    except Refusal as refused:
        return form, refused.message
    return form, ""


def _uploads(request: ShopRequest, who: Respondent) -> dict[tuple[Respondent, str], Upload]:
    found = {}
    for name, sent in request.FILES.items():
        key, _dash, code = name.partition("-q-")
        if key == who.key and code and isinstance(sent, UploadedFile):
            found[who, code] = Upload(sent.name or "", sent.read(MOST_BYTES + 1))
    return found


def _heading(who: Respondent, lines: Sequence[OrderLine]) -> str:
    if who == BUYER:
        return _("Buyer")
    number = 0
    for line in lines:
        if line.pk == who.line_id:
            return _("Ticket %(number)d") % {"number": number + who.place}
        number += line.tickets
    return _("Ticket %(number)d") % {"number": who.place}


def _about(who: Respondent, lines: Sequence[OrderLine], time_zone: str) -> str:
    line = next((each for each in lines if each.pk == who.line_id), None)
    if line is None:
        return ""
    said = [pick(line.name, speaks())]
    if line.date is not None:
        said.append(pick(line.product.tariff.event.name, speaks()))
        said.append(say_date(line.date.starts_at, time_zone, speaks(), "short"))
    return " · ".join(said)


def _page(order: Order) -> str:
    return f"{reverse('backoffice:order', args=[order.shop.slug, order.number])}?tab=answers"
