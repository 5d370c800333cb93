"""What is asked of whom, and what an answer may be: by examples, and for any answer at all."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.domain.forms.errors import AnswersRefused, BadAnswer
from tessera.domain.forms.making import LIMITS, QuestionFacts
from tessera.domain.forms.models import Question
from tessera.domain.forms.rules import (
    AskedForm,
    Given,
    asked,
    check,
    read,
    read_field,
    require_valid,
    say,
)

OPTIONS = [{"code": code, "label": {"en": code.upper()}} for code in ("a", "b", "c")]


def ask(code: str, kind: str = "text", **facts: Any) -> QuestionFacts:
    options = OPTIONS if kind in ("one_of", "several_of") else ()
    told: dict[str, Any] = {"label": {"en": code}, "options": options, **facts}
    return QuestionFacts(kind=kind, code=code, **told)


def form(*questions: QuestionFacts, kind: str = "tariff", **record: str) -> AskedForm:
    return AskedForm(form_id=1, kind=kind, questions=questions, record=record)


GOOD: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("text", {}, "  Anna \t Lee ", "Anna Lee"),
    ("text", {}, "nul\x00l", "null"),
    ("text", {}, "\ud800x", "x"),
    ("text", {"pattern": r"CH-\d{3}"}, "CH-123", "CH-123"),
    ("text", {"pattern": r"(a+)+b"}, "kept as typed", "kept as typed"),
    ("long_text", {}, "one\r\ntwo ", "one\ntwo"),
    ("number", {}, "12", 12),
    ("number", {}, "1’234,50", "1234.5"),
    ("number", {"min": 0, "max": 5}, 5, 5),
    ("number", {}, True, None),
    ("date", {}, "2026-12-31", "2026-12-31"),
    ("date", {}, "31.12.1990", "1990-12-31"),
    ("date", {"min": "2000-01-01"}, "1/1/2000", "2000-01-01"),
    ("email", {}, " anna@example.org ", "anna@example.org"),
    ("phone", {}, "079 123 45 67", "+41 79 123 45 67"),
    ("phone", {}, "+33 6 12 34 56 78", "+33 6 12 34 56 78"),
    ("one_of", {}, "b", "b"),
    ("several_of", {}, ["c", "a"], ["a", "c"]),
    ("several_of", {}, "a", ["a"]),
    ("several_of", {"min": 2}, [], None),
    ("consent", {}, "on", True),
    ("consent", {}, True, True),
    ("consent", {}, "no", None),
    ("country", {}, "ch", "CH"),
    ("file", {}, "12", 12),
    ("file", {}, "12; drop", None),
    ("note", {}, "anything", None),
]
BAD: list[tuple[str, dict[str, Any], Any, str]] = [
    ("text", {"max_length": 3}, "four", "at most 3"),
    ("text", {}, "x" * 201, "at most 200"),
    ("text", {"max_length": 900}, "x" * 201, "at most 200"),
    ("text", {"min_length": 3}, "no", "at least 3"),
    ("text", {"pattern": r"\d+"}, "12a", "written as it should"),
    ("long_text", {}, "x" * 5001, "at most 5000"),
    ("number", {}, "twelve", "number"),
    ("number", {}, "NaN", "number"),
    ("number", {}, "Infinity", "number"),
    ("number", {}, "1e999", "number"),
    ("number", {"min": 18}, "17", "at least 18"),
    ("number", {"max": 3}, "3.01", "at most 3"),
    ("date", {}, "31.2.2026", "day"),
    ("date", {}, "tomorrow", "day"),
    ("date", {"min": "2026-01-01"}, "2025-12-31", "from 1.1.2026"),
    ("date", {"max": "2026-01-01"}, "2026-01-02", "until 1.1.2026"),
    ("email", {}, "anna@", "e-mail"),
    ("phone", {}, "12", "phone"),
    ("phone", {}, "call me", "phone"),
    ("one_of", {}, "d", "one of"),
    ("several_of", {}, ["a", "d"], "among"),
    ("several_of", {"min": 2}, ["a"], "at least 2"),
    ("several_of", {"max": 1}, ["a", "b"], "at most 1"),
    ("country", {}, "XX", "country"),
]


@pytest.mark.parametrize(("kind", "limits", "raw", "value"), GOOD)
def test_an_answer_is_read(kind: str, limits: dict[str, Any], raw: Any, value: Any) -> None:
    assert read(ask("q", kind, limits=limits), raw) == value


@pytest.mark.parametrize(("kind", "limits", "raw", "words"), BAD)
def test_a_wrong_answer_says_why(kind: str, limits: dict[str, Any], raw: Any, words: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        read(ask("q", kind, limits=limits), raw)
    assert words in refused.value.message


def test_a_retired_option_is_chosen_no_more() -> None:
    options = [OPTIONS[0], {**OPTIONS[1], "retired": True}]
    with pytest.raises(BadAnswer):
        read(ask("q", "one_of", options=options), "b")


def test_every_kind_is_read() -> None:
    """A new kind of question needs a reader, or is one that asks nothing."""
    for kind in Question.Kind.values:
        assert read(ask("q", kind), None) is None
    assert set(LIMITS) <= set(Question.Kind.values)


MEAL = ask("meal", "one_of")
DIET = ask("diet", condition={"question": "meal", "is": ["b"]})
DOCTOR = ask("doctor", condition={"question": "diet", "is": []})
AGREED = ask("agreed", "consent")
EMAIL = ask("where", "email", condition={"question": "agreed", "is": ["yes"]})
SEVERAL = ask("days", "several_of")
NIGHT = ask("night", condition={"question": "days", "is": ["c"]})
CASES: list[tuple[list[QuestionFacts], dict[str, Any], list[str]]] = [
    ([MEAL, DIET], {}, ["meal"]),
    ([MEAL, DIET], {"meal": "a"}, ["meal"]),
    ([MEAL, DIET], {"meal": "b"}, ["meal", "diet"]),
    ([MEAL, DIET, DOCTOR], {"meal": "b", "diet": "x"}, ["meal", "diet", "doctor"]),
    ([MEAL, DIET, DOCTOR], {"meal": "a", "diet": "x"}, ["meal"]),
    ([DIET, MEAL], {"meal": "b"}, ["diet", "meal"]),
    ([AGREED, EMAIL], {"agreed": True}, ["agreed", "where"]),
    ([AGREED, EMAIL], {"agreed": None}, ["agreed"]),
    ([SEVERAL, NIGHT], {"days": ["a", "c"]}, ["days", "night"]),
    ([SEVERAL, NIGHT], {"days": ["a"]}, ["days"]),
    ([DIET], {"meal": "b"}, []),
    ([ask("me", condition={"question": "me", "is": ["x"]})], {"me": "x"}, []),
    (
        [
            ask("one", condition={"question": "two", "is": ["x"]}),
            ask("two", condition={"question": "one", "is": ["x"]}),
        ],
        {"one": "x", "two": "x"},
        [],
    ),
]


@pytest.mark.parametrize(("questions", "told", "shown"), CASES)
def test_conditions(questions: list[QuestionFacts], told: dict[str, Any], shown: list[str]) -> None:
    assert [each.code for each in asked(questions, told)] == shown


def test_what_is_required_is_named_field_by_field() -> None:
    questions = (
        ask("meal", "one_of", is_required=True),
        ask("ok", "consent", is_required=True),
        ask("pass", "file", is_required=True),
        ask("why", is_required=True),
        ask("hint", "note", is_required=True),
    )
    with pytest.raises(AnswersRefused) as refused:
        require_valid(form(*questions, first_name="required"), Given(), language="en")
    assert refused.value.facts["fields"] == {
        "first_name": "Please fill this in.",
        "meal": "Please choose an answer.",
        "ok": "Please tick this: it is needed.",
        "pass": "Please choose a file.",
        "why": "Please fill this in.",
    }


def test_what_is_not_asked_is_neither_kept_nor_missed() -> None:
    questions = (MEAL, ask("diet", is_required=True, condition=DIET.condition))
    told = Given(answers={"meal": "a", "diet": "typed before", "unknown": "x"})
    kept, wrong = check(form(*questions), told, language="en")
    assert (kept.answers, wrong) == ({"meal": "a"}, {})


def test_a_wrong_answer_that_is_not_asked_harms_nobody() -> None:
    questions = (MEAL, ask("age", "number", condition=DIET.condition))
    _kept, wrong = check(form(*questions), Given(answers={"meal": "a", "age": "x"}), language="en")
    assert wrong == {}


def test_a_consent_keeps_its_words() -> None:
    question = ask("ok", "consent", label={"en": "I agree", "fr": "J’accepte"})
    kept, _wrong = check(form(question), Given(answers={"ok": "on"}), language="fr")
    assert kept.said == {"ok": "J’accepte"}


FIELDS: list[tuple[str, Any, Any]] = [
    ("first_name", "  Anna  Lee ", "Anna Lee"),
    ("civility", "mrs", "mrs"),
    ("country", "ch", "CH"),
    ("phone", "079 123 45 67", "+41 79 123 45 67"),
    ("newsletter", "on", True),
    ("newsletter", None, False),
    ("city", None, ""),
]


@pytest.mark.parametrize(("name", "raw", "value"), FIELDS)
def test_a_field_of_the_record(name: str, raw: Any, value: Any) -> None:
    assert read_field(name, raw) == value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("first_name", "x" * 81),
        ("civility", "dr"),
        ("country", "XX"),
        ("email", "x"),
        ("phone", "1"),
    ],
)
def test_a_wrong_field_of_the_record(name: str, raw: str) -> None:
    with pytest.raises(BadAnswer):
        read_field(name, raw)


def test_hidden_fields_are_not_kept_and_the_buyers_email_is_never_hidden() -> None:
    told = Given(record={"first_name": "Anna", "city": "Bern"})
    kept, wrong = check(form(first_name="optional"), told, language="en")
    assert (kept.record, wrong) == ({"first_name": "Anna"}, {})
    _kept, wrong = check(form(kind="order", email="hidden"), Given(), language="en")
    assert set(wrong) == {"email", "first_name", "last_name"}


SAID: list[tuple[QuestionFacts, Any, str]] = [
    (MEAL, "a", "A"),
    (MEAL, "gone", "gone"),
    (SEVERAL, ["a", "c"], "A, C"),
    (AGREED, True, "Yes"),
    (ask("d", "date"), "2026-01-05", "5.1.2026"),
    (ask("c", "country"), "CH", "Switzerland"),
    (ask("n", "number"), 12, "12"),
]


@pytest.mark.parametrize(("question", "value", "words"), SAID)
def test_an_answer_in_words(question: QuestionFacts, value: Any, words: str) -> None:
    assert say(question, value, "en") == words


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None)
@given(kind=st.sampled_from(Question.Kind.values), raw=ANYTHING)
def test_any_answer_is_read_or_refused_and_reading_it_again_changes_nothing(
    kind: str, raw: Any
) -> None:
    question = ask("q", kind)
    try:
        value = read(question, raw)
    except BadAnswer:
        return
    assert value is None or isinstance(value, str | int | bool | list)
    assert read(question, value) == value


CODES = st.sampled_from(["one", "two", "three", "four"])


@settings(max_examples=200, deadline=None)
@given(
    links=st.lists(st.tuples(CODES, st.sampled_from(["a", "b", ""])), min_size=4, max_size=4),
    told=st.dictionaries(CODES, st.sampled_from(["a", "b", "c"])),
)
def test_whatever_depends_on_whatever_is_decided(
    links: list[tuple[str, str]], told: dict[str, str]
) -> None:
    """A question is put only where the one it stands on is put and was answered so."""
    codes = ["one", "two", "three", "four"]
    questions = [
        ask(code, "one_of", condition={"question": other, "is": [value]} if value else {})
        for code, (other, value) in zip(codes, links, strict=True)
    ]
    shown = {each.code for each in asked(questions, told)}
    for each in questions:
        if each.code in shown and each.condition:
            assert each.condition["question"] in shown
            assert told.get(each.condition["question"]) in each.condition["is"]
        if not each.condition:
            assert each.code in shown
