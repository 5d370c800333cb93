"""Forms, their questions, and which products ask them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from tessera.domain.forms.making import FormFacts, QuestionFacts, tidy_record
from tessera.domain.forms.models import Form, FormUse, Question
from tessera.domain.shops.models import Shop


def make_form(shop: Shop, kind: str, facts: FormFacts, *, at: datetime) -> Form:
    """A new form; its facts were found to be good."""
    told = asdict(facts) | {"record": tidy_record(kind, facts.record)}
    return Form.objects.create(shop=shop, kind=kind, created_at=at, **told)


def change_form(form: Form, facts: FormFacts) -> list[str]:
    """Write what is said of the form; says what that changed."""
    told = asdict(facts) | {"record": tidy_record(form.kind, facts.record)}
    changed = [name for name, value in told.items() if getattr(form, name) != value]
    for name in changed:
        setattr(form, name, told[name])
    if changed:
        form.save(update_fields=changed)
    return changed


def put_away(form: Form, *, at: datetime | None) -> None:
    """Archive the form, or take it out again (`at` none)."""
    form.archived_at = at
    form.save(update_fields=["archived_at"])


def add_question(form: Form, facts: QuestionFacts, *, position: int) -> Question:
    """A new question; its facts were found to be good and have a code."""
    return Question.objects.create(form=form, position=position, **_told(facts))


def change_question(question: Question, facts: QuestionFacts) -> list[str]:
    """Write what is said of the question; says what that changed. The code never changes."""
    told = _told(facts)
    told.pop("code")
    changed = [name for name, value in told.items() if getattr(question, name) != value]
    for name in changed:
        setattr(question, name, told[name])
    if changed:
        question.save(update_fields=changed)
    return changed


def place_questions(question_ids: Sequence[int]) -> None:
    """Give the questions this order."""
    found = Question.objects.in_bulk(list(question_ids))
    for position, question_id in enumerate(question_ids):
        found[question_id].position = position
    Question.objects.bulk_update(found.values(), ["position"])


def retire_question(question: Question, *, at: datetime | None) -> None:
    """Ask it no more and keep its answers; `at` none asks it again."""
    question.retired_at = at
    question.save(update_fields=["retired_at"])


def remove_question(question: Question) -> None:
    """Remove a question that nobody ever answered."""
    question.delete()


def attach(form: Form, product_ids: Collection[int]) -> None:
    """These products ask the form from now on, and no other."""
    FormUse.objects.bulk_create(
        [FormUse(product_id=product_id, form=form) for product_id in product_ids],
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["form"],
    )


def detach(product_ids: Collection[int]) -> None:
    """These products ask no form any more."""
    FormUse.objects.filter(product_id__in=product_ids).delete()


def _told(facts: QuestionFacts) -> dict[str, object]:
    told = asdict(facts)
    told["options"] = [dict(each) for each in facts.options]
    return told
