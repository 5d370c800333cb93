"""Forms are built in the browser: every kind of question, with and without scripts."""

from typing import Any

import pytest
from django.test import Client

from tessera.domain.answers.models import Sheet
from tessera.domain.forms.models import Form, FormUse, Question
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tests.factories import Programme, make_order
from tests.factories.forms import ask, make_form

FORMS = "/manage/theatre/forms/"
CHOICES: dict[str, Any] = {
    "options-rows": "3",
    "options-0-en": "Meat",
    "options-1-en": "Vegetables",
    "options-2-en": "",
}


def of(form: Form, rest: str = "") -> str:
    return f"{FORMS}{form.pk}/{rest}"


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_teaches_what_each_form_is_for(desk: Client, shop: Shop) -> None:
    page = said(desk.get(FORMS))
    for words in ("Asked once of who buys", "once for each ticket", "once passes are sold"):
        assert words in page


def test_a_form_is_begun_and_built(desk: Client, shop: Shop) -> None:
    answer = desk.post(f"{FORMS}new/", {"kind": "tariff", "name": "Workshops"})
    form = Form.objects.get()
    assert answer["Location"] == of(form)
    page = said(desk.get(of(form)))
    assert "What people will see" in page
    assert "Add a question" in page


def test_a_form_for_members_takes_no_files_and_says_why(desk: Client, shop: Shop) -> None:
    form, other = make_form(shop, kind="member"), make_form(shop, kind="tariff")
    page = said(desk.get(of(form)))
    assert "No files here" in page and "kind=file" not in page
    assert "No files here" not in said(desk.get(of(other)))
    assert "kind=file" in said(desk.get(of(other)))
    writing = said(desk.get(of(form, "questions/new/?kind=text")))
    assert 'value="file"' not in writing and "Print the answer on the ticket" not in writing
    answer = desk.post(of(form, "questions/new/?kind=file"), {"kind": "file", "label_en": "CV"})
    assert answer.status_code == 422
    assert not Question.objects.filter(form=form).exists()


def test_a_second_order_form_is_refused_with_what_was_typed(desk: Client, shop: Shop) -> None:
    make_form(shop, kind="order")
    answer = desk.post(f"{FORMS}new/", {"kind": "order", "name": "Mine"})
    assert answer.status_code == 422
    assert "Mine" in said(answer)
    assert Form.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "told", "kept"),
    [
        (
            "text",
            {"max_length": "20", "pattern": "[A-Z]+"},
            {"max_length": 20, "pattern": "[A-Z]+"},
        ),
        ("long_text", {"max_length": "500"}, {"max_length": 500}),
        ("number", {"min": "1", "max": "2.5"}, {"min": 1, "max": "2.5"}),
        ("date", {"min": "2026-01-02"}, {"min": "2026-01-02"}),
        ("email", {}, {}),
        ("phone", {}, {}),
        ("one_of", CHOICES, {}),
        ("several_of", {**CHOICES, "max": "1"}, {"max": 1}),
        ("consent", {}, {}),
        ("country", {}, {}),
        ("file", {"types": ["pdf"], "max_bytes": "2"}, {"types": ["pdf"], "max_bytes": 2097152}),
        ("picture", {"types": ["png"]}, {"types": ["png"]}),
        ("note", {"help_en": "Bring shoes."}, {}),
    ],
)
def test_every_kind_of_question_is_added(
    desk: Client, shop: Shop, kind: str, told: dict[str, Any], kept: dict[str, Any]
) -> None:
    form = make_form(shop)
    data = {"kind": kind, "label_en": "What?", "is_required": "on", **told}
    answer = desk.post(of(form, "questions/new/"), data)
    assert answer.status_code == 302, said(answer)
    question = form.questions.get()
    assert (question.kind, question.code, question.limits) == (kind, "what", kept)
    assert question.is_required == (kind != "note")
    page = said(desk.get(of(form)))
    assert "What?" in page


