"""What is asked of whom, and whether it was answered: pure. Forms in, answers or words out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from tessera.domain.forms import reading
from tessera.domain.forms.errors import AnswersRefused, BadAnswer
from tessera.domain.forms.making import (
    HIDDEN,
    OPTIONAL,
    REQUIRED,
    QuestionFacts,
    record_of,
    state_of,
)
from tessera.domain.forms.reading import READERS
from tessera.lib.countries import countries, is_country
from tessera.lib.i18n import pick

FILES = ("file", "picture")
SHORT = {
    "first_name": 80,
    "last_name": 80,
    "company": 120,
    "street": 120,
    "postcode": 20,
    "city": 80,
}
"""How long the record's plain texts may be."""

CIVILITIES = ("mrs", "mr")


@dataclass(frozen=True, slots=True)
class AskedForm:
    """A form as it is put to people; its questions in order, without retired ones."""

    form_id: int
    kind: str
    questions: tuple[QuestionFacts, ...] = ()
    record: Mapping[str, str] = field(default_factory=dict)
    title: Mapping[str, str] = field(default_factory=dict)
    purpose: Mapping[str, str] = field(default_factory=dict)
    editable_hours: int | None = 24
    keep_days: int | None = None

    def fields(self) -> dict[str, str]:
        """The fields of the record it asks for: "optional" or "required" by name."""
        told = {name: state_of(self.kind, self.record, name) for name in record_of(self.kind)}
        return {name: state for name, state in told.items() if state != HIDDEN}

    def question(self, code: str) -> QuestionFacts | None:
        """The question of this code."""
        return next((each for each in self.questions if each.code == code), None)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody handed in, as typed: fields of the record and answers, each by name."""

    record: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is kept: the record's fields, {question code: value}, and consents as agreed to."""

    record: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


def lenient(form: AskedForm) -> AskedForm:
    """The form for who corrects the answers of others: nothing of it must be answered."""
    record = dict.fromkeys(form.fields(), OPTIONAL)
    questions = tuple(replace(each, is_required=False) for each in form.questions)
    return replace(form, record=record, questions=questions, kind=FREE.get(form.kind, form.kind))


FREE = {"order": "tariff", "member": "pass"}
"""Kinds that always ask something, as those that do not."""


def asked(questions: Sequence[QuestionFacts], given: Mapping[str, Any]) -> list[QuestionFacts]:
    """The questions that are put, in order, to somebody who has answered so far.

    A question with a condition is put when the one it stands on is put itself and was answered
    so. One that stands on itself, or on nothing there is, is never put.
    """
    by_code = {each.code: each for each in questions}
    known: dict[str, bool] = {}
    return [each for each in questions if _is_asked(each, by_code, given, known)]


def read(question: QuestionFacts, raw: Any, *, country: str = "CH") -> Any:
    """The answer as it is kept; None for none. Refuses (BadAnswer) what the question does not
    ask for: too long, out of range, not one of its options."""
    reader = READERS.get(question.kind)
    if reader is None or raw is None:
        return None
    value = reader(question, raw, country=country)
    return None if value in ("", []) else value


def check(
    form: AskedForm,
    given: Given,
    *,
    language: str,
    country: str = "CH",
    with_record: bool = True,
) -> tuple[Answers, dict[str, str]]:
    """What can be kept of it, and by name what is wrong or missing, in words.

    What is not asked (a condition is not met) is not kept. Without `with_record` the questions
    alone are looked at.
    """
    record: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    if with_record:
        record, wrong = _check_record(form, given.record, country=country)
    country = record.get("country") or country
    values: dict[str, Any] = {}
    bad: dict[str, str] = {}
    for question in form.questions:
        try:
            values[question.code] = read(
                question, given.answers.get(question.code), country=country
            )
        except BadAnswer as refusal:
            bad[question.code] = refusal.message
    kept = Answers(record=record)
    for question in asked(form.questions, values):
        value = values.get(question.code)
        if question.code in bad:
            wrong[question.code] = bad[question.code]
        elif value is not None:
            kept.answers[question.code] = value
            if question.kind == "consent":
                kept.said[question.code] = pick(question.label, language)
        elif question.is_required and question.kind != "note":
            wrong[question.code] = _missing(question)
    return kept, wrong


