"""Reading forms: what a shop asks, known by heart until its catalogue changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet

from tessera.domain.forms.making import OPTIONAL
from tessera.domain.forms.models import Form, FormUse, Question
from tessera.domain.forms.queries.building import facts_of_question
from tessera.domain.forms.rules import AskedForm
from tessera.domain.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Asking:
    """What a shop asks besides: the form of its orders, those of its products, and those of its
    plans, which are put to members when they join.

    `is_used` says whether it ever had a form: then there may be answers.
    """

    order: AskedForm | None = None
    by_product: Mapping[int, AskedForm] = field(default_factory=dict)
    by_plan: Mapping[int, AskedForm] = field(default_factory=dict)
    is_used: bool = False
    shows_on_ticket: bool = False
    shows_at_door: bool = False

    def asks(self, product_ids: Iterable[int]) -> bool:
        """Whether somebody who buys these is asked anything."""
        return self.order is not None or any(each in self.by_product for each in product_ids)


NOTHING = Asking()
PLAIN_MEMBER = AskedForm(
    form_id=0,
    kind=Form.Kind.MEMBER,
    record={
        "civility": OPTIONAL,
        "phone": OPTIONAL,
        "street": OPTIONAL,
        "postcode": OPTIONAL,
        "city": OPTIONAL,
        "country": OPTIONAL,
    },
)


def asking_of(shop: Shop) -> Asking:
    """What the shop asks; asked of the database once for each version of its catalogue."""
    return _asking(shop.id, shop.catalogue_version)


def form_of_plan(shop: Shop, product_id: int) -> AskedForm:
    """What is asked of a member who joins by the plan; names and address when nothing is said."""
    return asking_of(shop).by_plan.get(product_id) or PLAIN_MEMBER


def asked_form(form: Form) -> AskedForm:
    """A form as it is put to people, for whoever has it at hand (a preview, an edit)."""
    return AskedForm(
        form_id=form.pk,
        kind=form.kind,
        questions=tuple(facts_of_question(each) for each in live_questions(form)),
        record=form.record,
        title=form.title,
        purpose=form.purpose,
        editable_hours=form.editable_hours,
        keep_days=form.keep_days,
    )


def live_questions(form: Form) -> list[Question]:
    """Those that are asked, in order."""
    return [each for each in questions_of(form) if each.retired_at is None]


def questions_of(form: Form) -> list[Question]:
    """Every question of the form in order, retired ones too: they may have answers."""
    return sorted(form.questions.all(), key=lambda each: (each.position, each.pk))


def forms_by_id(form_ids: Iterable[int]) -> dict[int, Form]:
    """These forms with their questions, archived ones too, in two queries."""
    wanted = set(form_ids)
    return {form.pk: form for form in _with_questions().filter(id__in=wanted)} if wanted else {}


@lru_cache(maxsize=512)
def _asking(shop_id: int, version: int) -> Asking:
    """`version` is only what the answer is kept under."""
    forms = {form.pk: form for form in _with_questions().filter(shop_id=shop_id)}
    if not forms:
        return NOTHING
    live = {key: asked_form(form) for key, form in forms.items() if form.archived_at is None}
    uses = dict(FormUse.objects.filter(form__in=live).values_list("product_id", "form_id"))
    of_plans = {key for key, form in uses.items() if live[form].kind == Form.Kind.MEMBER}
    order = next((each for each in live.values() if each.kind == Form.Kind.ORDER), None)
    every = [question for form in forms.values() for question in questions_of(form)]
    return Asking(
        order=order,
        by_product={key: live[form] for key, form in uses.items() if key not in of_plans},
        by_plan={key: live[uses[key]] for key in of_plans},
        is_used=True,
        shows_on_ticket=any(each.on_ticket for each in every),
        shows_at_door=any(each.at_door for each in every),
    )


def _with_questions() -> QuerySet[Any]:
    return Form.objects.prefetch_related(Prefetch("questions", Question.objects.all()))
