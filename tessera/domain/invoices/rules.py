"""What an invoice says: facts in, figures out. Amounts in minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tessera.lib.money import share

PREFIXES = {"invoice": "", "credit_note": "C", "receipt": "R"}


@dataclass(frozen=True, slots=True)
class Sold:
    """One line of what was sold: so many at a price each, VAT (per cent) included."""

    name: str
    detail: str
    quantity: int
    unit: int
    amount: int
    rate: str


@dataclass(frozen=True, slots=True)
class Taxed:
    """What is taxed at one rate: `net` + `tax` = `gross`."""

    rate: str
    net: int
    tax: int
    gross: int


def number_of(kind: str, *, year: int, serial: int) -> str:
    """The number as it is printed: 2026-00042; credit notes begin with C, receipts with R.

    Year 0 numbers what a shop in test mode tries out.
    """
    head = PREFIXES[kind]
    return f"{head}{year}-{serial:05d}" if year else f"TEST-{head}{serial}"


def taxes(vat: Sequence[Mapping[str, Any]]) -> list[Taxed]:
    """The VAT of an order's quote, with its net amounts; zero rates are kept."""
    return [
        Taxed(each["rate"], each["gross"] - each["tax"], each["tax"], each["gross"]) for each in vat
    ]


def credited(lines: Sequence[Taxed], *, amount: int) -> list[Taxed]:
    """The VAT of giving back `amount` of a document: shared over its rates, below zero."""
    parts = share(amount, [each.gross for each in lines])
    back = []
    for each, gross in zip(lines, parts, strict=True):
        tax = each.tax if gross == each.gross else included(gross, each.rate)
        back.append(Taxed(each.rate, tax - gross, -tax, -gross))
    return [each for each in back if each.gross]


def remaining(lines: Sequence[Taxed], notes: Sequence[Taxed]) -> list[Taxed]:
    """What is left of a document's VAT after its credit notes (below zero), rate by rate."""
    rest = []
    for each in lines:
        same = [note for note in notes if note.rate == each.rate]
        tax = each.tax + sum(note.tax for note in same)
        gross = each.gross + sum(note.gross for note in same)
        rest.append(Taxed(each.rate, gross - tax, tax, gross))
    return rest


def included(gross: int, rate: str) -> int:
    """The tax inside a gross amount, rounded half up."""
    per_cent = Decimal(rate)
    tax = Decimal(gross) * per_cent / (100 + per_cent)
    return int(tax.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def nets(lines: Sequence[Sold], vat: Sequence[Taxed]) -> list[int]:
    """What each line costs without VAT, so that the lines of a rate sum to its net amount."""
    found = [0] * len(lines)
    for each in vat:
        places = [at for at, line in enumerate(lines) if Decimal(line.rate) == Decimal(each.rate)]
        parts = share(each.net, [abs(lines[at].amount) for at in places])
        for at, part in zip(places, parts, strict=True):
            found[at] = part
    return found


def as_json(items: Sequence[Sold | Taxed]) -> list[dict[str, Any]]:
    """As the document keeps them."""
    return [asdict(each) for each in items]
