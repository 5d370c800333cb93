"""How many tickets may still profit from an offer that counts them."""

from collections.abc import Sequence

from tessera.domain.offers.rules.live import Left, Limit, Line, LiveOffer, Rule, Why
from tessera.domain.offers.served import Room, Served


class Counted(Room):
    """Room in an offer with numbers. An automatic offer serves as many tickets as it may; a code
    serves all of them or is refused (`short`)."""

    def __init__(self, offer: LiveOffer, lines: Sequence[Line], left: Left) -> None:
        self.offer, self.lines, self.left = offer, lines, left
        self.limits = offer.counted
        self.tickets, self.asked, self.is_full = 0, 0, False
        self.used: dict[int, int] = {}

    def take(self, place: int, tickets: int) -> int:
        """As many as every number allows; of a code's, all, to be judged by `short`."""
        line = self.lines[place]
        mine = [limit for limit in self.limits if limit.covers(line)]
        able = tickets
        if not self.offer.needs_code:
            able = min([tickets, self._free(None), *(self._free(limit) for limit in mine)])
        self.is_full = self.is_full or able < tickets
        self.tickets += able
        for limit in mine:
            self.used[limit.id] = self.used.get(limit.id, 0) + able
        return able

    def fill(self, served: Sequence[Served]) -> list[tuple[int, int, int]]:
        """As many as every number allows, of the dearest tickets first where they are short."""
        if not self.offer.needs_code:
            served = sorted(served, key=lambda each: -each.each)
        return super().fill(served)

    def has_enough(self, served: Sequence[Served]) -> bool:
        """Whether all these tickets may profit, and no limit wants to know which."""
        return not self.limits and sum(each.tickets for each in served) <= self._free(None)

    @property
    def short(self) -> Why | None:
        """Which number a code would pass, if any."""
        if not self.offer.needs_code:
            return None
        for limit in (None, *self.limits):
            has = self.tickets if limit is None else self.used.get(limit.id, 0)
            name = limit.name if limit else {}
            most = self._per_order(limit)
            if most is not None and has > most:
                return Why(Rule.TOO_MANY, self.offer, most=most, has=has, thing=name)
            quota = self._quota(limit)
            if quota is not None and has > quota:
                return Why(Rule.QUOTA, self.offer, most=max(0, quota), has=has, thing=name)
        return None

    def _free(self, limit: Limit | None) -> int:
        taken = self.tickets if limit is None else self.used.get(limit.id, 0)
        numbers = [n for n in (self._per_order(limit), self._quota(limit)) if n is not None]
        return max(0, min(numbers) - taken) if numbers else 1_000_000

    def _per_order(self, limit: Limit | None) -> int | None:
        return self.offer.max_per_order if limit is None else limit.max_per_order

    def _quota(self, limit: Limit | None) -> int | None:
        if limit is None:
            return self.left.offers.get(self.offer.id, self.offer.max_tickets)
        return self.left.limits.get(limit.id, limit.max_tickets)
