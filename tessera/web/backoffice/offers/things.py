"""What an offer is limited to: events, zones, tariffs, memberships; each with its own numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.domain.catalogue.models import Plan
from tessera.domain.catalogue.queries.offered import Choice
from tessera.domain.offers.terms import LimitFacts, Thing
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks

MOST = 200
MOST_TICKETS = 1_000_000


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: `code` in the form, `name` within its event."""

    code: str
    name: str
    event: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is chosen, as it stands in the form."""

    code: str
    name: str
    total: Any
    per_order: Any


def code_of(thing: Thing) -> str:
    """How a thing is called in the form: "zone-7"."""
    return f"{thing[0]}-{thing[1]}"


def options_of(choices: Iterable[Choice], plans: Iterable[Plan] = ()) -> list[Option]:
    """Everything that can be chosen: each event, its zones, its tariffs; then the memberships."""
    said, language = [], speaks()
    for choice in choices:
        event = pick(choice.event.name, language)
        if choice.event.archived_at is not None:
            event = _("%(name)s (archived)") % {"name": event}
        said.append(Option(f"event-{choice.event.pk}", _("The whole event"), event))
        for zone in choice.zones:
            name = pgettext("part of the house", "Zone %(name)s") % {
                "name": pick(zone.name, language)
            }
            said.append(Option(f"zone-{zone.pk}", name, event))
        for tariff in choice.tariffs:
            name = f"{pick(tariff.product.name, language)} · {pick(tariff.zone.name, language)}"
            said.append(Option(f"product-{tariff.pk}", name, event))
    memberships = _("Memberships")
    for plan in plans:
        name = pick(plan.product.name, language)
        said.append(Option(f"product-{plan.pk}", name, memberships))
    return said


class LimitsWidget(forms.Widget):
    """Rows of hidden names with two numbers each; the template of the offer draws them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """What was sent, row by row, without the row that was to be dropped."""
        told = [each for each in data.getlist(name) if each][:MOST]
        added, dropped = data.get(f"{name}_add", ""), data.get(f"{name}_drop", "")
        if added and "add" in data and added not in told:
            told.append(added)
        return [
            {
                "code": code,
                "total": data.get(f"{name}_total_{code}", ""),
                "per_order": data.get(f"{name}_order_{code}", ""),
            }
            for code in dict.fromkeys(told)
            if code != dropped
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """No row is an answer too."""
        return False


class LimitsField(forms.Field):
    """Things with their numbers, cleaned to a tuple of LimitFacts.

    Refuses what is not to be chosen, and numbers that are none.
    """

    widget = LimitsWidget

    def __init__(self, *, options: Sequence[Option], **facts: Any) -> None:
        super().__init__(**facts)
        self.options = options
        self.names = {each.code: f"{each.event} · {each.name}" for each in options}

    def clean(self, value: Any) -> Any:
        """The facts of every row."""
        return tuple(self._facts(row) for row in value or ())

    def prepare_value(self, value: Any) -> Any:
        """For those who clash: the names of what is chosen."""
        if isinstance(value, tuple):
            names = [self.names.get(code_of(each.thing), "") for each in value]
            return ", ".join(name for name in names if name)
        return value

    def rows(self, value: Any) -> list[Row]:
        """What is chosen, as the page draws it: of stored facts or of what was sent."""
        if not isinstance(value, list):
            value = [
                {
                    "code": code_of(each.thing),
                    "total": "" if each.max_tickets is None else each.max_tickets,
                    "per_order": "" if each.max_per_order is None else each.max_per_order,
                }
                for each in value or ()
            ]
        return [
            Row(row["code"], self.names[row["code"]], row["total"], row["per_order"])
            for row in value
            if row["code"] in self.names
        ]

    def _facts(self, row: dict[str, Any]) -> LimitFacts:
        code = row["code"]
        if code not in self.names:
            raise ValidationError(
                _("Choose among the events, zones, tariffs and memberships of this shop.")
            )
        kind, _dash, thing_id = code.partition("-")
        return LimitFacts(
            (kind, int(thing_id)),
            self._number(row["total"], code, least=0),
            self._number(row["per_order"], code, least=1),
        )

    def _number(self, text: str, code: str, *, least: int) -> int | None:
        told = str(text).strip()
        if not told:
            return None
        is_number = told.isascii() and told.isdecimal() and len(told) < 9
        if not is_number or not least <= int(told) <= MOST_TICKETS:
            raise ValidationError(
                _("“%(name)s”: write whole numbers from %(least)d up, or leave it empty.")
                % {"name": self.names[code], "least": least}
            )
        return int(told)
