"""Refusals of the outbox."""

from tessera.lib.errors import Refusal


class AlreadySent(Refusal):
    """The message is on its way."""

    code = "already_sent"


class NothingToSend(Refusal):
    """There is no ticket to send, or nobody to send it to."""

    code = "nothing_to_send"


class UnknownVariable(Refusal):
    """Words in braces that say nothing: `text` is what was typed."""

    code = "unknown_variable"


class MailIsNeeded(Refusal):
    """Buyers cannot do without this mail."""

    code = "mail_is_needed"
