"""Which dates of an event are looked at: all of it is in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.domain.catalogue.queries.dates import Narrowed
from tessera.domain.shops.models import Shop
from tessera.web.backoffice.programme.repeating import weekdays
from tessera.web.backoffice.words import DATE_STATUSES
from tessera.web.parts.forms import dressed

EVENING = timedelta(hours=6)
WHEN = (("coming", _("Coming")), ("past", _("Past")), ("all", _("All")))


class DateFilters(forms.Form):
    """Coming or past, days, weekday, status."""

    when = forms.ChoiceField(label=_("Period"), choices=WHEN, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput)
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), required=False, coerce=int, empty_value=None
    )
    status = forms.ChoiceField(label=_("Status"), required=False)

    def __init__(self, address: Mapping[str, Any]) -> None:
        super().__init__({"when": "coming", **{name: address[name] for name in address}})
        fields: Any = self.fields
        fields["weekday"].choices = [("", _("All")), *weekdays()]
        statuses = [(code, said.text) for code, said in DATE_STATUSES.items()]
        fields["status"].choices = [("", _("All")), *statuses, ("full", _("Full"))]
        dressed(self)


@dataclass(frozen=True, slots=True)
class Look:
    """What the address asks for: the filters, as a form and as the query knows them."""

    form: DateFilters
    narrowed: Narrowed
    is_narrowed: bool
    told: Mapping[str, str]


def look_of(address: Mapping[str, Any], *, shop: Shop, at: datetime) -> Look:
    """The filters of an address; one that cannot be read is left out."""
    form = DateFilters(address)
    form.is_valid()
    told, zone = form.cleaned_data, ZoneInfo(shop.time_zone)
    when = told.get("when") or "coming"
    since, until = _begin(told.get("since"), zone), _begin(told.get("until"), zone, days=1)
    if when == "coming" and since is None:
        since = at - EVENING
    if when == "past":
        until = min(until or at - EVENING, at - EVENING)
    narrowed = Narrowed(since, until, told.get("weekday"), told.get("status") or "")
    names = ("when", "since", "until", "weekday", "status")
    said = {name: str(address[name]) for name in names if address.get(name)}
    return Look(form, narrowed, bool(said.keys() - {"when"}), said)


def _begin(day: date | None, zone: ZoneInfo, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time.min, zone)
