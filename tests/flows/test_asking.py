"""Forms are made, their questions written, and tariffs ask them."""

from dataclasses import replace
from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.answers.models import Sheet
from tessera.domain.forms.errors import BadForm, BadQuestion, IsAsked, WasAnswered
from tessera.domain.forms.making import FormFacts, QuestionFacts
from tessera.domain.forms.models import Form, FormUse, Question
from tessera.domain.forms.queries.building import questions_in
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows import asking
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_order

pytestmark = pytest.mark.django_db(transaction=True)

MEAL = QuestionFacts(
    kind="one_of",
    label={"en": "Meal", "fr": "Repas"},
    options=[{"label": {"en": "Meat"}}, {"label": {"en": "Vegetables"}}],
)
ALLERGY = QuestionFacts(kind="text", label={"en": "Allergies"})


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def form(shop: Shop, by: Actor) -> Form:
    return made(shop, by)


def made(shop: Shop, by: Actor, kind: str = "tariff") -> Form:
    return asking.make_form(shop.id, kind=kind, facts=FormFacts("Guests"), by=by, at=clock.now())


def add(form: Form, facts: QuestionFacts, by: Actor) -> Question:
    return asking.add_question(form.pk, facts=facts, by=by, at=clock.now())


def answered(programme: Programme, form: Form, answers: dict[str, Any]) -> Sheet:
    order = make_order(programme, quantity=1)
    line = order.lines.get()
    return Sheet.objects.create(
        order=order, line=line, place=1, form=form, answers=answers, updated_at=clock.now()
    )


def codes(form: Form) -> list[str]:
    return [each.code for each in questions_in(form.pk) if each.retired_at is None]


def verbs(form: Form) -> list[str]:
    found = Activity.objects.filter(subject="form", subject_id=form.pk).order_by("id")
    return list(found.values_list("verb", flat=True))


def test_a_form_begins_with_what_its_kind_asks(form: Form, shop: Shop, by: Actor) -> None:
    assert form.record == {"first_name": "required", "last_name": "required"}
    assert made(shop, by, "order").record["email"] == "required"
    assert verbs(form) == ["form.created"]


def test_a_shop_has_one_order_form(shop: Shop, by: Actor) -> None:
    first = made(shop, by, "order")
    with pytest.raises(BadForm):
        made(shop, by, "order")
    with pytest.raises(BadForm):
        asking.duplicate_form(first.pk, by=by, at=clock.now())
    asking.archive_form(first.pk, by=by, at=clock.now())
    made(shop, by, "order")
    with pytest.raises(BadForm):
        asking.restore_form(first.pk, by=by, at=clock.now())


def test_writing_a_form_makes_the_shop_read_it_anew(form: Form, shop: Shop, by: Actor) -> None:
    version = Shop.objects.get(id=shop.id).catalogue_version
    asking.edit_form(form.pk, facts=FormFacts("Guests", keep_days=30), by=by, at=clock.now())
    assert Shop.objects.get(id=shop.id).catalogue_version > version
    assert verbs(form)[-1] == "form.edited"


def test_questions_get_codes_and_come_last(form: Form, by: Actor) -> None:
    meal, allergy = add(form, MEAL, by), add(form, ALLERGY, by)
    assert codes(form) == ["meal", "allergies"]
    assert [each["code"] for each in meal.options] == ["meat", "vegetables"]
    assert add(form, ALLERGY, by).code == "allergies_2"
    assert allergy.position == 1


def test_the_email_of_an_order_form_is_not_imitated(shop: Shop, by: Actor) -> None:
    order = made(shop, by, "order")
    for facts in (replace(ALLERGY, label={"fr": "E-mail"}), replace(ALLERGY, code="email")):
        with pytest.raises(BadQuestion, match="always asked"):
            add(order, facts, by)
    assert codes(order) == []


def test_an_edited_question_keeps_its_code(form: Form, by: Actor) -> None:
    meal = add(form, MEAL, by)
    options = [*meal.options, {"code": "", "label": {"en": "Fish"}}]
    changed = replace(MEAL, label={"en": "What will you eat?"}, options=options)
    told = asking.edit_question(form.pk, question_id=meal.pk, facts=changed, by=by, at=clock.now())
    assert told.code == "meal"
    assert [each["code"] for each in told.options] == ["meat", "vegetables", "fish"]


def test_an_answer_that_was_chosen_is_retired_and_not_lost(
    form: Form, by: Actor, programme: Programme
) -> None:
    meal = add(form, MEAL, by)
    answered(programme, form, {"meal": "meat"})
    left = replace(MEAL, options=[meal.options[1], {"label": {"en": "Fish"}}])
    told = asking.edit_question(form.pk, question_id=meal.pk, facts=left, by=by, at=clock.now())
    assert [(each["code"], bool(each.get("retired"))) for each in told.options] == [
        ("vegetables", False),
        ("fish", False),
        ("meat", True),
    ]


def test_the_kind_of_an_answered_question_stays(
    form: Form, by: Actor, programme: Programme
) -> None:
    allergy = add(form, ALLERGY, by)
    number = replace(ALLERGY, kind="number")
    asking.edit_question(form.pk, question_id=allergy.pk, facts=number, by=by, at=clock.now())
    answered(programme, form, {"allergies": 3})
    with pytest.raises(WasAnswered, match="1 person"):
        asking.edit_question(form.pk, question_id=allergy.pk, facts=ALLERGY, by=by, at=clock.now())


