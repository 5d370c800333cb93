"""Refusals of lists, views and files."""

from tessera.lib.errors import Refusal


class NameTaken(Refusal):
    """There is a view of that name."""

    code = "name_taken"


class NotYours(Refusal):
    """Somebody else made it."""

    code = "not_yours"


class TooMany(Refusal):
    """More than can be done at once."""

    code = "too_many"
