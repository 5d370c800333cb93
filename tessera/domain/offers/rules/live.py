"""What offers are reckoned with: lines, offers, who buys; and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from tessera.domain.offers.effects import Effect, Past, Taken

UNSERVED = frozenset({"voucher", "article", "donation"})
"""Kinds of products that no offer reduces."""

WITHOUT_CODE = frozenset({"voucher", "article"})
"""Kinds of products beside which no code is taken."""


class Rule(StrEnum):
    """Why an offer does not apply."""

    OFF = "off"
    NOT_YET = "not_yet"
    OVER = "over"
    CHANNEL = "channel"
    CURRENCY = "currency"
    KNOWN = "known"
    NEWSLETTER = "newsletter"
    CHOSEN = "chosen"
    MEMBERS = "members"
    KIND = "kind"
    NOTHING = "nothing"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    QUOTA = "quota"
    USED_UP = "used_up"
    NO_GAIN = "no_gain"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cart, before any offer; prices in minor units, VAT included."""

    product_id: int
    event_id: int | None
    zone_id: int | None
    kind: str
    tickets: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class Limit:
    """What an offer is for: an event, a zone or a product (`thing`), with its own limits."""

    id: int
    thing: str
    thing_id: int
    name: Mapping[str, str]
    max_tickets: int | None = None
    max_per_order: int | None = None

    def covers(self, line: Line) -> bool:
        """Whether the line is of that thing."""
        return getattr(line, f"{self.thing}_id") == self.thing_id


@dataclass(frozen=True)
class LiveOffer:
    """An offer, ready to be reckoned with."""

    id: int
    name: Mapping[str, str]
    effect: Effect
    needs_code: bool = False
    is_combinable: bool = False
    is_published: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    max_tickets: int | None = None
    max_per_order: int | None = None
    min_per_order: int = 0
    channels: frozenset[str] | None = None
    audience: str = "everybody"
    customer_ids: frozenset[int] = frozenset()
    level_ids: frozenset[int] = frozenset()
    remembers: bool = False
    is_for_plans: bool = False
    limits: tuple[Limit, ...] = ()

    @cached_property
    def counted(self) -> tuple[Limit, ...]:
        """The limits that have a number."""
        return tuple(
            each
            for each in self.limits
            if each.max_tickets is not None or each.max_per_order is not None
        )

    @cached_property
    def has_quota(self) -> bool:
        """Whether tickets that profit are counted over all orders."""
        return self.max_tickets is not None or any(
            each.max_tickets is not None for each in self.limits
        )

    @cached_property
    def has_numbers(self) -> bool:
        """Whether there is any number to keep to."""
        return bool(self.max_tickets is not None or self.max_per_order is not None or self.counted)

    @cached_property
    def needs_customer(self) -> bool:
        """Whether it matters who buys."""
        return self.remembers or self.audience != "everybody"

    @cached_property
    def things(self) -> tuple[tuple[str, int], ...]:
        """What its limits name."""
        return tuple((limit.thing, limit.thing_id) for limit in self.limits)

    @cached_property
    def labels(self) -> dict[tuple[str, ...], dict[str, str]]:
        """What buyers read of it, by currency and languages, as it was said first."""
        return {}

    def serves(self, line: Line) -> bool:
        """Whether the line is what the offer is for."""
        if line.kind in UNSERVED:
            return False
        if self.limits:
            return any(limit.covers(line) for limit in self.limits)
        return (line.kind == "plan") == self.is_for_plans

    def opens(self, product_id: int, *, event_id: int | None, zone_id: int | None) -> bool:
        """Whether its code opens a product that is sold by code: its limits must name it."""
        line = Line(product_id, event_id, zone_id, "tariff", 1, 0)
        return self.needs_code and any(limit.covers(line) for limit in self.limits)


@dataclass(frozen=True, slots=True)
class Typed:
    """The code of a cart. `left` is how many orders may still use it; None: no limit."""

    text: str
    offer_id: int
    is_active: bool = True
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Who buys, when, where."""

    channel: str
    currency: str
    at: datetime
    customer_id: int | None = None
    has_ordered: bool = False
    newsletter: bool = False
    levels: frozenset[int] = frozenset()
    past: Mapping[int, Past] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """How many tickets may still profit of each offer and of each limit that is counted."""

    offers: Mapping[int, int] = field(default_factory=dict)
    limits: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Why:
    """Why an offer does not apply, with the figures of it."""

    rule: Rule
    offer: LiveOffer | None = None
    most: int = 0
    has: int = 0
    thing: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Applied:
    """What an offer takes off, line by line (`place` in the list of lines) and in all, and how many
    tickets of each of its counted limits profit."""

    offer: LiveOffer
    taken: Sequence[Taken]
    amount: int
    limits: Mapping[int, int]

    @property
    def tickets(self) -> int:
        """How many tickets profit."""
        return sum(tickets for _place, tickets, _amount in self.taken)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The offers that apply, in their order, and for the others why not; also for the code."""

    applied: tuple[Applied, ...] = ()
    whys: Mapping[int, Why] = field(default_factory=dict)
    code_why: Why | None = None

    @property
    def amount(self) -> int:
        """What all offers take off."""
        return sum(each.amount for each in self.applied)


NO_LIMIT = Left()