def test_a_wrong_question_comes_back_as_it_was_typed(desk: Client, shop: Shop) -> None:
    form = make_form(shop)
    data = {"kind": "one_of", "label_en": "Meal", "options-rows": "1", "options-0-en": "Meat"}
    answer = desk.post(of(form, "questions/new/"), data)
    page = said(answer)
    assert answer.status_code == 422
    assert "at least two answers" in page
    assert 'value="Meat"' in page
    assert not form.questions.exists()


def test_lines_of_answers_are_moved_and_added_without_saving(desk: Client, shop: Shop) -> None:
    form = make_form(shop)
    data = {"kind": "one_of", "label_en": "Meal", **CHOICES, "options-down": "0"}
    page = said(desk.post(of(form, "questions/new/"), data))
    assert page.index('value="Vegetables"') < page.index('value="Meat"')
    more = {key: text for key, text in data.items() if key != "options-down"} | {"again": "1"}
    assert 'name="options-rows" value="6"' in said(desk.post(of(form, "questions/new/"), more))
    assert not form.questions.exists()


def test_the_preview_follows_what_is_typed(desk: Client, shop: Shop) -> None:
    form = make_form(shop, ask("club"))
    data = {"kind": "text", "label_en": "Your nickname", "preview": "1"}
    page = said(desk.post(of(form, "questions/new/"), data))
    assert 'name="preview-q-new"' in page
    assert "Your nickname" in page.split('id="preview"')[1]
    assert "Questions" in page
    french = said(desk.get(of(form, "preview/?language=fr")))
    assert 'lang="fr" tabindex="0"' in french


def test_a_question_is_asked_because_of_an_answer(desk: Client, shop: Shop) -> None:
    form = make_form(shop, ask("meal", "one_of", options=["meat", "none"]))
    data = {"kind": "text", "label_en": "Why?", "condition_question": "meal"}
    draft = said(desk.post(of(form, "questions/new/"), {**data, "again": "1"}))
    assert 'name="condition_is"' in draft
    assert "Tick for which answers" not in draft
    assert "Tick for which answers" in said(desk.post(of(form, "questions/new/"), data))
    desk.post(of(form, "questions/new/"), {**data, "condition_is": ["none"]})
    question = form.questions.get(code="why")
    assert question.condition == {"question": "meal", "is": ["none"]}
    assert "only if “Meal”: None" in said(desk.get(of(form)))


def test_missing_translations_are_marked(desk: Client, shop: Shop) -> None:
    form = make_form(shop)
    desk.post(of(form, "questions/new/"), {"kind": "text", "label_fr": "Votre club"})
    assert "not in English yet" in said(desk.get(of(form)))


def test_who_edits_second_is_told(desk: Client, shop: Shop) -> None:
    form = make_form(shop, ask("club"))
    question = form.questions.get()
    where = of(form, f"questions/{question.pk}/")
    page = said(desk.get(where))
    seen = page.split('name="seen" value="')[2].split('"')[0].replace("&quot;", '"')
    Question.objects.filter(pk=question.pk).update(label={"en": "Theirs", "fr": "Theirs"})
    data = {"kind": "text", "label_en": "Mine", "label_fr": "Mine", "seen": seen}
    answer = desk.post(where, data)
    assert answer.status_code == 409
    assert "Theirs" in said(answer)
    again = said(answer).split('name="seen" value="')[2].split('"')[0].replace("&quot;", '"')
    assert desk.post(where, {**data, "seen": again}).status_code == 302
    question.refresh_from_db()
    assert question.label == {"en": "Mine", "fr": "Mine"}


