"""What a printed ticket says, and the number one can read aloud."""

from dataclasses import dataclass

from tessera.lib.ids import READABLE

NUMBER_LENGTH = 13
GROUPS = ((0, 4), (4, 8), (8, 13))


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """One ticket in the words of its reader: nothing left to look up or to translate.

    `code` is what the QR says; `number` names the same ticket for people who type.
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


@dataclass(frozen=True, slots=True)
class Look:
    """How a shop looks on paper: name, colours, logo (the bytes of a picture), fonts."""

    shop_name: str
    primary: str
    on_primary: str
    primary_text: str
    display_font: str
    contact: str
    website: str
    logo: bytes = b""


def number_of(serial: int) -> str:
    """The serial in letters that are not mistaken for one another: "K7M2-QXAB-3CDE9"."""
    letters = []
    rest = serial
    for _ in range(NUMBER_LENGTH):
        rest, letter = divmod(rest, len(READABLE))
        letters.append(READABLE[letter])
    text = "".join(reversed(letters))
    return "-".join(text[start:end] for start, end in GROUPS)


def serial_of(number: str) -> int | None:
    """The serial behind a typed number, whatever its capitals and hyphens; nothing for none."""
    text = "".join(number.split()).replace("-", "").upper()
    if len(text) != NUMBER_LENGTH or any(letter not in READABLE for letter in text):
        return None
    serial = 0
    for letter in text:
        serial = serial * len(READABLE) + READABLE.index(letter)
    return serial if serial < 2**63 else None
