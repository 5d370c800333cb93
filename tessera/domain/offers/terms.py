"""What an organiser says of an offer, and what of it cannot be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tessera.domain.offers.errors import BadOffer, OfferUsed

FROZEN = ("effect", "settings", "needs_code")
"""What an offer does; it stays as it is once somebody profited."""

PLAIN = (
    "needs_code",
    "is_combinable",
    "starts_at",
    "ends_at",
    "max_tickets",
    "max_per_order",
    "min_per_order",
    "audience",
    "remembers",
)
"""What reads the same of an offer on its row, as its organiser says it, and as carts meet it."""

Thing = tuple[str, int]
"""What a limit names: ("event", 7), ("zone", 7) or ("product", 7)."""


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """One thing that an offer serves, with its own total and how many an order may have of it."""

    thing: Thing
    max_tickets: int | None = None
    max_per_order: int | None = None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer as its organiser says it. Without limits it serves everything; `channels` none
    means all."""

    name: Mapping[str, str]
    effect: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    needs_code: bool = True
    is_combinable: bool = False
    is_published: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    max_tickets: int | None = None
    max_per_order: int | None = None
    min_per_order: int = 0
    channels: Sequence[str] | None = None
    audience: str = "everybody"
    customer_ids: Sequence[int] = ()
    level_ids: Sequence[int] = ()
    remembers: bool = False
    team_note: str = ""
    limits: tuple[LimitFacts, ...] = ()


def require_terms(facts: OfferFacts) -> None:
    """Refuses (BadOffer, `field`) an offer that could never serve anybody as it is said."""
    if not any(facts.name.values()):
        raise BadOffer(_("Give the offer a name: buyers read it."), field="name")
    if facts.starts_at and facts.ends_at and facts.ends_at <= facts.starts_at:
        raise BadOffer(_("An offer must end after it begins."), field="ends_at")
    if facts.max_per_order and facts.max_per_order < facts.min_per_order:
        raise BadOffer(
            _("The most per order cannot be less than the least."), field="max_per_order"
        )
    if facts.channels is not None and not facts.channels:
        raise BadOffer(_("Choose at least one place where it is sold."), field="channels")
    if facts.audience == "chosen" and not facts.customer_ids:
        raise BadOffer(_("Choose at least one customer, or another audience."), field="audience")
    if facts.audience == "members" and not facts.level_ids:
        raise BadOffer(_("Choose at least one level, or another audience."), field="level_ids")
    twice = [thing for thing, n in Counter(each.thing for each in facts.limits).items() if n > 1]
    if twice:
        raise BadOffer(_("The same thing is chosen twice."), field="limits")


def frozen_changes(before: OfferFacts, after: OfferFacts) -> list[str]:
    """Which of what an offer does would be changed."""
    return [name for name in FROZEN if getattr(before, name) != getattr(after, name)]


def require_same_effect(before: OfferFacts, after: OfferFacts) -> None:
    """Refuses (OfferUsed) to change what a used offer does: orders were told it."""
    changed = frozen_changes(before, after)
    if changed:
        raise OfferUsed(
            _(
                "Orders profited from this offer already: what it does stays as it is. "
                "Duplicate it, change the copy, and switch this one off."
            ),
            fields=changed,
        )
