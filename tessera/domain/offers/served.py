"""What an effect is given to reduce, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Served(NamedTuple):
    """Tickets of one line that an offer is for, and what they still cost in minor units, what
    other offers take off already taken off."""

    place: int
    tickets: int
    amount: int

    @property
    def each(self) -> int:
        """What one of them costs, rounded down."""
        return self.amount // self.tickets

    def part(self, tickets: int) -> int:
        """What so many of them cost."""
        return self.amount if tickets == self.tickets else self.amount * tickets // self.tickets


Taken = tuple[int, int, int]
"""Which line (its place), how many of its tickets profit, and what is taken off for them in minor
units."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the customer bought before, of what the offer is for: tickets, and how many of them
    profited from it."""

    tickets: int = 0
    profited: int = 0


class Room:
    """How many tickets may still profit; an effect asks before it takes."""

    def take(self, place: int, tickets: int) -> int:
        """As many of these tickets of the line at `place` as may profit; they are counted."""
        return tickets

    def fill(self, served: Sequence[Served]) -> list[tuple[int, int, int]]:
        """Of each line, in this order, as many tickets as may profit: place, tickets, and what
        those cost."""
        return [
            (each.place, tickets, each.part(tickets))
            for each in served
            if (tickets := self.take(each.place, each.tickets))
        ]


class Endless(Room):
    """Room for everybody."""

    def fill(self, served: Sequence[Served]) -> list[tuple[int, int, int]]:
        """Every ticket of every line."""
        return list(served)


NOTHING_BEFORE = Past()
