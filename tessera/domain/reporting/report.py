"""What a report is: the contract of `plugins/reports`. Screen and CSV come for free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.reporting.queries.sales import first_sale
from tessera.domain.shops.models import Shop
from tessera.lib.registry import Registry

Kind = Literal["text", "number", "money", "moment", "percent"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` in the rows, `title` for people, and how its values are written.

    `money` values are minor units; the row says their currency under "currency".
    `summed` columns get a total under the list (money: one for each currency).
    """

    name: str
    title: str | Promise
    kind: Kind = "text"
    summed: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a report is made, of which shop, in which language, at what time."""

    actor: Actor
    shop: Shop
    language: str
    at: datetime


class Filters(forms.Form):
    """What may be asked of a report; each part adds its fields."""


class DaysFilters(Filters):
    """Which days."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses days that end before they begin."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            raise forms.ValidationError(_("These days end before they begin: swap them."))
        return told


def days_of(scope: Scope, filters: Mapping[str, Any]) -> tuple[date, date]:
    """The first and the last day that are asked for; from the first sale until today."""
    zone = ZoneInfo(scope.shop.time_zone)
    last = filters.get("until") or scope.at.astimezone(zone).date()
    began = first_sale(scope.shop)
    first = filters.get("since") or (began.astimezone(zone).date() if began else last)
    return min(first, last), last


def moments_of(scope: Scope, filters: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """The moments between which these days lie, on the shop's clock."""
    zone = ZoneInfo(scope.shop.time_zone)
    first, last = days_of(scope, filters)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    return datetime.combine(first, time.min, zone), end


class Report:
    """A list of figures. `rows` answers mappings with a value for each column."""

    code = ""
    name: str | Promise = ""
    description: str | Promise = ""
    can = Can.SEE_ACCOUNTING
    Filters: type[forms.Form] = Filters
    columns: Sequence[Column] = ()

    def rows(self, scope: Scope, filters: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """The rows of the shop in `scope`, as the cleaned data of `Filters` asks."""
        raise NotImplementedError


REPORTS: Registry[Report] = Registry("tessera.plugins.reports", Report)
