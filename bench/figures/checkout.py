"""A stranger buys two tickets: the whole story, with issued tickets, free of outside services."""

from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, figure

ORDER = 20


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Everybody is a fresh visitor, and all take from one pool."""
    programme = stage.event("gift", price=0)
    facts = stage.where(programme) | {"method": "free"}
    yield figure("checkout", Scene(stories.buy_order, 600, 8, facts, fresh=True), house, warm=60)
