"""Which offers a cart profits from, and how much each takes off.

The rule, in the words of the guide: offers without code come first, in the organiser's order, then
the code's; each takes from what the ones before it left. An offer that cannot be combined is
never on a ticket together with another: of those that want the same tickets the one that saves
most has them, and the buyer gets that, or the offers that combine, whichever costs less in all.
Nothing ever costs less than nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tessera.domain.offers.rules.fitting import unfit
from tessera.domain.offers.rules.live import (
    NO_LIMIT,
    UNSERVED,
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
from tessera.domain.offers.served import NOTHING_BEFORE, Endless, Past, Served, Taken


def reckon(
    lines: Sequence[Line],
    offers: Sequence[LiveOffer],
    facts: Facts,
    *,
    left: Left = NO_LIMIT,
    code: Typed | None = None,
) -> Outcome:
    """Which offers (in the organiser's order) apply to these lines, and what each takes off."""
    able: list[_Able] = []
    basket = _Basket(lines, facts, left, code)
    for offer in offers:
        if offer.needs_code and (code is None or offer.id != code.offer_id):
            continue
        found = basket.weigh(offer)
        if isinstance(found, Why):
            basket.whys[offer.id] = found
        else:
            able.append(found)
    applied = basket.choose(able)
    whys = basket.whys
    used = {each.offer.id for each in applied}
    holders = {place: each.offer for each in reversed(applied) for place, _n, _off in each.taken}
    for each in able:
        if each.offer.id not in used and each.offer.id not in whys:
            whys[each.offer.id] = _beaten(each, holders)
    return Outcome(tuple(applied), whys, _why_of_code(code, used, whys))


def _why_of_code(code: Typed | None, used: set[int], whys: Mapping[int, Why]) -> Why | None:
    if code is None or code.offer_id in used:
        return None
    return whys.get(code.offer_id, Why(Rule.OFF))


def _beaten(lost: "_Able", holders: Mapping[int, LiveOffer]) -> Why:
    """Others have the tickets it wanted, and save more: the first of them is named."""
    other = next((holders[place] for place in lost.places if place in holders), None)
    return Why(Rule.BETTER, lost.offer, thing=other.name if other else {})


@dataclass(slots=True)
class _Able:
    """An offer that could apply, with the lines it is for and what it would save alone (not
    reckoned for what combines without a code: that is never alone)."""

    offer: LiveOffer
    places: Sequence[int]
    saves: int | None = None

    @property
    def combines(self) -> bool:
        """Whether it may be on a ticket with others: what takes nothing off disturbs nobody."""
        return not self.saves or self.offer.is_combinable


class _Basket:
    """The lines of a cart while offers are weighed, and why some do not apply."""

    def __init__(self, lines: Sequence[Line], facts: Facts, left: Left, code: Typed | None) -> None:
        self.lines, self.facts, self.left, self.code = lines, facts, left, code
        self.whys: dict[int, Why] = {}
        self.kinds = {line.kind for line in lines}
        self.whole: list[Served] = []
        self.places: dict[tuple[str, int | None], list[int]] = {}
        for place, line in enumerate(lines):
            self.whole.append(Served(place, line.tickets, line.tickets * line.unit_price))
            for thing in _things(line):
                self.places.setdefault(thing, []).append(place)

    def weigh(self, offer: LiveOffer) -> "_Able | Why":
        """What the offer would do alone, or why it does not apply."""
        rule = unfit(offer, self.facts) or self._unfit_code(offer)
        if rule is not None:
            return Why(rule, offer)
        places = self._places(offer)
        if not places:
            return Why(Rule.NOTHING, offer)
        if offer.min_per_order > 1:
            count = sum(self.lines[place].tickets for place in places)
            count += self._past(offer).tickets
            if count < offer.min_per_order:
                return Why(Rule.TOO_FEW, offer, most=offer.min_per_order, has=count)
        if offer.is_combinable and not offer.needs_code:
            return _Able(offer, places)
        saves = self._saves(offer, places)
        if isinstance(saves, Why):
            return saves
        if not saves and not offer.needs_code:
            return Why(Rule.NO_GAIN, offer)
        return _Able(offer, places, saves)

    def _saves(self, offer: LiveOffer, places: Sequence[int]) -> "int | Why":
        """What it takes off alone. Most offers are weighed and not chosen: where every ticket may
        profit, which line has what is not asked yet."""
        if not offer.needs_code:
            served = [each for place in places if (each := self.whole[place]).amount]
            if self._room(offer, served) is None:
                past, currency = self._past(offer), self.facts.currency
                return offer.effect.saves(served, currency=currency, room=ENDLESS, past=past)
        alone = self.apply(offer, places, self.whole)
        return alone if isinstance(alone, Why) else alone.amount

    def choose(self, able: Sequence[_Able]) -> list[Applied]:
        """Those that combine; or those that do not, beside what combines with nothing of theirs:
        whichever saves more."""
        together = sorted((each for each in able if each.combines), key=_code_last)
        alone = [each for each in able if not each.combines]
        first = self._chain(together, blocked=set())
        if not alone:
            return first
        won: dict[int, Applied] = {}
        blocked: set[int] = set()
        for each in sorted(alone, key=_best_first):
            if blocked.issuperset(each.places):
                continue
            applied = self.apply(each.offer, each.places, self.whole)
            if isinstance(applied, Why):
                continue
            places = {place for place, _tickets, _amount in applied.taken}
            if blocked.isdisjoint(places):
                won[each.offer.id] = applied
                blocked |= places
        second = [won[each.offer.id] for each in alone if each.offer.id in won]
        second += self._chain(together, blocked=blocked)
        return max(second, first, key=_saved)

    def _chain(self, able: Sequence[_Able], *, blocked: Collection[int]) -> list[Applied]:
        """One after the other, each on what is left; `blocked` lines are another's."""
        state, found = list(self.whole), []
        for each in able:
            places = each.places
            if blocked:
                places = [place for place in places if place not in blocked]
            applied = self.apply(each.offer, places, state) if places else None
            if isinstance(applied, Why) and not blocked:
                self.whys[each.offer.id] = applied
            if not isinstance(applied, Applied):
                continue
            if applied.amount or each.offer.needs_code:
                found.append(applied)
            for place, _tickets, amount in applied.taken:
                old = state[place]
                state[place] = Served(place, old.tickets, old.amount - amount)
        return found

    def apply(
        self, offer: LiveOffer, places: Sequence[int], state: Sequence[Served]
    ) -> "Applied | Why":
        """What the offer takes off these lines; a code is refused what it cannot serve whole."""
        if offer.needs_code:
            served = [state[place] for place in places]
        else:
            served = [each for place in places if (each := state[place]).amount]
        room = self._room(offer, served)
        taken = offer.effect.apply(
            served,
            currency=self.facts.currency,
            room=room or ENDLESS,
            past=self._past(offer),
        )
        taken, amount = _within(taken, state)
        if room is not None and room.short is not None:
            return room.short
        if not taken:
            return Why(Rule.QUOTA if room and room.is_full else Rule.NO_GAIN, offer)
        return Applied(offer, taken, amount, room.used if room else NOTHING)

    def _room(self, offer: LiveOffer, served: Sequence[Served]) -> Counted | None:
        """None where every ticket may profit."""
        if not offer.has_numbers:
            return None
        room = Counted(offer, self.lines, self.left)
        return None if not offer.needs_code and room.has_enough(served) else room

    def _places(self, offer: LiveOffer) -> Sequence[int]:
        things = offer.things or ((PLANS if offer.is_for_plans else TICKETS),)
        if len(things) == 1:
            return self.places.get(things[0], ())
        return sorted({place for thing in things for place in self.places.get(thing, ())})

    def _past(self, offer: LiveOffer) -> Past:
        return self.facts.past.get(offer.id, NOTHING_BEFORE) if offer.remembers else NOTHING_BEFORE

    def _unfit_code(self, offer: LiveOffer) -> Rule | None:
        if not offer.needs_code or self.code is None:
            return None
        if not self.code.is_active:
            return Rule.OFF
        if self.code.left is not None and self.code.left < 1:
            return Rule.USED_UP
        return None if self.kinds.isdisjoint(WITHOUT_CODE) else Rule.KIND


ENDLESS = Endless()
NOTHING: Mapping[int, int] = {}
TICKETS: tuple[str, int | None] = ("tickets", None)
PLANS: tuple[str, int | None] = ("plans", None)
"""What an offer without limits is for: the tickets, or the plans of memberships."""


def _things(line: Line) -> list[tuple[str, int | None]]:
    """Everything that a limit could name of the line; nothing of what is never reduced."""
    if line.kind in UNSERVED:
        return []
    all_of_a_kind = PLANS if line.kind == "plan" else TICKETS
    own = [("product", line.product_id), ("event", line.event_id), ("zone", line.zone_id)]
    return [all_of_a_kind, *(thing for thing in own if thing[1] is not None)]


def _within(taken: Sequence[Taken], state: Sequence[Served]) -> tuple[Sequence[Taken], int]:
    """What is taken, and its sum; never more than a line still costs, also by parts of others."""
    total = 0
    for place, _tickets, amount in taken:
        if not 0 <= amount <= state[place].amount:
            kept = [
                (place, tickets, max(0, min(amount, state[place].amount)))
                for place, tickets, amount in taken
            ]
            return kept, sum(amount for _place, _tickets, amount in kept)
        total += amount
    return taken, total


def _code_last(each: _Able) -> bool:
    return each.offer.needs_code


def _best_first(each: _Able) -> tuple[int, bool]:
    return -(each.saves or 0), not each.offer.needs_code


def _saved(applied: Sequence[Applied]) -> tuple[int, bool]:
    """What counts: the sum, then that the code the buyer typed is among them."""
    return sum(each.amount for each in applied), any(each.offer.needs_code for each in applied)
