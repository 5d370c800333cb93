"""Refusals of the stock."""

from tessera.lib.errors import Refusal


class SoldOut(Refusal):
    """Fewer are left than were asked for."""

    code = "sold_out"


class HoldEnded(Refusal):
    """The time for which the places were kept is over, and they are gone."""

    code = "hold_ended"
