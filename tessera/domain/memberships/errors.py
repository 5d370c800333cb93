"""What the business of memberships refuses."""

from tessera.lib.errors import Refusal


class BadPeriod(Refusal):
    """A membership that would end before it begins."""


class NotForYou(Refusal):
    """Only members of certain levels may have this."""


class UsedUp(Refusal):
    """The membership was used for this as often as it may."""


class AlreadyEnded(Refusal):
    """The membership is over already."""


class CannotRenew(Refusal):
    """It is too early, too late, or there is nothing to renew."""


class UnknownMember(Refusal):
    """Nobody is a member under this name or number."""


class AlreadyMember(Refusal):
    """There is such a member already."""


class NoReason(Refusal):
    """Who asked has a right to know why not."""


class NoSeat(Refusal):
    """The membership covers as many people as it may."""


class BadImport(Refusal):
    """The file cannot be read as a list of members."""
