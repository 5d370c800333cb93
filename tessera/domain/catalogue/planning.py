"""What an organiser says of memberships: facts and what is refused of them. No database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import BadLevel, BadPlan, BadTerms, PriceFrozen

LEAP_YEAR = 2028


@dataclass(frozen=True, slots=True)
class TermsFacts:
    """How a shop takes members."""

    is_active: bool
    pays_online: bool = True
    pays_by_invoice: bool = False
    currency: str = ""
    layout: str = "cards"
    intro: Mapping[str, str] = field(default_factory=dict)
    asks_donation: bool = False


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """A level; `reminder_days` below zero come before the end."""

    name: Mapping[str, str]
    benefits: Mapping[str, str] = field(default_factory=dict)
    colour: str = "#3b3a6e"
    rank: int = 0
    reminder_days: Sequence[int] = (-30, -7, 7)
    grace_days: int = 14
    opens_days: int = 60
    closes_days: int = 90


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan. `net_price` is without VAT, in minor units; `vat_rate` per cent, none for the
    shop's. Of the picture only a new one is given, as bytes."""

    level_id: int
    name: Mapping[str, str]
    unit: str = "years"
    count: int = 1
    season_starts: str = ""
    season_rollover: str = ""
    needs_approval: bool = False
    subtitle: Mapping[str, str] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    net_price: int = 0
    vat_rate: Decimal | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    seats: int = 1
    renews_itself: bool = False
    picture: Any = None


FROZEN = (
    "level_id",
    "unit",
    "count",
    "season_starts",
    "season_rollover",
    "net_price",
    "vat_rate",
    "seats",
)
"""What a plan keeps for good once it was published: what those who joined were promised."""


def require_terms(facts: TermsFacts, *, currencies: Collection[str]) -> None:
    """Refuses (BadTerms, `field`) no way to pay at all, and a currency the shop does not use."""
    if not facts.pays_online and not facts.pays_by_invoice:
        raise BadTerms(
            _("Members must be able to pay: allow online payment, invoices, or both."),
            field="pays_online",
        )
    if facts.currency not in currencies:
        raise BadTerms(_("Choose the currency of memberships."), field="currency")


def require_level(facts: LevelFacts) -> None:
    """Refuses (BadLevel, `field`) a level without a name, and reminders that repeat themselves."""
    if not any(facts.name.values()):
        raise BadLevel(_("Give the level a name."), field="name")
    if len(set(facts.reminder_days)) != len(facts.reminder_days):
        raise BadLevel(
            _("Two reminders would leave on the same day. Keep one."), field="reminder_days"
        )


def require_plan(facts: PlanFacts) -> None:
    """Refuses (BadPlan, `field`) what nobody could join as it is said."""
    if not any(facts.name.values()):
        raise BadPlan(_("Give the plan a name."), field="name")
    if facts.unit == "season" and not _is_day(facts.season_starts):
        raise BadPlan(
            _("Say on which day the season begins, as month and day: 09-01."), field="season_starts"
        )
    if facts.season_rollover and not _is_day(facts.season_rollover):
        raise BadPlan(_("Write the day as month and day: 06-01."), field="season_rollover")
    if facts.count < 1 or facts.seats < 1:
        raise BadPlan(
            _("A plan lasts at least one day and is for one person at least."), field="count"
        )
    if facts.opens_at and facts.closes_at and facts.closes_at <= facts.opens_at:
        raise BadPlan(_("It closes before it opens."), field="closes_at")


def require_unfrozen(before: PlanFacts, after: PlanFacts) -> None:
    """Refuses (PriceFrozen, `field`) to change what those who joined were promised."""
    for name in FROZEN:
        if getattr(before, name) != getattr(after, name):
            raise PriceFrozen(
                _(
                    "This plan was published: its price, VAT, level, duration and seats stay as "
                    "they are. Copy it with the new price, and hide this one."
                ),
                field=name,
            )


def gross(net: int, rate: Decimal) -> int:
    """A net price with VAT on it, rounded half up (minor units)."""
    with_tax = Decimal(net) * (100 + rate) / 100
    return int(with_tax.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _is_day(text: str) -> bool:
    try:
        month, day = (int(part) for part in text.split("-"))
        date(LEAP_YEAR, month, day)
    except ValueError:
        return False
    return len(text) == len("MM-DD")
