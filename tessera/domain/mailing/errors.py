"""Refusals of the outbox."""

from tessera.lib.errors import Refusal


class AlreadySent(Refusal):
    """The message is on its way."""

    code = "already_sent"


class NothingToSend(Refusal):
    """There is no ticket to send, or nobody to send it to."""

    code = "nothing_to_send"
