"""Which order money was meant for: facts in, a proposal out."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tessera.lib.ids import READABLE

Kind = Literal["exact", "likely", "partly", "overpaid", "settled", "foreign", "open"]
"""What was found: `exact` needs no look; `foreign` is another currency; `settled` asks no money."""
SURE = "exact"
NUMBER = re.compile(rf"\b[{READABLE}]{{7}}\b", re.IGNORECASE)


class Came(Protocol):
    """Money that came in, in minor units."""

    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def debtor(self) -> str: ...
    @property
    def message(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Owed:
    """What an order still asks for; 0 when it does not wait for money (any more)."""

    order_id: int
    number: str
    balance: int
    currency: str
    names: tuple[str, ...] = ()
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The order that an entry probably pays. `by` says what told so: reference, number, name."""

    kind: Kind
    owed: Owed | None = None
    by: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it may be booked without a look."""
        return self.kind == SURE


OPEN = Proposal("open")


def propose(
    came: Sequence[Came], owed: Sequence[Owed], *, references: Mapping[str, int]
) -> list[Proposal]:
    """For each entry the order it pays, each amount that an order asks for given once.

    `references` leads from what an invoice told the payer to quote to its order.
    """
    known = _Known(owed, references)
    found = [known.by_words(each) for each in came]
    for at, each in enumerate(came):  # a name is asked last, of what is left
        if found[at] is OPEN:
            found[at] = known.by_name(each)
    return found


class _Known:
    """The orders by all that can lead to them, and what they still ask for."""

    def __init__(self, owed: Iterable[Owed], references: Mapping[str, int]) -> None:
        self.orders = {each.order_id: each for each in owed}
        self.references = references
        self.numbers = {each.number: each for each in self.orders.values()}
        self.left = {each.order_id: each.balance for each in self.orders.values()}
        self.named: dict[tuple[int, str, str], list[tuple[Owed, set[str]]]] = defaultdict(list)
        for each in sorted(self.orders.values(), key=lambda one: one.order_id):
            for name in map(_words, each.names):
                if name and each.balance > 0:
                    key = (each.balance, each.currency, name[-1])
                    self.named[key].append((each, set(name)))

    def by_words(self, came: Came) -> Proposal:
        """By the reference that was quoted, or an order's number in what was written."""
        owed = self.orders.get(self.references.get(came.reference, 0))
        if owed is not None:
            return self._for(owed, came, by="reference")
        for word in NUMBER.findall(f"{came.reference} {came.message}"):
            owed = self.numbers.get(word.upper())
            if owed is not None:
                return self._for(owed, came, by="number")
        return OPEN

    def by_name(self, came: Came) -> Proposal:
        """By the amount, where the payer is called as the buyer is; the oldest order first."""
        words = set(_words(f"{came.debtor} {came.message}"))
        fits = [
            owed
            for word in words
            for owed, name in self.named.get((came.amount, came.currency, word), ())
            if name <= words and self.left[owed.order_id] == came.amount
        ]
        if fits:
            return self._for(min(fits, key=lambda one: one.order_id), came, by="name")
        return OPEN

    def _for(self, owed: Owed, came: Came, *, by: str) -> Proposal:
        if owed.currency != came.currency:
            return Proposal("foreign", owed, by)
        left = self.left[owed.order_id]
        if left <= 0:
            return Proposal("settled", owed, by)
        self.left[owed.order_id] = left - came.amount
        if came.amount < left:
            return Proposal("partly", owed, by)
        if came.amount > left:
            return Proposal("overpaid", owed, by)
        return Proposal("exact" if by == "reference" else "likely", owed, by)


def as_it_stands(kind: Kind, by: str, owed: Owed, *, amount: int, currency: str) -> Proposal:
    """A match that was found before, by what its order asks for now."""
    if owed.currency != currency:
        return Proposal("foreign", owed, by)
    if owed.balance <= 0:
        return Proposal("settled", owed, by)
    if amount == owed.balance:
        return Proposal(kind if kind in (SURE, "likely") else "likely", owed, by)
    return Proposal("partly" if amount < owed.balance else "overpaid", owed, by)


def numbers_in(text: str) -> list[str]:
    """What may be numbers of orders in a text."""
    return [word.upper() for word in NUMBER.findall(text)]


def _words(text: str) -> list[str]:
    """The words of a name, without accents: banks leave them out."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", bare)
