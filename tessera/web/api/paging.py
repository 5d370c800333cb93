"""Marks that say where a page ended. Programs send them back as they are."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

from tessera.domain.catalogue.queries.listing import Mark
from tessera.lib.errors import Refusal

BIGGEST = 2**63 - 1
LATEST = 250_000_000_000_000_000
"""Microseconds: in the year 9892."""


class BadMark(Refusal):
    """The mark is not one that we gave."""

    code = "bad_mark"


def number_mark(number: int) -> str:
    """The mark after a row of this number."""
    return _hide(str(number))


def read_number_mark(text: str) -> int:
    """The number in a mark, 0 for none. Refuses (BadMark) one we did not give."""
    if not text:
        return 0
    try:
        number = int(_show(text))
    except ValueError:
        raise _bad() from None
    if not 0 <= number <= BIGGEST:
        raise _bad()
    return number


def date_mark(last: Mark | None) -> str | None:
    """The mark after a date."""
    if last is None:
        return None
    return _hide(f"{last[0].astimezone(UTC).isoformat()}~{last[1]}")


def read_date_mark(text: str) -> Mark | None:
    """The date in a mark, or nothing. Refuses (BadMark) one we did not give."""
    if not text:
        return None
    moment, _, number = _show(text).partition("~")
    try:
        start, id_ = datetime.fromisoformat(moment), int(number)
    except ValueError:
        raise _bad() from None
    if start.tzinfo is None or not 0 <= id_ <= BIGGEST:
        raise _bad()
    return start, id_


def order_mark(text: str) -> str | None:
    """The mark after an order, as the list of orders made it."""
    return _hide(text) if text else None


def read_order_mark(text: str) -> str:
    """What the list of orders made. Refuses (BadMark) one we did not give."""
    if not text:
        return ""
    shown = _show(text)
    id_, _, micros = shown.partition("~")
    try:
        if not 0 <= int(id_) <= BIGGEST or not 0 <= int(micros) <= LATEST:
            raise _bad()
    except ValueError:
        raise _bad() from None
    return shown


def _hide(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _show(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        raise _bad() from None


def _bad() -> BadMark:
    return BadMark("Send back `next` as it was given, or begin without it.")
