"""The fields that say on which days something repeats."""

import re
from datetime import date, datetime
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.lib.recurrence import Pace, Rule
from tessera.web.backoffice.page import speaks

DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y", "%d/%m/%y", "%Y/%m/%d")


def day_of(word: str) -> date | None:
    """A day as people write it, or nothing."""
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(word, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def weekdays() -> list[tuple[int, str]]:
    """The days of the week in the reader's language."""
    names = get_day_names("wide", locale=speaks())
    return [(day, names[day].capitalize()) for day in range(7)]


def paces() -> list[tuple[str, Any]]:
    """How days repeat, in words."""
    return [
        (Pace.ONCE.value, _("Does not repeat")),
        (Pace.DAILY.value, _("Daily")),
        (Pace.WEEKLY.value, _("Weekly")),
        (Pace.MONTHLY_DAY.value, _("Monthly, on the same day (the 12th)")),
        (Pace.MONTHLY_WEEKDAY.value, _("Monthly, on the same weekday (2nd Tuesday)")),
        (Pace.MONTHLY_LAST.value, _("Monthly, on the last such weekday (last Tuesday)")),
    ]


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Days of the week, Monday is 0."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            coerce=int,
            choices=weekdays,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **facts,
        )


class DaysField(forms.CharField):
    """Days typed in a row: "24.12.2026, 25.12.2026"; cleaned to a set of days.

    Refuses what is no day, and names it.
    """

    def __init__(self, **facts: Any) -> None:
        widget = forms.Textarea(attrs={"rows": "2", "class": "textarea w-full"})
        super().__init__(required=False, max_length=5000, widget=widget, **facts)

    def clean(self, value: Any) -> Any:
        """The days."""
        words = re.split(r"[\s,;]+", super().clean(value))
        found = {word: day_of(word) for word in words if word}
        wrong = [word for word, day in found.items() if day is None]
        if wrong:
            raise ValidationError(
                _("These are no days: %(words)s. Write them like 24.12.2026.")
                % {"words": ", ".join(wrong[:5])}
            )
        return frozenset(found.values())


class RuleForm(forms.Form):
    """From a day on, every so many days, weeks or months, until a day or so many times."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    pace = forms.ChoiceField(label=gettext_lazy("Repeat"), initial=Pace.ONCE)
    every = forms.IntegerField(
        label=gettext_lazy("Every"), initial=1, required=False, min_value=1, max_value=52
    )
    weekdays = WeekdaysField(label=gettext_lazy("On these weekdays"))
    until = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=forms.DateInput)
    times = forms.IntegerField(
        label=gettext_lazy("Or number of days"), required=False, min_value=1, max_value=1000
    )
    without = DaysField(
        label=gettext_lazy("Days left out"),
        help_text=gettext_lazy("For example holidays: 24.12.2026, 25.12.2026."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["pace"]
        choices.choices = paces()

    def clean(self) -> dict[str, Any]:
        """A rule that repeats ends on a day or after a number of days."""
        told = super().clean() or {}
        first, until = told.get("first"), told.get("until")
        is_endless = told.get("pace") != Pace.ONCE and not until and not told.get("times")
        if is_endless and not (self.has_error("until") or self.has_error("times")):
            self.add_error("until", _("Say the last day, or how many days."))
        if first and until and until < first:
            self.add_error("until", _("The last day is before the first."))
        return told

    def rule(self) -> Rule:
        """What was said, as a rule."""
        told = self.cleaned_data
        return Rule(
            first=told["first"],
            pace=Pace(told["pace"]),
            every=told["every"] or 1,
            weekdays=frozenset(told["weekdays"]),
            until=told["until"],
            times=told["times"],
            without=told["without"],
        )
