"""Refusals about teams, their rights and their invitations."""

from tessera.lib.errors import NotAllowed, Refusal


class BeyondYourRights(NotAllowed):
    """Nobody gives rights, or reach, that they do not hold themselves."""

    code = "beyond_your_rights"


class LastAdministrator(Refusal):
    """Somebody must stay who can let others in."""

    code = "last_administrator"


class ReadyMade(Refusal):
    """The ready-made profiles are copied, never changed."""

    code = "ready_made"


class ProfileInUse(Refusal):
    """Somebody works with this profile."""

    code = "profile_in_use"


class NameTaken(Refusal):
    """Two things of one organisation cannot be called the same."""

    code = "name_taken"


class AlreadyInTeam(Refusal):
    """This person works here already."""

    code = "already_in_team"


class InvitationOver(Refusal):
    """The link was used, withdrawn, replaced, or is too old."""

    code = "invitation_over"


class OtherAddress(Refusal):
    """The invitation was sent to somebody else."""

    code = "other_address"


class HasAccount(Refusal):
    """There is an account with this address: log in with it."""

    code = "has_account"


class MailNotSent(Refusal):
    """The mail could not leave; nothing else is undone."""

    code = "mail_not_sent"
