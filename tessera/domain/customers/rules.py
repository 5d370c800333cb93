"""What becomes of two customers who are one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

PERSON = (
    "civility",
    "first_name",
    "last_name",
    "company",
    "phone",
    "street",
    "postcode",
    "city",
    "country",
)
"""Who somebody is and where they live, in the order in which it is asked."""


def differing(one: Mapping[str, Any], two: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """The fields that both have, and not the same: somebody must choose."""
    return [name for name in names if one[name] and two[name] and one[name] != two[name]]


def merged(
    kept: Mapping[str, Any], other: Mapping[str, Any], *, from_other: Collection[str]
) -> dict[str, Any]:
    """The values of the one who stays: its own, but for those chosen or missing."""
    return {
        name: other[name] if other[name] and (name in from_other or not mine) else mine
        for name, mine in kept.items()
    }


def merged_notes(kept: str, other: str) -> str:
    """Both notes, each once."""
    texts = [text.strip() for text in (kept, other) if text.strip()]
    return "\n\n".join(dict.fromkeys(texts))
