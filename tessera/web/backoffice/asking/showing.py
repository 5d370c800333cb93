"""What people will see of a form, while somebody builds it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.models import Form, Question
from tessera.domain.forms.queries.building import facts_of_question
from tessera.domain.forms.rules import AskedForm
from tessera.lib.i18n import speaking
from tessera.web.backoffice.page import speaks
from tessera.web.parts.access import ShopRequest
from tessera.web.parts.asking import asking_form


def preview_of(
    request: ShopRequest,
    form: Form,
    every: Sequence[Question],
    *,
    instead: tuple[str, QuestionFacts] | None = None,
) -> dict[str, Any]:
    """The form as it is put to people, in the language that the address asks for; `instead` stands
    in the place of the question of that code ("" is last)."""
    language = language_asked(request, form)
    questions = [facts_of_question(each) for each in every if each.retired_at is None]
    if instead is not None:
        code, written = instead
        written = replace(written, condition={})  # who writes it sees it
        questions = [written if each.code == code else each for each in questions]
        questions += [] if code else [written]
    asked = AskedForm(
        form_id=form.pk,
        kind=form.kind,
        questions=tuple(questions),
        record=form.record,
        title=form.title,
        purpose=form.purpose,
        editable_hours=form.editable_hours,
        keep_days=form.keep_days,
    )
    with speaking(language):
        shown = asking_form(asked, language=language, prefix="preview", auto_id="preview_%s")
        return {
            "form": shown,
            "items": list(shown.items()),
            "language": language,
            "languages": form.shop.languages,
        }


def language_asked(request: ShopRequest, form: Form) -> str:
    """The language of the preview: as asked, the reader's, or the first of the shop."""
    told = request.POST.get("language") or request.GET.get("language") or speaks()
    return told if told in form.shop.languages else form.shop.languages[0]
