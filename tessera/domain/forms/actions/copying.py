"""The same forms once more: beside the first, or in the next edition of a shop."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tessera.domain.forms.models import Form, FormUse, Question
from tessera.domain.shops.models import Shop


def copy_form(form: Form, *, name: str, at: datetime, shop: Shop | None = None) -> Form:
    """The form with the questions it asks now, and no product; in another shop, if told."""
    questions = list(form.questions.filter(retired_at=None).order_by("position", "id"))
    made = Form.objects.create(
        shop=shop or form.shop,
        kind=form.kind,
        name=name,
        title=form.title,
        purpose=form.purpose,
        record=form.record,
        editable_hours=form.editable_hours,
        keep_days=form.keep_days,
        created_at=at,
    )
    Question.objects.bulk_create(
        [_again(each, made, position) for position, each in enumerate(questions)]
    )
    return made


def copy_forms(
    source: Shop, target: Shop, *, products: Mapping[int, int], at: datetime
) -> dict[int, Form]:
    """The forms that the shop asks, in another shop; `products` says which product became
    which. Answers: the copies by the id of the first."""
    found = Form.objects.filter(shop=source, archived_at=None).order_by("id")
    copies = {form.pk: copy_form(form, name=form.name, at=at, shop=target) for form in found}
    uses = FormUse.objects.filter(form_id__in=copies, product_id__in=products)
    FormUse.objects.bulk_create(
        FormUse(product_id=products[use.product_id], form=copies[use.form_id]) for use in uses
    )
    return copies


def copy_uses(pairs: Iterable[tuple[int, int]]) -> None:
    """Each new product (the second) asks the form that the old one asks."""
    told = list(pairs)
    found = FormUse.objects.filter(product_id__in={old for old, _new in told})
    forms = dict(found.values_list("product_id", "form_id"))
    FormUse.objects.bulk_create(
        FormUse(product_id=new, form_id=forms[old]) for old, new in told if old in forms
    )


def _again(question: Question, form: Form, position: int) -> Question:
    same = ("code", "kind", "label", "help", "is_required", "limits", "options", "condition")
    told = {name: getattr(question, name) for name in (*same, "on_ticket", "at_door")}
    return Question(form=form, position=position, **told)