def test_questions_are_moved_retired_and_asked_again(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    form = make_form(shop, ask("club"), ask("age"))
    club, age = form.questions.order_by("position")
    desk.post(of(form, f"questions/{age.pk}/place/"), {"to": "0"})
    assert list(form.questions.order_by("position").values_list("code", flat=True)) == [
        "age",
        "club",
    ]
    order = make_order(programme, quantity=1)
    Sheet.objects.create(
        order=order,
        line=order.lines.get(),
        place=1,
        form=form,
        answers={"age": "7"},
        updated_at=clock.now(),
    )
    where = of(form, f"questions/{age.pk}/retirement/")
    assert "1 person has answered" in said(desk.get(where))
    desk.post(where)
    page = said(desk.get(of(form)))
    assert "1 answer kept" in page
    desk.post(of(form, f"questions/{age.pk}/return/"))
    assert form.questions.get(code="age").retired_at is None
    assert "Nobody has answered it" in said(desk.get(of(form, f"questions/{club.pk}/retirement/")))
    desk.post(of(form, f"questions/{club.pk}/retirement/"))
    assert not form.questions.filter(code="club").exists()


def test_the_record_is_asked_as_wished(desk: Client, shop: Shop) -> None:
    form = make_form(shop, kind="order")
    fields = ("email", "first_name", "last_name")
    told = dict.fromkeys(fields, "required") | {"phone": "required", "newsletter": "optional"}
    rest = ("civility", "company", "street", "postcode", "city", "country")
    answer = desk.post(of(form, "record/"), told | dict.fromkeys(rest, "hidden"))
    assert answer.status_code == 302, said(answer)
    form.refresh_from_db()
    assert form.record == dict.fromkeys((*fields, "phone"), "required") | {"newsletter": "optional"}
    hidden = told | dict.fromkeys(rest, "hidden") | {"email": "hidden"}
    assert desk.post(of(form, "record/"), hidden).status_code == 422


def test_the_settings_say_why_and_how_long(desk: Client, shop: Shop) -> None:
    form = make_form(shop)
    data = {
        "name": "Guests",
        "title_en": "Who comes?",
        "purpose_en": "For the meal.",
        "may_edit": "no",
        "editable_hours": "",
        "keep_days": "30",
    }
    desk.post(of(form, "settings/"), data)
    form.refresh_from_db()
    assert (form.name, form.editable_hours, form.keep_days) == ("Guests", None, 30)
    assert form.purpose == {"en": "For the meal."}
    wrong = desk.post(of(form, "settings/"), {**data, "may_edit": "yes"})
    assert wrong.status_code == 422


def test_many_tariffs_ask_it_at_once(desk: Client, programme: Programme) -> None:
    form = make_form(programme.shop)
    ids = [each.product_id for each in programme.tariffs]
    desk.post(of(form, "tariffs/"), {"tariffs": ids[:3]})
    assert FormUse.objects.filter(form=form).count() == 3
    assert "3 of 4" in said(desk.get(of(form, "tariffs/")))
    where = f"/manage/theatre/events/hamlet/tariffs/{ids[0]}/"
    assert "What holders are asked" in said(desk.get(where))
    desk.post(f"{where}form/", {"form": ""})
    assert FormUse.objects.filter(form=form).count() == 2
    desk.post(f"{where}form/", {"form": str(form.pk)})
    assert FormUse.objects.filter(form=form).count() == 3


def test_a_form_is_copied_archived_and_taken_back(desk: Client, programme: Programme) -> None:
    form = make_form(programme.shop, ask("club"), tariffs=programme.tariffs)
    desk.post(of(form, "copies/"))
    assert Form.objects.count() == 2
    assert "4 tariffs ask it no more" in said(desk.get(of(form, "archiving/")))
    desk.post(of(form, "archiving/"))
    assert not FormUse.objects.exists()
    assert form.name in said(desk.get(f"{FORMS}?archived=yes"))
    desk.post(of(form, "return/"))
    form.refresh_from_db()
    assert form.archived_at is None


def test_limits_that_contradict_one_another_are_refused(desk: Client, shop: Shop) -> None:
    form = make_form(shop)
    data = {"kind": "number", "label_en": "Age", "min": "9.5", "max": "9"}
    answer = desk.post(of(form, "questions/new/"), data)
    assert answer.status_code == 422
    assert "swap them" in said(answer)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    desk: Client, shop: Shop, rows: int, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        make_form(shop, ask("club"))
    desk.get(FORMS)
    with django_assert_num_queries(8):
        desk.get(FORMS)


def test_stewards_build_no_forms(client: Client, sam: TeamMember, shop: Shop) -> None:
    client.force_login(sam.person)
    assert client.get(FORMS).status_code == 403
