"""So many per cent off what the offer is for."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.domain.offers.amounts import hundredths, part_of, percent_field, say_percent
from tessera.domain.offers.effects import (
    NOTHING_BEFORE,
    Effect,
    EffectForm,
    Past,
    Room,
    Served,
    Taken,
)


class Settings(EffectForm):
    """How many per cent."""

    percent = percent_field(
        label=_("Reduction in per cent"),
        help_text=_("0 takes nothing off: the code then only opens tariffs sold by code."),
        initial=10,
    )

    def kept(self) -> dict[str, Any]:
        """As text, exactly."""
        return {"percent": str(self.cleaned_data["percent"])}


class Percentage(Effect):
    """Rounded once for each line, half up."""

    code = "percentage"
    name = _("Percentage")
    hint = _("For example a tenth off; with an end date it is an early bird.")
    Settings = Settings

    def says(self, currency: str, language: str) -> str:
        """ "−10 %"; nothing for 0."""
        percent = self.settings.get("percent")
        return say_percent(percent, language) if hundredths(percent) else ""

    def apply(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> Sequence[Taken]:
        """Its share of each line."""
        share = hundredths(self.settings.get("percent"))
        return [
            (place, tickets, part_of(cost, hundredths=share))
            for place, tickets, cost in room.fill(served)
        ]

    def saves(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> int:
        """The sum of the shares, each rounded."""
        share = hundredths(self.settings.get("percent"))
        return sum(
            [part_of(cost, hundredths=share) for _place, _tickets, cost in room.fill(served)]
        )
