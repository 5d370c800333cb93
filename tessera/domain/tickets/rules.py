"""What a printed ticket says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """One ticket in the words of its reader: nothing left to look up or to translate.

    `code` is what the QR says; `number` names the same ticket for people who type; `answers` are
    the questions whose answers are printed.
    """

    number: str
    code: str
    event: str
    subtitle: str
    weekday: str
    day: str
    month: str
    starts: str
    date_text: str
    date_day: str
    doors_text: str
    venue: str
    address: str
    zone: str
    zone_colour: str
    seat: str
    tariff: str
    price: str
    holder: str
    buyer: str
    order_number: str
    notes: str
    is_valid: bool
    is_test: bool
    language: str
    answers: tuple[tuple[str, str], ...] = ()
