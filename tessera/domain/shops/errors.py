"""Refusals of shops."""

from tessera.lib.errors import Refusal


class BadAddress(Refusal):
    """The shop cannot live at this address."""

    code = "bad_address"


class CurrencyInUse(Refusal):
    """Something is priced or was sold in the currency."""

    code = "currency_in_use"


class NotReady(Refusal):
    """The shop cannot be opened yet; `missing` names the points."""

    code = "not_ready"


class SoldForReal(Refusal):
    """Somebody has ordered for real: the time of tests is over."""

    code = "sold_for_real"


class BadSettings(Refusal):
    """What was chosen cannot be; `field` says where."""

    code = "bad_settings"
