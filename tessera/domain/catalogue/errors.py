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


class StepsOutOfOrder(Refusal):
    """A price step that would never count, because a later one begins before it."""

    code = "steps_out_of_order"


class BadTariff(Refusal):
    """A tariff that could not be sold as it is said: `field` says where."""

    code = "bad_tariff"


class BadZone(Refusal):
    """A zone that cannot be as it is said: `field` says where."""

    code = "bad_zone"


class NoSuchTime(Refusal):
    """The wall clock skips this hour when summer begins."""

    code = "no_such_time"


class TooManyDates(Refusal):
    """More dates than are made at once, or than an event may have."""

    code = "too_many_dates"


class WasSold(Refusal):
    """What was ever sold is not deleted: hide it, archive it or call it off."""

    code = "was_sold"


class NothingToDo(Refusal):
    """Nothing was chosen, or nothing would change."""

    code = "nothing_to_do"


class BadTerms(Refusal):
    """Memberships could not be had as it is said: `field` says where."""

    code = "bad_terms"


class BadLevel(Refusal):
    """A level that cannot be as it is said: `field` says where."""

    code = "bad_level"


class BadPlan(Refusal):
    """A plan that nobody could join as it is said: `field` says where."""

    code = "bad_plan"


class PriceFrozen(Refusal):
    """What was promised to those who joined is not changed any more: `field` says what."""

    code = "price_frozen"
