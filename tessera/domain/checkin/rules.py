"""What the door says to a ticket. Nothing here asks a database or a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

Translated = Mapping[str, str]

GOOD_ORDERS = frozenset({"paid"})
LONGEST_CODE, LONGEST_DEVICE = 200, 80
DEAD_ORDERS = frozenset({"cancelled", "expired", "refused", "failed"})


class Answer(StrEnum):
    """Every answer of the door."""

    WELCOME = "welcome"
    AGAIN = "again"
    WRONG_DATE = "wrong_date"
    WRONG_ZONE = "wrong_zone"
    CANCELLED = "cancelled"
    UNPAID = "unpaid"
    TEST = "test"
    UNKNOWN = "unknown"


COLOURS = {
    Answer.WELCOME: "green",
    Answer.AGAIN: "red",
    Answer.WRONG_DATE: "orange",
    Answer.WRONG_ZONE: "orange",
    Answer.CANCELLED: "red",
    Answer.UNPAID: "orange",
    Answer.TEST: "red",
    Answer.UNKNOWN: "red",
}
"""Orange: genuine, and something can be done about it. Red: nobody enters with this."""


@dataclass(frozen=True, slots=True)
class ToldFacts:
    """A question whose answer the door is told: its kind, its words, and the answer."""

    kind: str
    label: Translated
    options: Sequence[Mapping[str, Any]]
    value: Any


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket as the door knows it; `place` of `places` counts the tickets of its line.

    `is_only_a_test`: it was ordered in test mode, and the shop has left that. `sign` is what
    the organiser wants shown for its tariff ("child"), or nothing; `told` is what the holder and
    the buyer answered that the door is to know.
    """

    ticket_id: int
    status: str
    order_status: str
    date_id: int
    zone_id: int
    date_status: str = "visible"
    starts_at: datetime | None = None
    event: Translated = field(default_factory=dict)
    zone: Translated = field(default_factory=dict)
    tariff: Translated = field(default_factory=dict)
    holder: str = ""
    seat: str = ""
    place: int = 1
    places: int = 1
    is_only_a_test: bool = False
    sign: str = ""
    told: tuple[ToldFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class GateFacts:
    """Where a code is held: which dates enter here, and which zones (none means all).

    `public_key` is the shop's: it tells a genuine code from a forged one.
    """

    organisation_id: int
    shop_id: int
    public_key: bytes
    date_ids: frozenset[int]
    zone_ids: frozenset[int] | None = None
    gate_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A code as a device saw it; `scan_id` is the device's own and makes a repeat harmless."""

    scan_id: UUID
    code: str
    device: str = ""

    @property
    def kept_code(self) -> str:
        """What of the code is written down: anything may be printed in a QR."""
        return _kept(self.code, LONGEST_CODE)

    @property
    def kept_device(self) -> str:
        """What of the device's name is written down."""
        return _kept(self.device, LONGEST_DEVICE)


@dataclass(frozen=True, slots=True)
class Past:
    """When, and through which gate, the ticket went in."""

    at: datetime
    scan_id: UUID | None = None
    gate: Translated = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, the ticket it is about, and the entry before it if there was one."""

    answer: Answer
    ticket: TicketFacts | None = None
    before: Past | None = None

    @property
    def colour(self) -> str:
        """Green, orange or red."""
        return COLOURS[self.answer]

    @property
    def is_welcome(self) -> bool:
        """Whether the door opens."""
        return self.answer is Answer.WELCOME


def decide(ticket: TicketFacts | None, *, gate: GateFacts, past: Sequence[Past]) -> Verdict:
    """Welcome once, through a gate that serves the ticket's date and zone; else why not.

    What can never enter comes before what could enter elsewhere, and that before "already in".
    """
    if ticket is None:
        return Verdict(Answer.UNKNOWN)
    before = min(past, key=lambda each: each.at) if past else None
    return Verdict(_answer(ticket, gate, before), ticket, before)


def _answer(ticket: TicketFacts, gate: GateFacts, before: Past | None) -> Answer:
    if ticket.is_only_a_test:
        return Answer.TEST
    if _is_cancelled(ticket):
        return Answer.CANCELLED
    if ticket.order_status not in GOOD_ORDERS:
        return Answer.UNPAID
    if ticket.date_id not in gate.date_ids:
        return Answer.WRONG_DATE
    if gate.zone_ids is not None and ticket.zone_id not in gate.zone_ids:
        return Answer.WRONG_ZONE
    return Answer.AGAIN if before else Answer.WELCOME


def _is_cancelled(ticket: TicketFacts) -> bool:
    return (
        ticket.status == "cancelled"
        or ticket.date_status == "cancelled"
        or ticket.order_status in DEAD_ORDERS
    )


def _kept(text: str, most: int) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()[:most]
