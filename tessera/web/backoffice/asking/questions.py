"""One question: written, moved, retired, without leaving the builder."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tessera.domain.forms.making import FILELESS
from tessera.domain.forms.models import Form, Question
from tessera.domain.forms.queries.building import (
    facts_of_question,
    question_in,
    questions_in,
)
from tessera.domain.forms.rules import FILES
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.answered import count_answers
from tessera.flows import asking
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.asking.building import CONFLICT, builder
from tessera.web.backoffice.asking.place import form_or_404
from tessera.web.backoffice.asking.question_form import QuestionForm, initial_of
from tessera.web.backoffice.asking.words import KIND_USES, KINDS
from tessera.web.backoffice.programme.moves import place_asked
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

AGAIN = ("again", "options-up", "options-down", "preview")
"""Buttons that ask for the form once more, and save nothing."""


@requires(Can.EDIT_SETTINGS)
def new_question(request: ShopRequest, form_id: int) -> HttpResponse:
    """A question of the kind that was chosen, last of the form."""
    found = form_or_404(request, form_id)
    kind = request.GET.get("kind", "")
    form = QuestionForm(
        sent(request),
        kind=kind if kind in KINDS else Question.Kind.TEXT,
        languages=found.shop.languages,
        before=questions_in(found.pk),
        initial={},
        is_draft=_is_draft(request),
    )
    if _is_sent(request) and form.is_valid():
        try:
            made = asking.add_question(
                found.pk, facts=form.facts(), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(_field(form, refusal), refusal.message)
        else:
            messages.success(request, _("The question is added."))
            return redirect(_at(request, found, made))
    return _editor(request, found, form, {"editing": "new"})


@requires(Can.EDIT_SETTINGS)
def edit_question(request: ShopRequest, form_id: int, question_id: int) -> HttpResponse:
    """All that is said of the question; who saves second is told what changed meanwhile."""
    found = form_or_404(request, form_id)
    question = question_or_404(found, question_id)
    every = questions_in(found.pk)
    form = QuestionForm(
        sent(request),
        kind=question.kind,
        languages=found.shop.languages,
        before=[each for each in every if _is_before(each, question)],
        initial=initial_of(question),
        is_draft=_is_draft(request),
    )
    guard(form)
    context: dict[str, Any] = {"editing": question.pk, "question": question}
    if _is_sent(request) and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"] and _saved(request, found, question, form):
            return redirect(_at(request, found, question))
    return _editor(request, found, form, context)


@requires(Can.EDIT_SETTINGS)
@require_POST
def move_question(request: ShopRequest, form_id: int, question_id: int) -> HttpResponse:
    """The question at another place of the form."""
    found = form_or_404(request, form_id)
    question = question_or_404(found, question_id)
    try:
        asking.move_question(
            found.pk,
            question_id=question_id,
            to=place_asked(request),
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(_at(request, found, question, focus=False))


@requires(Can.EDIT_SETTINGS)
def retire_question(request: ShopRequest, form_id: int, question_id: int) -> HttpResponse:
    """Says what becomes of the answers, asks once, then asks the question no more."""
    found = form_or_404(request, form_id)
    question = question_or_404(found, question_id)
    refusal = ""
    if request.method == "POST":
        try:
            answers = asking.retire_question(
                found.pk, question_id=question_id, by=request.actor, at=clock.now()
            )
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _retired_said(answers))
            return redirect("backoffice:form", request.shop.slug, found.pk)
    context = {
        "retiring": question,
        "answers": count_answers(found.pk, question.code),
        "retire_refusal": refusal,
    }
    return builder(request, found, context, status=UNPROCESSABLE if refusal else 200)


@requires(Can.EDIT_SETTINGS)
@require_POST
def restore_question(request: ShopRequest, form_id: int, question_id: int) -> HttpResponse:
    """Asks a retired question again."""
    found = form_or_404(request, form_id)
    question = question_or_404(found, question_id)
    try:
        asking.restore_question(found.pk, question_id=question_id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The question is asked again, last of the form."))
    return redirect(_at(request, found, question))


def question_or_404(form: Form, question_id: int) -> Question:
    """The question of this address, of this form."""
    found = question_in(form, question_id)
    if found is None:
        raise Http404
    return found


def _is_sent(request: ShopRequest) -> bool:
    return request.method == "POST" and not _is_draft(request)


def _is_draft(request: ShopRequest) -> bool:
    return any(each in request.POST for each in AGAIN)


def _saved(request: ShopRequest, form: Form, question: Question, told: QuestionForm) -> bool:
    try:
        asking.edit_question(
            form.pk,
            question_id=question.pk,
            facts=told.facts(question.code),
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        told.add_error(_field(told, refusal), refusal.message)
        return False
    messages.success(request, _("The question is saved."))
    return True


def _editor(
    request: ShopRequest, found: Form, form: QuestionForm, context: dict[str, Any]
) -> HttpResponse:
    """The builder with the question open; what is typed shows in the preview."""
    is_asked_again = _is_draft(request)
    code = context["question"].code if "question" in context else ""
    if form.is_bound:
        form.is_valid()
    written = form.facts(code or "new") if form.is_bound else None
    if written is None and "question" in context:
        written = facts_of_question(context["question"])
    instead = (code, written) if written else None
    if found.kind in FILELESS:
        _fit_members(form)
    facts = {
        **context,
        "form": form,
        "is_asked_again": is_asked_again,
        "kind_title": KINDS[form.asks],
        "kind_use": KIND_USES[form.asks],
    }
    status = 200
    if not is_asked_again and (form.errors or context.get("clashes")):
        status = CONFLICT if context.get("clashes") else UNPROCESSABLE
    return builder(request, found, facts, instead=instead, status=status)


def _fit_members(form: QuestionForm) -> None:
    """Who joins hands in no file, and has no ticket."""
    asked: Any = form.fields["kind"]
    asked.choices = [(code, name) for code, name in KINDS.items() if code not in FILES]
    for name in ("on_ticket", "at_door"):
        form.fields.pop(name, None)


def _at(request: ShopRequest, form: Form, question: Question, *, focus: bool = True) -> str:
    page = reverse("backoffice:form", args=[request.shop.slug, form.pk])
    return f"{page}?at={question.pk}#question-{question.pk}" if focus else page


def _field(form: QuestionForm, refusal: Refusal) -> str | None:
    asked = refusal.facts.get("field", "")
    return asked if asked in form.fields else None


def _is_before(one: Question, other: Question) -> bool:
    return (one.position, one.pk) < (other.position, other.pk)


def _retired_said(answers: int) -> str:
    if not answers:
        return _("The question is deleted. Nobody had answered it.")
    said = ngettext(
        "The question is asked no more. %(n)d answer is kept, shown and exported.",
        "The question is asked no more. %(n)d answers are kept, shown and exported.",
        answers,
    )
    return said % {"n": answers}
