"""Refusals of offers."""

from tessera.lib.errors import Refusal


class BadOffer(Refusal):
    """It could never serve anybody as it is said; `field` says where."""

    code = "bad_offer"


class OfferUsed(Refusal):
    """Orders profited from it: it can neither be removed nor do something else."""

    code = "offer_used"


class CodeTaken(Refusal):
    """Another code of the shop says the same."""

    code = "code_taken"


class BadCode(Refusal):
    """It cannot be typed, or is too short or too long."""

    code = "bad_code"
