"""What the business of memberships refuses."""

from tessera.lib.errors import Refusal


class BadPeriod(Refusal):
    """A membership that would end before it begins."""

    code = "bad_period"


class NotForYou(Refusal):
    """Only members of certain levels may have this."""

    code = "members_only"


class UsedUp(Refusal):
    """The membership was used for this as often as it may."""

    code = "membership_used_up"


class AlreadyEnded(Refusal):
    """The membership is over already."""

    code = "membership_ended"


class CannotRenew(Refusal):
    """It is too early, too late, or there is nothing to renew."""

    code = "cannot_renew"


class UnknownMember(Refusal):
    """Nobody is a member under this name or number."""

    code = "unknown_member"


class AlreadyMember(Refusal):
    """There is such a member already."""

    code = "already_member"


class NoReason(Refusal):
    """Who asked has a right to know why not."""


class NoSeat(Refusal):
    """The membership covers as many people as it may."""


class BadImport(Refusal):
    """The file cannot be read as a list of members."""
