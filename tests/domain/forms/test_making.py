"""What an organiser may ask, by tables of examples."""

from dataclasses import replace
from typing import Any

import pytest

from tessera.domain.forms.errors import BadForm, BadQuestion
from tessera.domain.forms.making import (
    FormFacts,
    QuestionFacts,
    free_code,
    is_email_label,
    option_code,
    require_form,
    require_question,
    state_of,
    tidy_record,
)

TEXT = QuestionFacts(kind="text", label={"en": "Your club"})
MEAL = QuestionFacts(
    kind="one_of",
    label={"en": "Meal"},
    code="meal",
    options=[{"code": "meat", "label": {"en": "Meat"}}, {"code": "none", "label": {"en": "None"}}],
)


def refused(facts: QuestionFacts, *, kind: str = "tariff", others: Any = ()) -> str:
    with pytest.raises(BadQuestion) as caught:
        require_question(facts, form_kind=kind, others=others)
    return str(caught.value.facts["field"])


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"min_length": 2, "max_length": 10},
        {"pattern": "[A-Z]{2}[0-9]{4}"},
    ],
)
def test_what_can_be_answered_is_asked(limits: dict[str, Any]) -> None:
    require_question(replace(TEXT, limits=limits), form_kind="tariff", others=[])
    require_question(MEAL, form_kind="order", others=[])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(TEXT, label={}), "label"),
        (replace(TEXT, label={"en": "  "}), "label"),
        (replace(TEXT, limits={"min_length": 9, "max_length": 3}), "min_length"),
        (replace(TEXT, limits={"pattern": "["}), "pattern"),
        (replace(TEXT, limits={"pattern": "(a+)+$"}), "pattern"),
        (replace(TEXT, limits={"types": ["pdf"]}), "types"),
        (QuestionFacts("number", {"en": "Age"}, limits={"min": 9, "max": 3}), "min"),
        (QuestionFacts("date", {"en": "Day"}, limits={"min": "soon"}), "min"),
        (QuestionFacts("picture", {"en": "You"}, limits={"types": ["pdf"]}), "types"),
        (QuestionFacts("file", {"en": "Proof"}, limits={"max_bytes": 10**9}), "max_bytes"),
        (replace(MEAL, options=MEAL.options[:1]), "options"),
        (replace(MEAL, kind="several_of", options=[]), "options"),
        (replace(MEAL, options=[MEAL.options[0], {**MEAL.options[0], "code": "b"}]), "options"),
    ],
)
def test_what_nobody_could_answer_is_refused(facts: QuestionFacts, field: str) -> None:
    assert refused(facts) == field


@pytest.mark.parametrize("label", ["E-mail", "email", "Votre e-mail", "COURRIEL", "Adresse e-mail"])
def test_the_email_is_not_imitated_where_it_is_always_asked(label: str) -> None:
    imitation = replace(TEXT, kind="email", label={"fr": label})
    assert refused(imitation, kind="order") == "label"
    assert refused(imitation, kind="member") == "label"
    require_question(imitation, form_kind="tariff", others=[])


@pytest.mark.parametrize("kind", ["file", "picture"])
def test_who_joins_is_asked_for_no_file(kind: str) -> None:
    proof = replace(TEXT, kind=kind, label={"fr": "Carte d'étudiant"}, limits={})
    assert refused(proof, kind="member") == "kind"
    require_question(proof, form_kind="order", others=[])


def test_another_persons_email_is_asked() -> None:
    parents = replace(TEXT, kind="email", label={"fr": "E-mail des parents"})
    require_question(parents, form_kind="order", others=[])
    assert not is_email_label(parents.label)
    assert refused(replace(TEXT, code="email"), kind="order") == "label"


def test_a_condition_asks_an_earlier_question_with_known_answers() -> None:
    asked_if = replace(TEXT, condition={"question": "meal", "is": ["meat"]})
    require_question(asked_if, form_kind="tariff", others=[MEAL])
    assert refused(asked_if) == "condition_question"
    assert refused(asked_if, others=[replace(TEXT, code="meal")]) == "condition_question"
    unknown = replace(TEXT, condition={"question": "meal", "is": ["fish"]})
    assert refused(unknown, others=[MEAL]) == "condition_is"
    nothing = replace(TEXT, condition={"question": "meal", "is": []})
    assert refused(nothing, others=[MEAL]) == "condition_is"


@pytest.mark.parametrize(
    ("label", "taken", "code"),
    [
        ({"fr": "Régime alimentaire ?"}, [], "regime_alimentaire"),
        ({"fr": "Régime"}, ["regime"], "regime_2"),
        ({"fr": "Phone"}, [], "phone_2"),
        ({"fr": "???"}, [], "question"),
    ],
)
def test_codes_are_read_from_the_question(
    label: dict[str, str], taken: list[str], code: str
) -> None:
    assert free_code(label, taken=taken) == code


def test_options_get_codes_of_their_own() -> None:
    assert option_code({"fr": "Végétarien"}, taken=[]) == "vegetarien"
    assert option_code({"fr": "Végétarien"}, taken=["vegetarien"]) == "vegetarien_2"


def test_the_record_asks_what_its_kind_allows() -> None:
    wish = {"email": "hidden", "phone": "required", "newsletter": "required", "shoe": "required"}
    order = tidy_record("order", wish)
    assert order["email"] == order["first_name"] == "required"
    assert order["newsletter"] == "optional"
    assert "shoe" not in order
    holder = tidy_record("tariff", wish)
    assert holder == {"phone": "required"}
    assert state_of("order", {}, "email") == "required"
    assert state_of("tariff", {"phone": "sometimes"}, "phone") == "hidden"


@pytest.mark.parametrize(
    "facts",
    [FormFacts(name=" "), FormFacts(name="A", editable_hours=-1), FormFacts("A", keep_days=99999)],
)
def test_a_form_needs_a_name_and_sensible_times(facts: FormFacts) -> None:
    with pytest.raises(BadForm):
        require_form(facts)
