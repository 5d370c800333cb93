"""A fixed amount off each ticket or pass."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.offers.amounts import AmountsForm, say_amount
from tessera.domain.offers.effects import NOTHING_BEFORE, Effect, Past, Room, Served, Taken


class Settings(AmountsForm):
    """How much, in each currency."""

    amount_label = gettext_lazy("Reduction for each ticket")


class PerTicket(Effect):
    """What costs less than the amount is free."""

    code = "per_ticket"
    name = gettext_lazy("Amount for each ticket or pass")
    hint = gettext_lazy("For example CHF 5.00 off each ticket; a cheaper ticket is free.")
    Settings = Settings

    def serves_currency(self, currency: str) -> bool:
        """Where an amount is said in it."""
        return currency in self.settings.get("amounts", {})

    def says(self, currency: str, language: str) -> str:
        """ "−CHF 5.00 a ticket"."""
        amount = say_amount(self.settings["amounts"][currency], currency, language)
        return _("%(amount)s a ticket") % {"amount": amount}

    def apply(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> Sequence[Taken]:
        """The amount for each ticket, or what the tickets cost."""
        off = int(self.settings["amounts"][currency])
        return [
            (place, tickets, min(off * tickets, cost)) for place, tickets, cost in room.fill(served)
        ]
