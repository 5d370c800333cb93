"""What is asked of a zone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.domain.catalogue.models import EventDate, Zone
from tessera.domain.shops.models import Shop
from tessera.flows.zoning import ZoneFacts
from tessera.web.parts.fields import TranslatedField
from tessera.web.parts.forms import dressed

COLOURS = (
    ("#3b3a6e", pgettext_lazy("colour", "Night blue")),
    ("#1f5fbf", pgettext_lazy("colour", "Blue")),
    ("#00677a", pgettext_lazy("colour", "Sea")),
    ("#2e6b2e", pgettext_lazy("colour", "Green")),
    ("#7a5c00", pgettext_lazy("colour", "Ochre")),
    ("#a14a00", pgettext_lazy("colour", "Orange")),
    ("#b3261e", pgettext_lazy("colour", "Red")),
    ("#a8327a", pgettext_lazy("colour", "Pink")),
    ("#6a3fb5", pgettext_lazy("colour", "Violet")),
    ("#5c4632", pgettext_lazy("colour", "Brown")),
    ("#555b66", pgettext_lazy("colour", "Grey")),
)
"""Each can be told from white and from the others; each has its word."""

APPLIES = (
    ("none", _("New dates only")),
    ("coming", _("All dates to come as well")),
    ("chosen", _("The dates chosen below as well")),
)


def next_colour(taken: Sequence[str]) -> str:
    """The first colour that no other zone of the event has."""
    return next((code for code, _said in COLOURS if code not in taken), COLOURS[0][0])


class ZoneForm(forms.Form):
    """Name, colour, places, and whether the shop shows it."""

    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS, initial=COLOURS[0][0])
    capacity = forms.IntegerField(label=_("Places"), min_value=0, max_value=1_000_000, initial=100)
    is_visible = forms.BooleanField(
        label=_("Shown in the shop"),
        required=False,
        initial=True,
        help_text=_("A hidden zone is sold at the counter only."),
    )

    def __init__(
        self, *args: Any, shop: Shop, dates: Sequence[EventDate] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["name"] = TranslatedField(label=_("Name"), languages=shop.languages, max_length=80)
        now = self.initial.get("colour", "")
        if now and now not in dict(COLOURS):
            fields["colour"].choices = [(now, now), *COLOURS]
        self.dates = dates
        if dates:
            fields["applies"] = forms.ChoiceField(
                label=_("These places are for"), choices=APPLIES, initial="none"
            )
            fields["dates"] = forms.TypedMultipleChoiceField(
                label=_("Dates"),
                coerce=int,
                required=False,
                choices=[(each.id, "") for each in dates],
            )
        dressed(self)

    def facts(self) -> ZoneFacts:
        """What is written of the zone."""
        told = self.cleaned_data
        return ZoneFacts(
            name=told["name"],
            capacity=told["capacity"],
            colour=told["colour"],
            is_visible=told["is_visible"],
        )

    def on_dates(self, *, at: datetime) -> list[int]:
        """The dates that take the places too."""
        applies = self.cleaned_data.get("applies", "none")
        if applies == "coming":
            return [each.id for each in self.dates if each.starts_at > at]
        return list(self.cleaned_data["dates"]) if applies == "chosen" else []


def initial_of(zone: Zone) -> dict[str, Any]:
    """What is stored of a zone, for its form."""
    names = ("name", "colour", "capacity", "is_visible")
    return {name: getattr(zone, name) for name in names}
