"""What is asked of a question while one builds it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tessera.domain.forms.making import (
    CHOICES,
    FILE_TYPES,
    LIMITS,
    MEGA,
    PICTURE_TYPES,
    TELLING,
    QuestionFacts,
)
from tessera.domain.forms.models import Question
from tessera.lib.countries import countries
from tessera.lib.i18n import pick
from tessera.web.backoffice.asking import words
from tessera.web.backoffice.asking.options import Options, OptionsField
from tessera.web.backoffice.page import speaks
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed

LONG = ("consent", "note")
NEITHER = ("note",)
TEXTS: dict[str, Any] = {
    "consent": gettext_lazy("Sentence to agree with"),
    "note": pgettext_lazy("question", "Title"),
}


class QuestionForm(forms.Form):
    """A question of one kind: its texts, limits, answers, condition, and where it is shown. Of a
    draft nothing is judged yet."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of question"), choices=list(words.KINDS.items())
    )
    is_required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    on_ticket = forms.BooleanField(
        label=gettext_lazy("Print the answer on the ticket"), required=False
    )
    at_door = forms.BooleanField(
        label=gettext_lazy("Show the answer at the door"),
        required=False,
        help_text=gettext_lazy("Whoever scans the ticket reads it with the welcome."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        kind: str,
        languages: Sequence[str],
        before: Sequence[Question],
        initial: dict[str, Any],
        is_draft: bool = False,
    ) -> None:
        super().__init__(data, initial={"kind": kind, **initial})
        self.is_draft = is_draft
        asked = data.get("kind", kind) if data is not None else kind
        self.asks = asked if asked in words.KINDS else kind
        self.languages, self.before = languages, [each for each in before if _may_tell(each)]
        self._add_texts()
        self._add_limits()
        self._add_condition()
        if self.asks in NEITHER:
            for name in ("is_required", "on_ticket", "at_door"):
                del self.fields[name]
        if self.asks == "consent":
            self.fields["is_required"].label = _("Must be agreed with to go on")
        dressed(self)

    def _add_texts(self) -> None:
        fields: Any = self.fields
        fields["label"] = TranslatedField(
            label=TEXTS.get(self.asks, gettext_lazy("Question")),
            languages=self.languages,
            max_length=1000 if self.asks in LONG else 200,
            is_long=self.asks == "consent",
            rows=3,
        )
        fields["help"] = TranslatedField(
            label=_("Text") if self.asks == "note" else _("Help under the question"),
            languages=self.languages,
            required=False,
            max_length=2000 if self.asks == "note" else 300,
            is_long=self.asks == "note",
            rows=4,
        )
        if self.asks in CHOICES:
            fields["options"] = OptionsField(
                label=_("Answers to choose among"),
                languages=self.languages,
                help_text=_("An empty line is left out. Answers that somebody chose are kept."),
            )

    def _add_limits(self) -> None:
        fields: Any = self.fields
        for name in LIMITS.get(self.asks, ()):
            fields[name] = _limit_field(self.asks, name)

    def _add_condition(self) -> None:
        fields: Any = self.fields
        if not self.before:
            return
        choices = [(each.code, pick(each.label, speaks())) for each in self.before]
        fields["condition_question"] = forms.ChoiceField(
            label=_("Ask it"),
            choices=[
                ("", _("always")),
                *((code, _("if: %(q)s") % {"q": q}) for code, q in choices),
            ],
            required=False,
        )
        chosen = self._chosen_question()
        if chosen is not None:
            fields["condition_is"] = forms.MultipleChoiceField(
                label=_("is answered with one of"),
                choices=answers_of(chosen),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _chosen_question(self) -> Question | None:
        code = self.initial.get("condition_question")
        if self.is_bound:
            code = self.data.get("condition_question", "")
        return next((each for each in self.before if each.code == code), None)

    def full_clean(self) -> None:
        """Reads what was typed; a draft keeps what can be read, and is not scolded."""
        super().full_clean()
        if self.is_draft:
            self._errors = ErrorDict()

    def clean(self) -> dict[str, Any]:
        """Refuses a condition that says no answer."""
        told = super().clean() or {}
        if told.get("condition_question") and not told.get("condition_is"):
            self.add_error("condition_question", _("Tick for which answers it is asked."))
        return told

    def facts(self, code: str = "") -> QuestionFacts:
        """The question as it is said here; of a form with mistakes, what can be read."""
        told = getattr(self, "cleaned_data", {})
        facts = QuestionFacts(
            kind=self.asks,
            label=told.get("label") or {},
            help=told.get("help") or {},
            is_required=bool(told.get("is_required")),
            limits=self._limits(told),
            options=told.get("options") or (),
            on_ticket=bool(told.get("on_ticket")),
            at_door=bool(told.get("at_door")),
            code=code,
        )
        if told.get("condition_question") and told.get("condition_is"):
            condition = {"question": told["condition_question"], "is": list(told["condition_is"])}
            facts = replace(facts, condition=condition)
        return facts

    def _limits(self, told: dict[str, Any]) -> dict[str, Any]:
        limits = {name: _kept(told.get(name)) for name in LIMITS.get(self.asks, ())}
        limits = {name: value for name, value in limits.items() if value not in (None, "", [])}
        if "max_bytes" in limits:
            limits["max_bytes"] *= MEGA
        return limits

    def has_limits(self) -> bool:
        """Whether one of them is set, or wrong."""
        return any(each.value() or each.errors for each in self.limit_fields())

    def limit_fields(self) -> list[forms.BoundField]:
        """The limits that this kind has, as the page draws them."""
        return [self[name] for name in LIMITS.get(self.asks, ())]


def initial_of(question: Question) -> dict[str, Any]:
    """What is stored of the question, for its form."""
    same = ("label", "help", "is_required", "on_ticket", "at_door")
    told: dict[str, Any] = {name: getattr(question, name) for name in same}
    told["options"] = Options(
        {"code": each["code"], "label": each["label"]}
        for each in question.options
        if not each.get("retired")
    )
    told |= question.limits
    if "max_bytes" in told:
        told["max_bytes"] = told["max_bytes"] // MEGA
    told["condition_question"] = question.condition.get("question", "")
    told["condition_is"] = [str(each) for each in question.condition.get("is") or ()]
    return told


def answers_of(question: Question) -> list[tuple[str, str]]:
    """What the answer to a question can be, for conditions."""
    if question.kind == "consent":
        return [("yes", _("agreed"))]
    if question.kind == "country":
        return list(countries(speaks()).items())
    return [
        (str(each["code"]), pick(each["label"], speaks()))
        for each in question.options
        if not each.get("retired")
    ]


def _kept(limit: Any) -> Any:
    """A limit as JSON holds it: a day and a broken number as texts."""
    if isinstance(limit, date):
        return limit.isoformat()
    if isinstance(limit, Decimal):
        whole = limit == limit.to_integral_value()
        return int(limit) if whole else f"{limit.normalize():f}"
    return limit


def _may_tell(question: Question) -> bool:
    return question.kind in TELLING and question.retired_at is None


def _limit_field(kind: str, name: str) -> forms.Field:
    whole = {"required": False, "min_value": 0, "max_value": 10_000}
    if name in ("min_length", "max_length"):
        label = _("Least characters") if name == "min_length" else _("Most characters")
        return forms.IntegerField(label=label, **whole)  # type: ignore[arg-type]  # by name
    if name == "pattern":
        return forms.CharField(
            label=_("Pattern"),
            required=False,
            max_length=100,
            help_text=_("A regular expression, for example [A-Z]{2}[0-9]{4}."),
        )
    if name == "types":
        known = PICTURE_TYPES if kind == "picture" else FILE_TYPES
        return forms.MultipleChoiceField(
            label=_("Kinds of files"),
            required=False,
            choices=[(each, words.FILE_TYPES[each]) for each in known],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None ticked: all of these."),
        )
    if name == "max_bytes":
        return forms.IntegerField(
            label=_("Largest file (MB)"), required=False, min_value=1, max_value=20
        )
    return _range_field(kind, name)


def _range_field(kind: str, name: str) -> forms.Field:
    if kind == "date":
        label = _("Not before") if name == "min" else _("Not after")
        return forms.DateField(label=label, required=False, widget=forms.DateInput)
    if kind == "several_of":
        label = _("At least so many answers") if name == "min" else _("At most so many answers")
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=100)
    label = _("Least") if name == "min" else _("Most")
    return forms.DecimalField(label=label, required=False, max_digits=12, decimal_places=3)
