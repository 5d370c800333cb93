"""What is to change of many dates: every field left alone leaves the dates alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.catalogue.dating import CHANNELS, Change, SaleEnd
from tessera.domain.catalogue.models import Tariff, Zone
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.programme.date_form import MOST_PLACES, STATUSES
from tessera.web.parts.fields import MomentField
from tessera.web.parts.forms import dressed

LEFT = ("", gettext_lazy("Leave as it is"))
MARKS = (LEFT, ("yes", gettext_lazy("Mark as full")), ("no", gettext_lazy("Not full")))
ENDS = (
    LEFT,
    ("usual", gettext_lazy("As usual: at the start")),
    ("before", gettext_lazy("Before the start")),
    ("at", gettext_lazy("At a moment")),
)
UNITS = (
    (1, gettext_lazy("minutes")),
    (60, gettext_lazy("hours")),
    (1440, gettext_lazy("days")),
)
MOVES = (
    LEFT,
    ("later", gettext_lazy("Later")),
    ("earlier", gettext_lazy("Earlier")),
    ("hour", gettext_lazy("All at one hour")),
)


class ChangeForm(forms.Form):
    """Times, status and marks, places, sale ends, tariffs."""

    dates = forms.CharField(widget=forms.HiddenInput, max_length=60_000)
    move = forms.ChoiceField(label=gettext_lazy("Start"), choices=MOVES, required=False)
    by = forms.IntegerField(label=gettext_lazy("By"), required=False, min_value=1, max_value=5000)
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Unit"), choices=UNITS, coerce=int, required=False
    )
    starts = forms.TimeField(
        label=gettext_lazy("Hour"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
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
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=(LEFT, *STATUSES), required=False
    )
    full_online = forms.ChoiceField(
        label=gettext_lazy("For buyers online"), choices=MARKS, required=False
    )
    full_reseller = forms.ChoiceField(
        label=gettext_lazy("For resellers"), choices=MARKS, required=False
    )
    sets_tariffs = forms.BooleanField(
        label=gettext_lazy("Sell only these tariffs on the chosen dates"), required=False
    )

    def __init__(
        self,
        sent: Any = None,
        *,
        shop: Shop,
        zones: Sequence[Zone],
        tariffs: Sequence[Tariff],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(sent, initial=initial)
        fields: Any = self.fields
        self.zones = list(zones)
        for zone in zones:
            fields[f"places_{zone.id}"] = forms.IntegerField(
                label=pick(zone.name, speaks()), min_value=0, max_value=MOST_PLACES, required=False
            )
        titles = dict(
            zip(CHANNELS, (_("Online"), _("Resellers"), _("At the counter")), strict=True)
        )
        for channel in CHANNELS:
            self._ask_end(channel, titles[channel], shop)
        fields["served"] = forms.TypedMultipleChoiceField(
            label=_("Tariffs"),
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(each.product_id, _tariff_said(each)) for each in tariffs],
        )
        dressed(self)

    def _ask_end(self, channel: str, title: str, shop: Shop) -> None:
        ours: Any = self.fields
        ours[f"{channel}_end"] = forms.ChoiceField(label=title, choices=ENDS, required=False)
        ours[f"{channel}_before"] = forms.IntegerField(
            label=_("How long before"), required=False, min_value=0, max_value=1000
        )
        ours[f"{channel}_unit"] = forms.TypedChoiceField(
            label=_("Unit"), choices=UNITS, coerce=int, required=False
        )
        ours[f"{channel}_at"] = MomentField(
            time_zone=shop.time_zone, label=_("Moment"), required=False
        )

    def clean(self) -> dict[str, Any]:
        """What was chosen is said to the end."""
        told = super().clean() or {}
        if told.get("move") in ("later", "earlier") and not told.get("by"):
            self._want("by", _("Say by how much."))
        if told.get("move") == "hour" and told.get("starts") is None:
            self._want("starts", _("Say at which hour."))
        for channel in CHANNELS:
            end = told.get(f"{channel}_end")
            if end == "before" and told.get(f"{channel}_before") is None:
                self._want(f"{channel}_before", _("Say how long before the start."))
            if end == "at" and not told.get(f"{channel}_at"):
                self._want(f"{channel}_at", _("Say when."))
        return told

    def _want(self, name: str, words: str) -> None:
        if not self.has_error(name):
            self.add_error(name, words)

    def change(self) -> Change:
        """What was said, for the story."""
        told = self.cleaned_data
        sign = {"later": 1, "earlier": -1}.get(told["move"], 0)
        shift = timedelta(minutes=(told["by"] or 0) * (told["unit"] or 1) * sign)
        places = {zone.id: told.get(f"places_{zone.id}") for zone in self.zones}
        return Change(
            shift_minutes=int(shift.total_seconds() // 60),
            starts=told["starts"] if told["move"] == "hour" else None,
            lasts_minutes=told["lasts"],
            doors_minutes=told["doors"],
            status=told["status"],
            full_online=_mark(told["full_online"]),
            full_reseller=_mark(told["full_reseller"]),
            places={zone: number for zone, number in places.items() if number is not None},
            sale_ends={
                channel: self._end(channel) for channel in CHANNELS if told[f"{channel}_end"]
            },
            served=told["served"] if told["sets_tariffs"] else None,
        )

    def _end(self, channel: str) -> SaleEnd:
        told, kind = self.cleaned_data, self.cleaned_data[f"{channel}_end"]
        if kind == "before":
            return SaleEnd(minutes=told[f"{channel}_before"] * (told[f"{channel}_unit"] or 1))
        return SaleEnd(at=told[f"{channel}_at"] if kind == "at" else None)


def _mark(said: str) -> bool | None:
    return {"yes": True, "no": False}.get(said)


def _tariff_said(tariff: Tariff) -> str:
    return f"{pick(tariff.product.name, speaks())} · {pick(tariff.zone.name, speaks())}"
