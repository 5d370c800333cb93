"""Which right of a key an endpoint needs, said in its description."""

from typing import Any

from tessera.domain.organisations.rules import Can


def needs(right: Can) -> dict[str, Any]:
    """The right, for the OpenAPI description and its page."""
    return {"x-right": right.value}
