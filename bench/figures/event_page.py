"""An anonymous visitor reads the page of an event on sale."""

from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, figure

ORDER = 10


def measure(house: House) -> Iterator[dict[str, Any]]:
    """The page of the bench's event, again and again."""
    facts = {"path": stage.path_of(stage.hall())}
    yield figure("event_page", Scene(stories.read, 6000, 16, facts), house, warm=400)
