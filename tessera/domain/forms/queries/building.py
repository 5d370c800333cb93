"""Forms as those who build them see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from tessera.domain.catalogue.models import Tariff
from tessera.domain.forms.making import FormFacts, QuestionFacts
from tessera.domain.forms.models import Form, FormUse, Question


@dataclass(frozen=True, slots=True)
class Row:
    """A form of the list: how many questions it asks, and with how many products."""

    form: Form
    questions: int
    uses: int


def rows_of(shop_id: int, *, archived: bool = False) -> list[Row]:
    """The forms of a shop, by kind and name; those put away when they are asked for."""
    found = Form.objects.filter(shop_id=shop_id, archived_at__isnull=not archived).annotate(
        asked=Count("questions", filter=Q(questions__retired_at=None), distinct=True),
        used=Count("uses", distinct=True),
    )
    order = {kind: place for place, kind in enumerate(Form.Kind.values)}
    rows = [Row(each, each.asked, each.used) for each in found.order_by("name", "id")]
    return sorted(rows, key=lambda row: order[row.form.kind])


def count_archived(shop_id: int) -> int:
    """How many forms of the shop are put away."""
    return Form.objects.filter(shop_id=shop_id, archived_at__isnull=False).count()


def form_in(shop_id: int, form_id: int) -> Form | None:
    """One form of the shop, or nothing."""
    return Form.objects.filter(shop_id=shop_id, id=form_id).first()


def lock_form(form_id: int) -> Form | None:
    """The form with its shop, for this story alone."""
    found = Form.objects.select_for_update(of=("self",)).select_related("shop")
    return found.filter(id=form_id).first()


def forms_to_attach(shop_id: int, kind: str) -> list[Form]:
    """The forms of a kind that a product can ask."""
    return list(Form.objects.filter(shop_id=shop_id, kind=kind, archived_at=None).order_by("name"))


def every_form(shop_id: int) -> list[Form]:
    """The forms of the shop by name, those that are put away last."""
    found = Form.objects.filter(shop_id=shop_id).order_by("name", "id")
    return sorted(found, key=lambda each: each.archived_at is not None)


def has_order_form(shop_id: int) -> bool:
    """Whether the shop asks something of every buyer already."""
    return Form.objects.filter(shop_id=shop_id, kind=Form.Kind.ORDER, archived_at=None).exists()


def questions_in(form_id: int) -> list[Question]:
    """Every question of the form in its order; retired ones last."""
    found = Question.objects.filter(form_id=form_id).order_by("position", "id")
    return sorted(found, key=lambda each: each.retired_at is not None)


def question_in(form: Form, question_id: int) -> Question | None:
    """One question of the form, or nothing."""
    return Question.objects.filter(form=form, id=question_id).first()


def form_id_of(product_id: int) -> int | None:
    """Which form the product asks."""
    return FormUse.objects.filter(product_id=product_id).values_list("form_id", flat=True).first()


def uses_in(shop_id: int) -> dict[int, int]:
    """Which form every product of the shop asks, of those that ask one."""
    found = FormUse.objects.filter(product__shop_id=shop_id)
    return dict(found.values_list("product_id", "form_id"))


def tariffs_asking(form_id: int) -> list[Tariff]:
    """The tariffs that ask the form, with event, zone and product, by event."""
    found = Tariff.objects.filter(product__form_use__form_id=form_id)
    rows = found.select_related("product", "zone", "event")
    return list(rows.order_by("event__position", "event_id", "zone__position", "product__position"))


def tariffs_of_shop(shop_id: int, *, events: Collection[int] | None = None) -> list[Tariff]:
    """Every tariff of the shop's events that are not put away, by event, zone and place."""
    found = Tariff.objects.filter(event__shop_id=shop_id, event__archived_at=None)
    if events is not None:
        found = found.filter(event_id__in=events)
    rows = found.select_related("product", "zone", "event")
    return list(rows.order_by("event__position", "event_id", "zone__position", "product__position"))


def facts_of_form(form: Form) -> FormFacts:
    """A form as it would be said to make it again."""
    return FormFacts(
        name=form.name,
        title=form.title,
        purpose=form.purpose,
        record=form.record,
        editable_hours=form.editable_hours,
        keep_days=form.keep_days,
    )


def facts_of_question(question: Question) -> QuestionFacts:
    """A question as it would be said to make it again."""
    same = ("kind", "label", "help", "is_required", "limits", "options", "condition")
    told = {name: getattr(question, name) for name in (*same, "on_ticket", "at_door", "code")}
    return QuestionFacts(**told)


def depending_on(questions: Sequence[Question], code: str) -> list[Question]:
    """The questions that are asked only because of an answer to this one."""
    return [
        each
        for each in questions
        if each.retired_at is None and each.condition.get("question") == code
    ]
