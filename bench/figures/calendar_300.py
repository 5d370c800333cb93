"""A visitor opens the month of an event with three hundred dates in it."""

from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, figure

ORDER = 12


def measure(house: House) -> Iterator[dict[str, Any]]:
    """One visitor at a time: what counts is how long one waits."""
    programme = stage.event("calendar", dates=300)
    month = f"{programme.date.starts_at:%Y-%m}"
    facts = {"path": f"{stage.path_of(programme)}?view=month&month={month}"}
    found = figure("calendar_300", Scene(stories.read, 300, 1, facts), house)
    yield found | {"value": found["p50_ms"], "unit": "ms"}
