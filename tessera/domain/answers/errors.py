"""Refusals of answers."""

from tessera.lib.errors import Refusal


class TooLate(Refusal):
    """The time for changing answers is over."""

    code = "too_late"


class NothingAsked(Refusal):
    """Nobody asks that of this order."""

    code = "nothing_asked"


class TooManyFiles(Refusal):
    """More files than anybody needs to send with one order."""

    code = "too_many_files"
