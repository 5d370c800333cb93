"""Offers on carts: facts in, answer out."""

from tessera.domain.offers.rules.live import (
    Applied,
    Facts,
    Left,
    Limit,
    Line,
    LiveOffer,
    Outcome,
    Rule,
    Typed,
    Why,
)
from tessera.domain.offers.rules.reckoning import reckon

__all__ = [
    "Applied",
    "Facts",
    "Left",
    "Limit",
    "Line",
    "LiveOffer",
    "Outcome",
    "Rule",
    "Typed",
    "Why",
    "reckon",
]
