"""Refusals of offers and codes: each names the rule and the way out."""

from tessera.lib.errors import Refusal


class CodeRefused(Refusal):
    """A code that does nothing for this cart."""

    code = "code_refused"


class CodeUnknown(CodeRefused):
    """No code of the shop reads so, or it was switched off."""

    code = "code_unknown"


class CodeNotYet(CodeRefused):
    """Its offer has not begun."""

    code = "code_not_yet"


class CodeOver(CodeRefused):
    """Its offer has ended."""

    code = "code_over"


class CodeUsedUp(CodeRefused):
    """It was used as often as it may be, or fewer tickets may still profit than asked for."""

    code = "code_used_up"


class CodeServesLess(CodeRefused):
    """The cart has more tickets than the code serves in an order."""

    code = "code_serves_less"


class CodeNotForThis(CodeRefused):
    """Nothing in the cart is what the code is for."""

    code = "code_not_for_this"


class CodeNotForYou(CodeRefused):
    """The code is for other customers, or for another channel."""

    code = "code_not_for_you"


class CodeNotCombinable(CodeRefused):
    """Another offer saves more, and the two cannot be had together."""

    code = "code_not_combinable"


class CodeNeeded(Refusal):
    """What is in the cart is sold only with this code."""

    code = "code_needed"


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
