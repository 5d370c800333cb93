"""The business says no."""

from typing import Any


class Refusal(Exception):
    """A rule that was not met: `code` for machines, `message` for people, `facts` for both.

    The message says which rule and the way out, in the reader's language.
    """

    code = "refused"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class NotFound(Refusal):
    """What was asked for does not exist, or may not be seen by who asks."""

    code = "not_found"


class NotAllowed(Refusal):
    """What was asked for may be seen but not done by who asks."""

    code = "not_allowed"


class TooMany(Refusal):
    """It was tried too often: `wait` seconds help."""

    code = "too_many"
