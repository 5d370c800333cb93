"""What is asked of one date."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.catalogue.models import EventDate, Visibility, Zone
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import speaks
from tessera.web.parts.fields import MomentField
from tessera.web.parts.forms import dressed

MOMENTS = ("starts_at", "ends_at", "doors_at", "online_until", "reseller_until", "counter_until")
STATUSES = (
    (Visibility.VISIBLE, gettext_lazy("On sale")),
    (Visibility.HIDDEN, gettext_lazy("Hidden")),
    (Visibility.DRAFT, gettext_lazy("Draft")),
)
MOST_PLACES = 1_000_000


class DateForm(forms.Form):
    """Times, sale ends, status and marks, and the places of each zone."""

    status = forms.ChoiceField(label=gettext_lazy("Status"))
    full_online = forms.BooleanField(label=gettext_lazy("Full for buyers online"), required=False)
    full_reseller = forms.BooleanField(label=gettext_lazy("Full for resellers"), required=False)

    def __init__(
        self, sent: Any = None, *, shop: Shop, zones: Sequence[Zone], initial: dict[str, Any]
    ) -> None:
        super().__init__(sent, initial=initial)
        fields: Any = self.fields
        titles = {
            "starts_at": _("Begins"),
            "ends_at": _("Ends"),
            "doors_at": _("Doors open"),
            "online_until": _("Online sale ends"),
            "reseller_until": _("Sale of resellers ends"),
            "counter_until": _("Sale at the counter ends"),
        }
        for name in MOMENTS:
            fields[name] = MomentField(
                time_zone=shop.time_zone, label=titles[name], required=name == "starts_at"
            )
        for zone in zones:
            fields[f"places_{zone.id}"] = forms.IntegerField(
                label=pick(zone.name, speaks()), min_value=0, max_value=MOST_PLACES, required=False
            )
        called_off = [(Visibility.CANCELLED, _("Called off"))]
        kept = called_off if initial.get("status") == Visibility.CANCELLED else []
        fields["status"].choices = [*STATUSES, *kept]
        dressed(self)

    def clean(self) -> dict[str, Any]:
        """It ends after it begins, and doors open before."""
        told = super().clean() or {}
        starts, ends, doors = told.get("starts_at"), told.get("ends_at"), told.get("doors_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It must end after it begins."))
        if starts and doors and doors > starts:
            self.add_error("doors_at", _("Doors must open before it begins."))
        return told

    def facts(self) -> dict[str, Any]:
        """What is written of the date."""
        names = (*MOMENTS, "status", "full_online", "full_reseller")
        return {name: self.cleaned_data[name] for name in names}

    def places(self) -> dict[int, int]:
        """The places of each zone that were said."""
        found = {
            int(name.removeprefix("places_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("places_")
        }
        return {zone: places for zone, places in found.items() if places is not None}


def initial_of(date: EventDate, pools: Iterable[Pool]) -> dict[str, Any]:
    """What is stored of a date and its places, for its form."""
    told = {name: getattr(date, name) for name in ("status", "full_online", "full_reseller")}
    for name in MOMENTS:
        moment = getattr(date, name)
        told[name] = moment and moment.replace(second=0, microsecond=0)
    return told | {f"places_{pool.zone_id}": pool.capacity for pool in pools}
