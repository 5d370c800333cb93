"""What is asked when dates are added: days that repeat, and the hours of each."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.catalogue.dating import NewDate
from tessera.domain.catalogue.models import Event, Zone
from tessera.flows.scheduling import MOST_AT_ONCE
from tessera.lib.i18n import pick
from tessera.lib.recurrence import Moment, days_of, moments_of
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.programme.date_form import MOST_PLACES
from tessera.web.backoffice.programme.repeating import RuleForm
from tessera.web.parts.forms import dressed

HOUR = re.compile(r"^(\d{1,2})(?:[:.hH](\d{2})?)?$")


class HoursField(forms.CharField):
    """Hours typed in a row: "15:00, 20h30"; cleaned to times in order.

    Refuses what is no hour, and names it.
    """

    def clean(self, value: Any) -> Any:
        """The hours."""
        words = [word for word in re.split(r"[\s,;]+", super().clean(value)) if word]
        found = {word: hour_of(word) for word in words}
        wrong = [word for word, hour in found.items() if hour is None]
        if wrong:
            raise ValidationError(
                _("These are no hours: %(words)s. Write them like 20:00.")
                % {"words": ", ".join(wrong[:5])}
            )
        return sorted({hour for hour in found.values() if hour is not None})


class AddingForm(RuleForm):
    """The days of a rule, the hours of each day, how long, which places."""

    hours = HoursField(
        label=gettext_lazy("Begins at"),
        max_length=200,
        help_text=gettext_lazy("Several times a day: 15:00, 20:00."),
        widget=forms.TextInput(attrs={"class": "input w-full", "placeholder": "20:00"}),
    )
    lasts = forms.IntegerField(
        label=gettext_lazy("Lasts (minutes)"), required=False, min_value=1, max_value=32000
    )
    doors = forms.IntegerField(
        label=gettext_lazy("Doors open (minutes before)"),
        required=False,
        min_value=0,
        max_value=1440,
    )

    def __init__(self, sent: Any = None, *, event: Event, zones: Sequence[Zone]) -> None:
        initial = {"lasts": event.duration_minutes, "doors": event.doors_minutes, "every": 1}
        super().__init__(sent, initial=initial)
        fields: Any = self.fields
        self.zones = list(zones)
        for zone in zones:
            fields[f"places_{zone.id}"] = forms.IntegerField(
                label=pick(zone.name, speaks()),
                min_value=0,
                max_value=MOST_PLACES,
                required=False,
                initial=zone.capacity,
            )
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """At least one date, and no more than are made at once."""
        told = super().clean()
        if not self.errors:
            days = days_of(self.rule(), most=MOST_AT_ONCE + 1)
            if not days:
                raise ValidationError(
                    _("No day fits: look at first and last day and the weekdays.")
                )
            if len(days) * len(told["hours"]) > MOST_AT_ONCE:
                raise ValidationError(
                    _("These are more than %(most)d dates: make them in several goes.")
                    % {"most": MOST_AT_ONCE}
                )
        return told

    def moments(self, time_zone: str) -> list[Moment]:
        """Every start that was asked for."""
        return moments_of(
            days_of(self.rule(), most=MOST_AT_ONCE), self.cleaned_data["hours"], time_zone
        )

    def new_date(self, starts_at: datetime) -> NewDate:
        """A date that begins then, as long and as large as was said."""
        told = self.cleaned_data
        lasts, doors = told["lasts"], told["doors"]
        places = {zone.id: told[f"places_{zone.id}"] for zone in self.zones}
        return NewDate(
            starts_at,
            ends_at=None if lasts is None else starts_at + timedelta(minutes=lasts),
            doors_at=None if doors is None else starts_at - timedelta(minutes=doors),
            places={zone: number for zone, number in places.items() if number is not None},
        )


def hour_of(word: str) -> time | None:
    """An hour as people write it (20:00, 20h30, 20h, 20.30), or nothing."""
    found = HOUR.match(word)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
