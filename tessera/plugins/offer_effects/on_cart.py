"""A fixed amount off everything together."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from tessera.domain.offers.amounts import AmountsForm, say_amount
from tessera.domain.offers.effects import NOTHING_BEFORE, Effect, Past, Room, Served, Taken
from tessera.lib.money import share


class Settings(AmountsForm):
    """How much, in each currency."""

    amount_label = _("Reduction on the cart")


class OnCart(Effect):
    """Shared over the lines by what they cost, to the last centime."""

    code = "on_cart"
    name = _("Amount on the cart")
    hint = _("For example CHF 10.00 off the whole cart, once an order.")
    Settings = Settings

    def serves_currency(self, currency: str) -> bool:
        """Where an amount is said in it."""
        return currency in self.settings.get("amounts", {})

    def says(self, currency: str, language: str) -> str:
        """ "−CHF 10.00"."""
        return say_amount(self.settings["amounts"][currency], currency, language)

    def apply(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> Sequence[Taken]:
        """The amount, or what everything costs, by largest remainder."""
        filled = room.fill(served)
        costs = [cost for _place, _tickets, cost in filled]
        off = min(int(self.settings["amounts"][currency]), sum(costs))
        parts = share(off, costs)
        return [
            (place, tickets, part)
            for (place, tickets, _cost), part in zip(filled, parts, strict=True)
        ]

    def saves(
        self, served: Sequence[Served], *, currency: str, room: Room, past: Past = NOTHING_BEFORE
    ) -> int:
        """The amount, or what everything costs."""
        costs = sum(cost for _place, _tickets, cost in room.fill(served))
        return min(int(self.settings["amounts"][currency]), costs)
