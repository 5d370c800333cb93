"""Questions put to people: a form made of an organiser's form, for every door that asks."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from django import forms
from django.forms.utils import ErrorDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.forms.making import MEGA, REQUIRED, QuestionFacts
from tessera.domain.forms.reading import LONGEST
from tessera.domain.forms.rules import FILES, SHORT, Answers, AskedForm, Given, check
from tessera.domain.forms.uploads import most_bytes, types_of
from tessera.lib.countries import countries
from tessera.lib.i18n import pick
from tessera.lib.markdown import to_html
from tessera.web.parts.forms import dressed

RADIOS = 6
"""So many options are shown at once; more of them drop down."""

LABELS = {
    "email": gettext_lazy("E-mail"),
    "civility": gettext_lazy("Form of address"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "company": gettext_lazy("Company"),
    "phone": gettext_lazy("Phone"),
    "street": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("Town"),
    "country": gettext_lazy("Country"),
    "newsletter": gettext_lazy("Send me the newsletter (I can stop it at any time)"),
}
"""What the fields of the record are called."""

CIVILITIES = {"mrs": gettext_lazy("Ms"), "mr": gettext_lazy("Mr")}
FILLED_BY_BROWSERS = {
    "email": "email",
    "first_name": "given-name",
    "last_name": "family-name",
    "company": "organization",
    "phone": "tel",
    "street": "street-address",
    "postcode": "postal-code",
    "city": "address-level2",
    "country": "country",
}
ACCEPTED = {
    "pdf": ".pdf,application/pdf",
    "jpg": ".jpg,.jpeg,image/jpeg",
    "png": ".png,image/png",
    "webp": ".webp,image/webp",
}


class HandedIn(Protocol):
    """A file that was handed in: a row of the answers' files."""

    pk: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Handed:
    """Files at hand: those of the order by id, and those that came with this form by field, with
    what is wrong with those that were refused."""

    kept: Mapping[int, HandedIn] = field(default_factory=dict)
    new: Mapping[str, HandedIn] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


class RawField(forms.Field):
    """Takes what was typed as it is: the rules of the form read it."""

    def clean(self, value: Any) -> Any:
        """The same."""
        return value


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the page: a field, or a note to read."""

    code: str
    kind: str
    label: str
    help: SafeString | str
    bound: forms.BoundField | None
    is_required: bool = False
    asked_if: str = ""
    asked_if_said: str = ""
    file: HandedIn | None = None
    limits: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether it takes a whole row."""
        return self.kind in WIDE or len(self.label) > 60


WIDE = ("long_text", "one_of", "several_of", "consent", "note", "newsletter", *FILES)


