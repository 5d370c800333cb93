"""Refusals of the catalogue."""

from tessera.lib.errors import Refusal


class NotOnSale(Refusal):
    """It does not exist in this shop, or is not shown through this channel."""

    code = "not_on_sale"


class SaleClosed(Refusal):
    """Its sale has not begun or has ended."""

    code = "sale_closed"


class Full(Refusal):
    """The organiser has marked it as full."""

    code = "full"


class BelowMinimum(Refusal):
    """Fewer than an order must hold, or less than must be paid."""

    code = "below_minimum"


class AboveMaximum(Refusal):
    """More than an order may hold."""

    code = "above_maximum"
