"""Dates with what is sold of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from tessera.domain.catalogue.models import EventDate
from tessera.domain.stock.queries import date_totals


@dataclass(frozen=True, slots=True)
class Night:
    """One date and its places."""

    date: EventDate
    capacity: int
    left: int

    @property
    def taken(self) -> int:
        """Sold or held."""
        return self.capacity - self.left

    @property
    def percent(self) -> int | None:
        """How full, in whole per cent; 100 only when nothing is left; none without places."""
        return self.taken * 100 // self.capacity if self.capacity else None


def nights_of(dates: Iterable[EventDate]) -> list[Night]:
    """Each date with capacity and places left, summed in one statement."""
    found = list(dates)
    totals = date_totals([date.id for date in found])
    return [Night(date, *totals.get(date.id, (0, 0))) for date in found]
