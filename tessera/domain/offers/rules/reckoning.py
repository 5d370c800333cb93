"""Which offers a cart profits from, and how much each takes off.

The rule, in the words of the guide: offers without code come first, in the organiser's order, then
the code's; each takes from what the ones before it left. An offer that cannot be combined is
never on a ticket together with another: of those that want the same tickets the one that saves
most has them, and the buyer gets that, or the offers that combine, whichever costs less in all.
Nothing ever costs less than nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tessera.domain.offers.effects import NOTHING_BEFORE, Room, Served, Taken
from tessera.domain.offers.rules.fitting import unfit
from tessera.domain.offers.rules.live import (
    NO_LIMIT,
    WITHOUT_CODE,
    Applied,
    Facts,
    Left,
    Line,
    LiveOffer,
    Outcome,
    Rule,
    Typed,
    Why,
)
from tessera.domain.offers.rules.rooms import Counted


def reckon(
    lines: Sequence[Line],
    offers: Sequence[LiveOffer],
    facts: Facts,
    *,
    left: Left = NO_LIMIT,
    code: Typed | None = None,
) -> Outcome:
    """Which offers (in the organiser's order) apply to these lines, and what each takes off."""
    whys: dict[int, Why] = {}
    able: list[_Able] = []
    basket = _Basket(lines, facts, left, code)
    for offer in offers:
        if offer.needs_code and (code is None or offer.id != code.offer_id):
            continue
        found = basket.weigh(offer)
        if isinstance(found, Why):
            whys[offer.id] = found
        else:
            able.append(found)
    applied = basket.choose(able)
    used = {each.offer.id for each in applied}
    for each in able:
        if each.offer.id not in used:
            whys[each.offer.id] = Why(Rule.BETTER, each.offer, thing=_better(each, applied))
    return Outcome(tuple(applied), whys, _why_of_code(code, used, whys))


def _why_of_code(code: Typed | None, used: set[int], whys: Mapping[int, Why]) -> Why | None:
    if code is None or code.offer_id in used:
        return None
    return whys.get(code.offer_id, Why(Rule.OFF))


def _better(lost: "_Able", applied: Sequence[Applied]) -> Mapping[str, str]:
    """The name of an offer that has the tickets this one wanted."""
    places = set(lost.places)
    won = [each for each in applied if any(taken.place in places for taken in each.taken)]
    return won[0].offer.name if won else {}


@dataclass(frozen=True, slots=True)
class _Able:
    """An offer that could apply, with the lines it is for and what it would do alone."""

    offer: LiveOffer
    places: Sequence[int]
    alone: Applied

    @property
    def combines(self) -> bool:
        """Whether it may be on a ticket with others: what takes nothing off disturbs nobody."""
        return self.offer.is_combinable or not self.alone.amount


class _Basket:
    """The lines of a cart while offers are weighed."""

    def __init__(self, lines: Sequence[Line], facts: Facts, left: Left, code: Typed | None) -> None:
        self.lines, self.facts, self.left, self.code = lines, facts, left, code
        self.whole = [
            Served(place, line.tickets, line.tickets * line.unit_price)
            for place, line in enumerate(lines)
        ]
        self.kinds = {line.kind for line in lines}

    def weigh(self, offer: LiveOffer) -> "_Able | Why":
        """What the offer would do alone, or why it does not apply."""
        rule = unfit(offer, self.facts) or self._unfit_code(offer)
        if rule is not None:
            return Why(rule, offer, most=0)
        places = [place for place, line in enumerate(self.lines) if offer.serves(line)]
        if not places:
            return Why(Rule.NOTHING, offer)
        count = sum(self.lines[place].tickets for place in places)
        before = self.facts.past.get(offer.id, NOTHING_BEFORE).tickets if offer.remembers else 0
        if count + before < offer.min_per_order:
            return Why(Rule.TOO_FEW, offer, most=offer.min_per_order, has=count + before)
        alone = self.apply(offer, places, self.whole)
        if isinstance(alone, Why):
            return alone
        if not alone.amount and not offer.needs_code:
            return Why(Rule.NO_GAIN, offer)
        return _Able(offer, places, alone)

    def choose(self, able: Sequence[_Able]) -> list[Applied]:
        """Those that combine; or those that do not, beside what combines with nothing of theirs:
        whichever saves more."""
        together = sorted((each for each in able if each.combines), key=_code_last)
        alone = [each for each in able if not each.combines]
        first = self._chain(together, blocked=set())
        if not alone:
            return first
        won: set[int] = set()
        blocked: set[int] = set()
        for each in sorted(alone, key=_best_first):
            if blocked.isdisjoint(taken.place for taken in each.alone.taken):
                won.add(each.offer.id)
                blocked.update(taken.place for taken in each.alone.taken)
        second = [each.alone for each in alone if each.offer.id in won]
        second += self._chain(together, blocked=blocked)
        return max(second, first, key=_saved)

    def _chain(self, able: Sequence[_Able], *, blocked: Collection[int]) -> list[Applied]:
        """One after the other, each on what is left; `blocked` lines are another's."""
        state, found = list(self.whole), []
        for each in able:
            places = [place for place in each.places if place not in blocked]
            applied = self.apply(each.offer, places, state) if places else None
            if not isinstance(applied, Applied):
                continue
            if applied.amount or each.offer.needs_code:
                found.append(applied)
            for taken in applied.taken:
                old = state[taken.place]
                state[taken.place] = replace(old, amount=old.amount - taken.amount)
        return found

    def apply(
        self, offer: LiveOffer, places: Sequence[int], state: Sequence[Served]
    ) -> "Applied | Why":
        """What the offer takes off these lines; a code is refused what it cannot serve whole."""
        served = [state[place] for place in places if state[place].amount or offer.needs_code]
        room = self._room(offer)
        if room is not None and not offer.needs_code:
            served.sort(key=lambda each: -each.each)
        past = self.facts.past.get(offer.id, NOTHING_BEFORE)
        taken = offer.effect.apply(
            served, currency=self.facts.currency, room=room or Room(), past=past
        )
        able = tuple(_within(each, state[each.place]) for each in taken)
        if room is not None and room.short is not None:
            return room.short
        if not able:
            return Why(Rule.QUOTA if room and room.is_full else Rule.NO_GAIN, offer)
        return Applied(offer, able, room.used if room else {})

    def _room(self, offer: LiveOffer) -> "Counted | None":
        counted = offer.counted
        if offer.max_tickets is None and offer.max_per_order is None and not counted:
            return None
        return Counted(offer, self.lines, self.left)

    def _unfit_code(self, offer: LiveOffer) -> Rule | None:
        if not offer.needs_code or self.code is None:
            return None
        if not self.code.is_active:
            return Rule.OFF
        if self.code.left is not None and self.code.left < 1:
            return Rule.USED_UP
        return None if self.kinds.isdisjoint(WITHOUT_CODE) else Rule.KIND


def _within(taken: Taken, left: Served) -> Taken:
    """Never more than the line still costs: also of parts that others wrote."""
    amount = max(0, min(taken.amount, left.amount))
    return taken if amount == taken.amount else replace(taken, amount=amount)


def _code_last(each: _Able) -> bool:
    return each.offer.needs_code


def _best_first(each: _Able) -> tuple[int, bool]:
    return -each.alone.amount, not each.offer.needs_code


def _saved(applied: Sequence[Applied]) -> tuple[int, bool]:
    """What counts: the sum, then that the code the buyer typed is among them."""
    return sum(each.amount for each in applied), any(each.offer.needs_code for each in applied)
