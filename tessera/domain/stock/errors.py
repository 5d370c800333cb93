"""Refusals of the stock."""

from tessera.lib.errors import Refusal


class SoldOut(Refusal):
    """Fewer are left than were asked for."""

    code = "sold_out"


class TooSmall(Refusal):
    """A capacity below what is taken already; `short` tells pool, taken and asked of each."""

    code = "below_taken"


class StillTaken(Refusal):
    """Places of what should go are sold or held."""

    code = "still_taken"
