"""Refusals at the door."""

from tessera.lib.errors import Refusal, TooMany


class TooManyUnknown(TooMany):
    """So many unknown codes in a row look like guessing: `wait` says for how many seconds."""

    code = "too_many_unknown"


class ScanIdTaken(Refusal):
    """This scan id was used for another code."""

    code = "scan_id_taken"


class NoSuchGate(Refusal):
    """The gate, or one of the dates, is not of this shop."""

    code = "no_such_gate"
