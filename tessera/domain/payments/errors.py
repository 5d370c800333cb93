"""Refusals of payments."""

from tessera.lib.errors import Refusal


class MethodNotOffered(Refusal):
    """This order cannot be paid this way: `code` says which way was asked for."""

    code = "method_not_offered"


class NotPayable(Refusal):
    """The order does not wait for money any more."""

    code = "not_payable"


class AlreadyReceived(Refusal):
    """Somebody else, or the provider, was quicker: the money is counted."""

    code = "already_received"


class NotByHand(Refusal):
    """The provider alone says whether this payment arrived."""

    code = "not_by_hand"


class NothingToGiveBack(Refusal):
    """More would go back than was received, or than the order has too much."""

    code = "nothing_to_give_back"


class AlreadyGivenBack(Refusal):
    """The money has left already."""

    code = "already_given_back"


class StillUnderWay(Refusal):
    """The money may be on its way already: another way to pay could take it twice."""

    code = "still_under_way"


class NoDeadline(Refusal):
    """The order waits for no payment with a deadline."""

    code = "no_deadline"


class BadDeadline(Refusal):
    """A deadline that is over before it begins."""

    code = "bad_deadline"


class UnreadableFile(Refusal):
    """The file is no statement of a bank, is broken, or is too big."""

    code = "unreadable_file"


class WrongCurrency(Refusal):
    """The money came in another currency than the order asks for."""

    code = "wrong_currency"


class NotWaiting(Refusal):
    """The money was booked or set aside by somebody else, or no order was chosen for it."""

    code = "not_waiting"
