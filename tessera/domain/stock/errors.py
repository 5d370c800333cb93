"""Refusals of the stock."""

from tessera.lib.errors import Refusal


class SoldOut(Refusal):
    """Fewer are left than were asked for."""

    code = "sold_out"