class AskingForm(forms.Form):
    """A form as its respondent fills it in; `answers` is what can be kept of it.

    Each field is named by its code: "q-meal", "r-first_name", behind the prefix. Without
    `with_record` only the questions are asked: something else asks the record. A draft is shown
    as it was typed, and judged by nobody.
    """

    def __init__(  # noqa: PLR0913 - whom it asks, what is known, and how it is shown
        self,
        asked: AskedForm,
        *,
        language: str,
        country: str = "CH",
        answers: Answers | None = None,
        with_record: bool = True,
        handed: Handed | None = None,
        is_draft: bool = False,
        **facts: Any,
    ) -> None:
        super().__init__(**facts)
        self.asked, self.language, self.country = asked, language, country
        self.known = answers or Answers()
        self.handed = handed or Handed()
        self.is_draft, self.with_record = is_draft, with_record
        self.heading = ""
        self.record = asked.fields() if with_record else {}
        self.answers = Answers()
        for name, state in self.record.items():
            made = _record_field(name, language, section=self.prefix or "")
            self._add(f"r-{name}", made, self.known.record.get(name))
            self.fields[f"r-{name}"].is_needed = state == REQUIRED  # type: ignore[attr-defined]  # ours, for the page
        for question in asked.questions:
            if question.kind != "note":
                made = _question_field(question, language)
                self._add(f"q-{question.code}", made, self.known.answers.get(question.code))

    def full_clean(self) -> None:
        """Judges what was typed; nothing of a draft."""
        if self.is_draft:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """What the rules of the form say of it, beside each field."""
        given = self.given()
        asked = self.asked
        self.answers, wrong = check(
            asked,
            given,
            language=self.language,
            country=self.country,
            with_record=self.with_record,
        )
        for name, message in wrong.items():
            own = f"q-{name}" if asked.question(name) else f"r-{name}"
            if own in self.fields:
                self.add_error(own, message)
        for own in self.fields:
            if self.add_prefix(own) in self.handed.wrong:
                self.errors.pop(own, None)
                self.add_error(own, self.handed.wrong[self.add_prefix(own)])
        return {}

    def given(self) -> Given:
        """What was typed, by field of the record and by code of the question."""
        record = {name: self._typed(f"r-{name}") for name in self.record}
        answers = {
            each.code: self._file_id(each) if each.kind in FILES else self._typed(f"q-{each.code}")
            for each in self.asked.questions
            if each.kind != "note"
        }
        return Given(record=record, answers=answers)

    def items(self) -> Iterator[Item]:
        """Everything on the page, in order: the record first, then the questions."""
        for name in self.record:
            bound = self[f"r-{name}"]
            needed = bool(getattr(bound.field, "is_needed", False))
            yield Item(name, name, str(LABELS[name]), "", bound, is_required=needed)
        for question in self.asked.questions:
            yield self._item(question)

    @property
    def title(self) -> str:
        """What the form is called where it is asked."""
        return pick(self.asked.title, self.language)

    @property
    def purpose(self) -> SafeString:
        """Why the answers are asked for, and what becomes of them."""
        return _formatted(pick(self.asked.purpose, self.language))

    def file_of(self, question: QuestionFacts) -> HandedIn | None:
        """The file that stands as the answer now."""
        return self.handed.kept.get(self._file_id(question) or 0)

    def _add(self, name: str, made: RawField, known: Any) -> None:
        made.initial = known
        self.fields[name] = made

    def _typed(self, name: str) -> Any:
        bound = self[name]
        return bound.data if self.is_bound else bound.initial

    def _file_id(self, question: QuestionFacts) -> int | None:
        name = self.add_prefix(f"q-{question.code}")
        new = self.handed.new.get(name)
        if new is not None:
            return new.pk
        if not self.is_bound:
            return self.known.answers.get(question.code)
        told = str(self.data.get(f"{name}-kept") or "")
        if self.data.get(f"{name}-remove") or not told.isdigit():
            return None
        return int(told) if int(told) in self.handed.kept else None

    def _item(self, question: QuestionFacts) -> Item:
        is_file = question.kind in FILES
        return Item(
            code=question.code,
            kind=question.kind,
            label=pick(question.label, self.language),
            help=_formatted(pick(question.help, self.language)),
            bound=None if question.kind == "note" else self[f"q-{question.code}"],
            is_required=question.is_required,
            asked_if=self._condition(question),
            asked_if_said=self._condition_said(question),
            file=self.file_of(question) if is_file else None,
            limits=_limits_said(question),
        )

    def _condition(self, question: QuestionFacts) -> str:
        other = self.asked.question(str(question.condition.get("question") or ""))
        if other is None:
            return ""
        name = self.add_prefix(f"q-{other.code}")
        return json.dumps({"name": name, "is": [str(each) for each in question.condition["is"]]})

    def _condition_said(self, question: QuestionFacts) -> str:
        """For readers without scripts: when they have to answer."""
        other = self.asked.question(str(question.condition.get("question") or ""))
        if other is None:
            return ""
        words = {str(each["code"]): pick(each["label"], self.language) for each in other.options}
        words |= {"yes": _("Yes")} if other.kind == "consent" else {}
        words |= countries(self.language) if other.kind == "country" else {}
        said = ", ".join(words.get(str(each), str(each)) for each in question.condition["is"])
        facts = {"question": pick(other.label, self.language), "answers": said}
        return _("Only if “%(question)s”: %(answers)s") % facts


def asking_form(asked: AskedForm, **facts: Any) -> AskingForm:
    """The form with the look of its fields, errors tied to them; `facts` as AskingForm has them."""
    return dressed(AskingForm(asked, **facts))


