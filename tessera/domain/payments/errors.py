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
