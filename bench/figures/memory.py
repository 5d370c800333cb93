"""How much memory one web worker has taken, after all the others have used it."""

from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, drive
from bench.processes import rss

ORDER = 90


def measure(house: House) -> Iterator[dict[str, Any]]:
    """The largest; some load goes before, in case nothing else was measured."""
    facts = stage.where(stage.event("memory", price=0)) | {"method": "free"}
    drive(Scene(stories.buy_order, 200, 8, facts, fresh=True), house)
    sizes = sorted(rss(pid) for pid in house.web_workers)
    yield {"name": "memory", "value": round(sizes[-1] / 1e6, 1), "unit": "MB", "concurrency": 8}