def require_valid(form: AskedForm, given: Given, *, language: str, country: str = "CH") -> Answers:
    """What is kept of the answers. Refuses (AnswersRefused, `fields`) missing and wrong ones, with
    a message for each."""
    kept, wrong = check(form, given, language=language, country=country)
    if wrong:
        raise AnswersRefused(_("Some answers are missing or wrong. See below."), fields=wrong)
    return kept


def say(question: QuestionFacts, value: Any, language: str) -> str:
    """The answer for people: the words of the options, a day as people write it."""
    if question.kind in ("one_of", "several_of"):
        words = {str(each["code"]): pick(each["label"], language) for each in question.options}
        told = value if isinstance(value, list) else [value]
        return ", ".join(words.get(str(each), str(each)) for each in told)
    if question.kind == "consent":
        return _("Yes") if value else _("No")
    if question.kind == "country":
        return countries(language).get(str(value), str(value))
    if question.kind == "date" and isinstance(value, str) and len(value) == 10:
        return f"{int(value[8:])}.{int(value[5:7])}.{value[:4]}"
    return str(value)


LONGEST = 120
"""How much of an answer is told where there is little room."""


def short(text: str) -> str:
    """The answer on one line, cut where it is too long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _is_asked(
    question: QuestionFacts,
    by_code: Mapping[str, QuestionFacts],
    given: Mapping[str, Any],
    known: dict[str, bool],
) -> bool:
    if question.code in known:
        return known[question.code]
    known[question.code] = False  # who stands on themselves
    condition = question.condition
    if not condition:
        known[question.code] = True
        return True
    other = by_code.get(str(condition.get("question")))
    if other is None or not _is_asked(other, by_code, given, known):
        return False
    wanted = {str(each) for each in condition.get("is") or ()}
    told = _as_said(given.get(other.code))
    known[question.code] = bool(told & wanted) if wanted else bool(told)
    return known[question.code]


def _as_said(value: Any) -> set[str]:
    """An answer as conditions name it: a consent that is given is "yes"."""
    if isinstance(value, list | tuple):
        return {str(each) for each in value}
    if value is True:
        return {"yes"}
    return set() if value in (None, "", False) else {str(value)}


def _missing(question: QuestionFacts) -> str:
    if question.kind == "consent":
        return _("Please tick this: it is needed.")
    if question.kind in FILES:
        return _("Please choose a file.")
    if question.kind in ("one_of", "several_of", "country"):
        return _("Please choose an answer.")
    return _("Please fill this in.")


def _check_record(
    form: AskedForm, given: Mapping[str, Any], *, country: str
) -> tuple[dict[str, Any], dict[str, str]]:
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    country = str(given.get("country") or country)
    for name, state in form.fields().items():
        try:
            value = read_field(name, given.get(name), country=country)
        except BadAnswer as refusal:
            wrong[name] = refusal.message
            continue
        if value:
            kept[name] = value
        elif state == REQUIRED:
            wrong[name] = _("Please fill this in.")
    return kept, wrong


def read_field(name: str, raw: Any, *, country: str = "CH") -> Any:
    """A field of the record as it is kept; "" or False for nothing. Refuses (BadAnswer)."""
    if name == "newsletter":
        return raw is True or str(raw).strip().lower() in reading.YES
    text = reading.tidy("" if raw is None else raw)
    if name == "email":
        return reading.email(text)
    if name == "phone":
        return reading.phone(text, country=country)
    if name == "civility" and text not in ("", *CIVILITIES):
        raise BadAnswer(_("Choose one of the answers offered."))
    if name == "country":
        text = text.upper()
        if text and not is_country(text):
            raise BadAnswer(_("Choose a country."))
    if len(text) > SHORT.get(name, len(text)):
        raise BadAnswer(_("Write at most %(most)d characters.") % {"most": SHORT[name]})
    return text
