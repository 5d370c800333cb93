"""Refusals of orders."""

from tessera.lib.errors import Refusal


class CartGone(Refusal):
    """There is no such cart any more: it was placed or swept."""

    code = "cart_gone"


class CartEmpty(Refusal):
    """Nothing is in the cart."""

    code = "cart_empty"


class DetailsMissing(Refusal):
    """The buyer's details are not complete: `fields` says which."""

    code = "details_missing"


class TermsNotAccepted(Refusal):
    """The buyer has not accepted the terms of sale."""

    code = "terms_not_accepted"


class PriceChanged(Refusal):
    """The total is not what the buyer saw."""

    code = "price_changed"


class WrongStatus(Refusal):
    """The order does not stand where this can be done."""

    code = "wrong_status"