def test_a_question_nobody_answered_is_deleted(form: Form, by: Actor) -> None:
    allergy = add(form, ALLERGY, by)
    assert asking.retire_question(form.pk, question_id=allergy.pk, by=by, at=clock.now()) == 0
    assert not Question.objects.filter(pk=allergy.pk).exists()
    assert verbs(form)[-1] == "question.deleted"


def test_a_question_with_answers_is_retired_and_told_how_many(
    form: Form, by: Actor, programme: Programme
) -> None:
    allergy = add(form, ALLERGY, by)
    sheet = answered(programme, form, {"allergies": "Nuts"})
    assert asking.retire_question(form.pk, question_id=allergy.pk, by=by, at=clock.now()) == 1
    allergy.refresh_from_db()
    sheet.refresh_from_db()
    assert allergy.retired_at is not None
    assert sheet.answers == {"allergies": "Nuts"}
    assert codes(form) == []
    asking.restore_question(form.pk, question_id=allergy.pk, by=by, at=clock.now())
    assert codes(form) == ["allergies"]


def test_what_another_question_stands_on_is_not_taken_away(form: Form, by: Actor) -> None:
    meal = add(form, MEAL, by)
    allergy = add(form, replace(ALLERGY, condition={"question": "meal", "is": ["meat"]}), by)
    at = clock.now()
    with pytest.raises(IsAsked, match="Allergies"):
        asking.retire_question(form.pk, question_id=meal.pk, by=by, at=at)
    with pytest.raises(IsAsked):
        asking.move_question(form.pk, question_id=allergy.pk, to=0, by=by, at=at)
    with pytest.raises(IsAsked):
        left = replace(MEAL, options=[meal.options[1], {"label": {"en": "Fish"}}])
        asking.edit_question(form.pk, question_id=meal.pk, facts=left, by=by, at=at)
    assert codes(form) == ["meal", "allergies"]


def test_questions_are_moved(form: Form, by: Actor) -> None:
    add(form, MEAL, by)
    allergy = add(form, ALLERGY, by)
    asking.move_question(form.pk, question_id=allergy.pk, to=0, by=by, at=clock.now())
    assert codes(form) == ["allergies", "meal"]


def test_tariffs_ask_a_form_and_only_one(
    form: Form, shop: Shop, by: Actor, programme: Programme
) -> None:
    ids = [each.product_id for each in programme.tariffs]
    at = clock.now()
    assert asking.choose_tariffs(form.pk, product_ids=ids[:2], by=by, at=at) == (2, 0)
    other = made(shop, by)
    assert asking.choose_tariffs(other.pk, product_ids=ids[1:3], by=by, at=at) == (2, 0)
    assert dict(FormUse.objects.values_list("product_id", "form_id")) == {
        ids[0]: form.pk,
        ids[1]: other.pk,
        ids[2]: other.pk,
    }
    assert asking.choose_tariffs(other.pk, product_ids=[ids[1]], by=by, at=at) == (0, 1)
    asking.ask_with(shop.id, product_id=ids[0], form_id=None, by=by, at=at)
    assert not FormUse.objects.filter(form=form).exists()
    asking.ask_with(shop.id, product_id=ids[0], form_id=form.pk, by=by, at=at)
    assert FormUse.objects.get(product_id=ids[0]).form_id == form.pk


def test_an_archived_form_is_asked_no_more(form: Form, by: Actor, programme: Programme) -> None:
    at = clock.now()
    asking.choose_tariffs(form.pk, product_ids=[programme.tariff.product_id], by=by, at=at)
    asking.archive_form(form.pk, by=by, at=at)
    assert not FormUse.objects.exists()
    with pytest.raises(BadForm):
        asking.choose_tariffs(form.pk, product_ids=[programme.tariff.product_id], by=by, at=at)
    asking.restore_form(form.pk, by=by, at=at)
    assert Form.objects.get().archived_at is None


def test_a_copy_asks_the_same_and_nothing_asks_it(form: Form, by: Actor) -> None:
    add(form, MEAL, by)
    copy = asking.duplicate_form(form.pk, by=by, at=clock.now())
    assert codes(copy) == ["meal"]
    assert copy.name == "Guests (copy)"
    assert not copy.uses.exists()


def test_others_make_no_forms(form: Form, shop: Shop, carl: TeamMember, oscar: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        made(shop, actor_of(carl))
    with pytest.raises(NotFound):
        made(shop, actor_of(oscar))
    with pytest.raises(NotFound):
        add(form, MEAL, actor_of(oscar))


def test_who_is_limited_to_events_attaches_only_there(
    form: Form, by: Actor, programme: Programme
) -> None:
    narrow = replace(by, events=frozenset({0}))
    ids = [programme.tariff.product_id]
    assert asking.choose_tariffs(form.pk, product_ids=ids, by=narrow, at=clock.now()) == (0, 0)
    with pytest.raises(NotFound):
        asking.ask_with(form.shop_id, product_id=ids[0], form_id=form.pk, by=narrow, at=clock.now())
