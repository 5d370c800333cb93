"""An organiser looks for a last name among two hundred thousand orders."""

from collections.abc import Iterator
from typing import Any

from bench import archive, stories
from bench.house import House
from bench.load import Scene, figure

ORDER = 70


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Whole names and beginnings of names, each time another."""
    archive.write()
    words = [f"{name}{number}" for number in range(100, 140) for name in archive.NAMES]
    facts = {"paths": [f"/manage/bench/orders/?q={word}" for word in words]}
    cookies = archive.as_organiser(house)
    scene = Scene(stories.read_as_organiser, 200, 1, facts, cookies=cookies)
    found = figure("order_search_200k", scene, house, warm=5)
    yield found | {"value": found["p50_ms"], "unit": "ms"}
