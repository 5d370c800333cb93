"""What a way to pay costs, when it is offered, and how long an order waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class WithFees(Protocol):
    """Fees in minor units by currency."""

    fee_order: Mapping[str, int]
    fee_ticket: Mapping[str, int]


def fee(method: WithFees, *, currency: str, tickets: int) -> int:
    """What the method adds to an order of so many tickets, in minor units."""
    once = int(method.fee_order.get(currency, 0))
    each = int(method.fee_ticket.get(currency, 0))
    return once + each * tickets


@dataclass(frozen=True, slots=True)
class Offering:
    """When a way to pay is offered: `minimum` in minor units; until so many hours before the first
    date, and not from `chosen_until` on."""

    channels: frozenset[str]
    currencies: frozenset[str] | None
    only_for_nothing: bool
    minimum: int
    closes_hours_before: int | None
    chosen_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToPay:
    """What is to be paid, where and for when."""

    channel: str
    total: int
    currency: str
    first_date: datetime | None


def is_offered(offering: Offering, what: ToPay, *, at: datetime) -> bool:
    """Whether this may be paid so: nothing is paid by what is for nothing, and only so."""
    if what.channel not in offering.channels:
        return False
    if offering.only_for_nothing or what.total == 0:
        return offering.only_for_nothing and what.total == 0
    if offering.currencies is not None and what.currency not in offering.currencies:
        return False
    return what.total >= offering.minimum and not _is_closed(offering, what, at)


def _is_closed(offering: Offering, what: ToPay, at: datetime) -> bool:
    if offering.chosen_until is not None and at >= offering.chosen_until:
        return True
    if offering.closes_hours_before is None or what.first_date is None:
        return False
    return at > what.first_date - timedelta(hours=offering.closes_hours_before)


def is_what_was_asked(*, asked: tuple[int, str], told: tuple[int, str]) -> bool:
    """Whether the provider speaks of the same amount and currency."""
    return asked[0] == told[0] and asked[1].upper() == told[1].upper()


TRIES = 8
"""How often a provider is asked to give money back before people must look after it."""


def next_try(tries: int, *, at: datetime) -> datetime:
    """When a provider that was asked so often is asked again: after 1, 4, 9 … 49 minutes."""
    return at + timedelta(minutes=tries * tries)


def left_to_give(*, received: int, owed: int, given: int) -> int:
    """How much may still go back: never what the order costs, never what goes back already."""
    return max(received - owed - given, 0)
