"""The builder: what a form asks of the record and besides, and how it will look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.forms.making import ALWAYS, FILELESS, QuestionFacts, record_of, state_of
from tessera.domain.forms.models import Form, Question
from tessera.domain.forms.queries.building import (
    facts_of_form,
    questions_in,
)
from tessera.domain.forms.rules import FILES
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.answered import answers_by_question
from tessera.flows import asking
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.backoffice.asking import words
from tessera.web.backoffice.asking.place import form_or_404, form_page
from tessera.web.backoffice.asking.question_form import answers_of
from tessera.web.backoffice.asking.showing import preview_of
from tessera.web.backoffice.page import speaks
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import is_fragment

CONFLICT = 409


class RecordForm(django_forms.Form):
    """How each field of the customer's record is asked."""

    def __init__(self, data: Any, *, of: Form) -> None:
        super().__init__(data, auto_id="record_%s")
        self.of = of
        for name in record_of(of.kind):
            states = ["required"] if name in ALWAYS[of.kind] else list(words.STATES)
            if name == "newsletter":
                states = ["hidden", "optional"]
            self.fields[name] = django_forms.ChoiceField(
                label=str(words.RECORD[name]),
                choices=[(state, words.STATES[state]) for state in states],
                initial=state_of(of.kind, of.record, name),
                widget=django_forms.RadioSelect,
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each field with its states, and whether it can be chosen."""
        return [
            {
                "field": self[name],
                "name": name,
                "label": words.RECORD[name],
                "is_always": name in ALWAYS[self.of.kind],
                "states": [
                    (state, said, state == self[name].value())
                    for state, said in self.fields[name].choices  # type: ignore[attr-defined]
                ],
            }
            for name in record_of(self.of.kind)
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the list, as the page draws it."""

    question: Question
    place: int
    is_first: bool
    is_last: bool
    kind: str
    notes: Sequence[str]
    answers: int
    missing: Sequence[str]


@requires(Can.EDIT_SETTINGS)
@require_safe
def form(request: ShopRequest, form_id: int) -> HttpResponse:
    """What the form asks, and beside it what people will see."""
    return builder(request, form_or_404(request, form_id), {})


@requires(Can.EDIT_SETTINGS)
@require_POST
def record(request: ShopRequest, form_id: int) -> HttpResponse:
    """Asks the record so from now on; what somebody else changed meanwhile is shown first."""
    found = form_or_404(request, form_id)
    told = RecordForm(sent(request), of=found)
    guard(told)
    if not told.is_valid():
        return builder(request, found, {"record_form": told}, status=422)
    if both := clashes(told):
        return builder(request, found, {"record_form": told, "clashes": both}, status=CONFLICT)
    wished = {name: told.cleaned_data[name] for name in record_of(found.kind)}
    facts = facts_of_form(found)
    try:
        asking.edit_form(
            found.pk,
            facts=type(facts)(**{**_plain(facts), "record": wished}),
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        return builder(request, found, {"refusal": refusal.message}, status=422)
    return redirect("backoffice:form", request.shop.slug, found.pk)


@requires(Can.EDIT_SETTINGS)
@require_safe
def preview(request: ShopRequest, form_id: int) -> HttpResponse:
    """The form as people will see it, in the language that is asked for."""
    found = form_or_404(request, form_id)
    return builder(request, found, {})


def builder(
    request: ShopRequest,
    of: Form,
    context: Mapping[str, Any],
    *,
    instead: tuple[str, QuestionFacts] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the builder; `instead` is a question as it is being written, by its code ("" for
    a new one), for the preview."""
    every = questions_in(of.pk)
    told = RecordForm(None, of=of)
    guard(told)
    languages = of.shop.languages
    facts = {
        "tab": "questions",
        "record_form": told,
        "rows": rows_of(every, of=of),
        "retired": rows_of(every, of=of, retired=True),
        "kinds": [
            (code, name, words.KIND_USES[code])
            for code, name in words.KINDS.items()
            if code not in FILES or of.kind not in FILELESS
        ],
        "preview": preview_of(request, of, every, instead=instead),
        "languages": languages,
        "here": request.GET.get("at", ""),
        "form_use": words.FORM_USES[of.kind],
        "is_part": is_fragment(request),
    }
    return form_page(request, "form.html", {**facts, **context}, of=of, status=status)


def rows_of(every: Sequence[Question], *, of: Form, retired: bool = False) -> list[Row]:
    """The questions that are asked, or those that are not any more, with what there is to say."""
    shown = [each for each in every if (each.retired_at is not None) == retired]
    counts = answers_by_question(of.pk) if every else {}
    by_code = {each.code: each for each in every}
    return [
        Row(
            question=each,
            place=place,
            is_first=place == 0,
            is_last=place == len(shown) - 1,
            kind=str(words.KINDS[each.kind]),
            notes=_notes(each, by_code),
            answers=counts.get(each.code, 0),
            missing=_missing(each, of.shop.languages),
        )
        for place, each in enumerate(shown)
    ]


def _notes(question: Question, by_code: Mapping[str, Question]) -> list[str]:
    said = words.limits_said(question)
    options = [each for each in question.options if not each.get("retired")]
    if options:
        said.append(" / ".join(pick(each["label"], speaks()) for each in options[:6]))
        if len(options) > 6:
            said.append("…")
    other = by_code.get(question.condition.get("question", ""))
    if other is not None:
        named = dict(answers_of(other))
        wanted = ", ".join(named.get(str(each), str(each)) for each in question.condition["is"])
        facts = {"question": pick(other.label, speaks()), "answers": wanted}
        said.append(_("only if “%(question)s”: %(answers)s") % facts)
    return said


def _missing(question: Question, languages: Sequence[str]) -> list[str]:
    """The languages of the shop in which something of the question is not said."""
    texts = [question.label, *(each["label"] for each in question.options)]
    texts += [question.help] if any(question.help.values()) else []
    return [code for code in languages if any(not text.get(code) for text in texts)]


def _plain(facts: Any) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__slots__}
