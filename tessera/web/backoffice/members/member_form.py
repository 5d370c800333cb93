"""What is asked of a member by the team, and of what they are given by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.customers.models import KEPT
from tessera.domain.forms.errors import BadAnswer
from tessera.domain.forms.making import QuestionFacts
from tessera.domain.forms.rules import read
from tessera.domain.memberships.models import Member
from tessera.domain.shops.models import Shop
from tessera.flows.granting import Grant, Told
from tessera.lib.countries import countries
from tessera.lib.i18n import pick
from tessera.web.backoffice.members.columns import OWN
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.sales.customers_forms import CustomerForm
from tessera.web.parts.clashes import guard
from tessera.web.parts.forms import dressed

RECORD = ("email", *KEPT)
SEVERAL = "several_of"


class MemberForm(CustomerForm):
    """Everything that is known of a member: the record, the note, and what they were asked."""

    def __init__(
        self,
        data: Any = None,
        *,
        shop: Shop,
        questions: Mapping[str, QuestionFacts],
        member: Member | None = None,
    ) -> None:
        self.questions = questions
        super().__init__(data, shop=shop)
        self.fields.pop("newsletter", None)
        self.fields["email"].help_text = _("By it the member is known, and may log in.")
        self.fields["note"].help_text = _(
            "For the team. Members do not see it, but may ask to read it."
        )
        if member is not None:
            self.initial = {name: getattr(member, name) for name in (*RECORD, "note")}
        language = speaks()
        for code, question in questions.items():
            made = _field(question, language)
            if member is not None:
                made.initial = member.answers.get(code)
            self.fields[f"{OWN}{code}"] = made
        if self.is_bound:
            self.full_clean()  # what was read before knew no questions of the organiser's own
        dressed(self)
        if member is not None:
            guard(self)

    def clean(self) -> dict[str, Any]:
        """Answers are read as the forms of the shop read them."""
        told = super().clean()
        for code, question in self.questions.items():
            name = f"{OWN}{code}"
            try:
                told[name] = read(question, told.get(name), country=told.get("country") or "CH")
            except BadAnswer as refusal:
                self.add_error(name, refusal.message)
        return told

    def own_fields(self) -> list[forms.BoundField]:
        """The questions of the organiser's own."""
        return [self[f"{OWN}{code}"] for code in self.questions]

    def said(self) -> Told:
        """What is written of the member."""
        told = self.cleaned_data
        return Told(
            record={name: told[name] for name in RECORD if name in told},
            answers={code: told[f"{OWN}{code}"] for code in self.questions},
        )

    def noted(self) -> str:
        """What is noted of them."""
        return str(self.cleaned_data.get("note") or "")


class GrantForm(forms.Form):
    """Which level, from when, for how long, and why."""

    level = forms.ChoiceField(label=gettext_lazy("Level"))
    plan = forms.ChoiceField(
        label=gettext_lazy("As long as this plan says"),
        required=False,
        help_text=gettext_lazy("It is renewed by this plan later."),
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput)
    ends_on = forms.DateField(
        label=gettext_lazy("Until, that day included"),
        required=False,
        widget=forms.DateInput,
        help_text=gettext_lazy("Empty: as long as the plan says; without a plan, for ever."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For your team, for example “honorary member”."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        levels: list[tuple[int, str]],
        plans: list[tuple[int, int, str]],
        today: date,
        prefix: str = "grant",
    ) -> None:
        super().__init__(data, initial={"starts_on": today}, prefix=prefix)
        self.plans = {str(key): level for key, level, _name in plans}
        level: Any = self.fields["level"]
        level.choices = [(str(key), name) for key, name in levels]
        plan: Any = self.fields["plan"]
        plan.choices = [("", _("No plan")), *((str(key), name) for key, _level, name in plans)]
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """A plan grants its own level."""
        told = super().clean() or self.cleaned_data
        chosen = told.get("plan")
        if chosen and str(self.plans.get(chosen)) != told.get("level"):
            self.add_error("plan", _("This plan grants another level. Choose both alike."))
        return told

    def facts(self) -> Grant:
        """What is granted."""
        told = self.cleaned_data
        return Grant(
            level_id=int(told["level"]),
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            plan_id=int(told["plan"]) if told["plan"] else None,
            reason=told["reason"],
        )


class SeatForm(forms.Form):
    """Somebody more of a family or a company."""

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        dressed(self)


class EndForm(forms.Form):
    """Why a membership ends before its time."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Kept in the history; the member may read it."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        dressed(self)


class RenewForm(forms.Form):
    """Until when it is renewed by hand."""

    ends_on = forms.DateField(
        label=gettext_lazy("Until, that day included"),
        required=False,
        widget=forms.DateInput,
        help_text=gettext_lazy("Empty: as long as before."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        dressed(self)


class SureForm(forms.Form):
    """What must be known before somebody is forgotten."""

    sure = forms.BooleanField(label=gettext_lazy("I have read what goes. It cannot be undone."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        dressed(self)


def _field(question: QuestionFacts, language: str) -> forms.Field:
    facts: dict[str, Any] = {"label": pick(question.label, language), "required": False}
    offered = [(str(each["code"]), pick(each["label"], language)) for each in question.options]
    if question.kind == SEVERAL:
        return forms.MultipleChoiceField(
            choices=offered, widget=forms.CheckboxSelectMultiple, **facts
        )
    if question.kind == "one_of":
        return forms.ChoiceField(choices=[("", "–"), *offered], **facts)
    if question.kind == "country":
        return forms.ChoiceField(choices=[("", "–"), *countries(language).items()], **facts)
    if question.kind == "consent":
        return forms.BooleanField(**facts)
    if question.kind == "long_text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **facts)
    if question.kind == "date":
        return forms.CharField(widget=forms.DateInput, **facts)
    return forms.CharField(max_length=500, **facts)