def _record_field(name: str, language: str, *, section: str) -> RawField:
    # One holder is not the other: browsers fill each section by itself.
    told = FILLED_BY_BROWSERS.get(name, "off")
    attrs: dict[str, Any] = {"autocomplete": f"section-{section} {told}" if section else told}
    widget: forms.Widget
    if name == "newsletter":
        widget = forms.CheckboxInput()
    elif name == "civility":
        choices = [("", "–"), *CIVILITIES.items()]
        widget = forms.Select(attrs={"autocomplete": "honorific-prefix"}, choices=choices)
    elif name == "country":
        widget = forms.Select(attrs=attrs, choices=[("", "–"), *countries(language).items()])
    elif name == "email":
        widget = forms.EmailInput(attrs=attrs | {"maxlength": LONGEST["email"]})
    elif name == "phone":
        widget = forms.TextInput(attrs=attrs | {"type": "tel", "maxlength": LONGEST["phone"]})
    else:
        widget = forms.TextInput(attrs=attrs | {"maxlength": SHORT[name]})
    return RawField(label=LABELS[name], required=False, widget=widget)


def _question_field(question: QuestionFacts, language: str) -> RawField:
    # Its help is formatted, and may hold links: the page writes it itself.
    return RawField(
        label=pick(question.label, language),
        required=False,
        widget=_widget(question, language),
        help_text=" " if pick(question.help, language) or _limits_said(question) else "",
    )


def _widget(question: QuestionFacts, language: str) -> forms.Widget:
    kind, limits = question.kind, question.limits
    attrs: dict[str, Any] = {"autocomplete": "off"}
    if kind == "long_text":
        longest = limits.get("max_length") or LONGEST[kind]
        return forms.Textarea(attrs=attrs | {"rows": 4, "maxlength": longest})
    if kind == "number":
        return forms.TextInput(attrs=attrs | {"inputmode": "decimal", "maxlength": 20})
    if kind == "date":
        bounds = {name: limits[name] for name in ("min", "max") if limits.get(name)}
        return forms.DateInput(attrs=attrs | bounds)
    if kind == "email":
        return forms.EmailInput(attrs=attrs | {"maxlength": LONGEST[kind]})
    if kind == "phone":
        return forms.TextInput(attrs=attrs | {"type": "tel", "maxlength": LONGEST[kind]})
    if kind in ("one_of", "several_of", "country"):
        return _choosing(question, language)
    if kind == "consent":
        return forms.CheckboxInput()
    if kind in FILES:
        return forms.FileInput(attrs={"accept": _accepted(question), "class": "file-input w-full"})
    return forms.TextInput(attrs=attrs | {"maxlength": limits.get("max_length") or LONGEST["text"]})


def _choosing(question: QuestionFacts, language: str) -> forms.Widget:
    if question.kind == "country":
        return forms.Select(choices=[("", "–"), *countries(language).items()])
    offered = [
        (str(each["code"]), pick(each["label"], language))
        for each in question.options
        if not each.get("retired")
    ]
    if question.kind == "several_of":
        return forms.CheckboxSelectMultiple(
            choices=offered, attrs={"class": "checkbox checkbox-sm"}
        )
    if len(offered) > RADIOS:
        return forms.Select(choices=[("", "–"), *offered])
    return forms.RadioSelect(choices=offered, attrs={"class": "radio radio-sm"})


def _accepted(question: QuestionFacts) -> str:
    return ",".join(ACCEPTED.get(each, f".{each}") for each in types_of(question))


def _limits_said(question: QuestionFacts) -> str:
    """What the field takes, for who fills it in."""
    if question.kind not in FILES:
        return ""
    size = most_bytes(question) / MEGA
    kinds = ", ".join(each.upper() for each in types_of(question))
    return _("%(kinds)s, at most %(size)s MB") % {"kinds": kinds, "size": f"{size:g}"}


@lru_cache(maxsize=1024)
def _formatted(text: str) -> SafeString:
    return mark_safe(to_html(text)) if text else SafeString("")  # noqa: S308 - cleaned by nh3
