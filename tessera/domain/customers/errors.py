"""Refusals of customers."""

from tessera.lib.errors import Refusal


class NobodyToKnow(Refusal):
    """Neither a name nor an e-mail: nobody could be found by this."""

    code = "nobody_to_know"


class EmailTaken(Refusal):
    """Another customer of the shop has this e-mail; `customer_id` says which."""

    code = "email_taken"


class CannotMerge(Refusal):
    """These two cannot become one."""

    code = "cannot_merge"


class CannotErase(Refusal):
    """Something still needs the customer's name and address."""

    code = "cannot_erase"


class IsErased(Refusal):
    """Nothing can be known of an erased customer any more."""

    code = "is_erased"
