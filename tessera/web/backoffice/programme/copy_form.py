"""What is asked when an event is duplicated."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.catalogue.models import Event
from tessera.domain.shops.models import Shop
from tessera.flows.programming import Copy
from tessera.lib.i18n import local
from tessera.lib.recurrence import Pace, Rule
from tessera.web.backoffice.programme.event_form import STATUSES
from tessera.web.backoffice.programme.repeating import WeekdaysField
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed

DATES = (
    ("shift", _("The same dates, moved so that the first falls on a new day")),
    ("repeat", _("Repeated: the hours of the first day, on chosen weekdays over a period")),
    ("none", _("Without dates")),
)


class CopyForm(forms.Form):
    """Its name, and which dates it has."""

    dates = forms.ChoiceField(label=_("Dates"), choices=DATES, widget=forms.RadioSelect)
    first = forms.DateField(label=_("New first day"), required=False, widget=forms.DateInput)
    weekdays = WeekdaysField(label=_("On these weekdays"))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput)
    status = forms.ChoiceField(label=_("Status of the copy"), choices=STATUSES)

    def __init__(
        self, sent: Any = None, *, shop: Shop, event: Event, opening: datetime | None
    ) -> None:
        there = opening and local(opening, shop.time_zone).date()
        initial = {"name": event.name, "dates": "shift" if opening else "none", "first": there}
        super().__init__(sent, initial=initial)
        fields: Any = self.fields
        fields["name"] = TranslatedField(
            label=_("Name of the copy"), languages=shop.languages, max_length=150
        )
        if opening is None:
            fields["dates"].choices = DATES[-1:]
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """Each way to make dates needs its own days."""
        told = super().clean() or {}
        if told.get("dates") == "shift" and not told.get("first"):
            self._ask("first", _("Say on which day the first date falls."))
        if told.get("dates") == "repeat":
            if not told.get("weekdays"):
                self._ask("weekdays", _("Choose at least one weekday."))
            for name in ("since", "until"):
                if not told.get(name):
                    self._ask(name, _("Say the period: from and until."))
            since, until = told.get("since"), told.get("until")
            if since and until and until < since:
                self.add_error("until", _("The last day is before the first."))
        return told

    def copy(self) -> Copy:
        """What was said, for the story."""
        told = self.cleaned_data
        repeated = None
        if told["dates"] == "repeat":
            repeated = Rule(
                told["since"],
                Pace.WEEKLY,
                weekdays=frozenset(told["weekdays"]),
                until=told["until"],
            )
        first = told["first"] if told["dates"] == "shift" else None
        return Copy(name=told["name"], status=told["status"], first=first, repeated=repeated)

    def _ask(self, name: str, words: Any) -> None:
        if not self.has_error(name):
            self.add_error(name, words)
