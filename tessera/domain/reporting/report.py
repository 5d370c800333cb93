"""What a report is: the contract of `plugins/reports`. Screen and CSV come for free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django import forms
from django.utils.functional import Promise

from tessera.domain.organisations.rules import Actor, Can
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
