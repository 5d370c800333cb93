"""An organiser takes twenty thousand orders home as CSV."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench import archive, stories
from bench.house import House
from bench.load import Scene, figure
from bench.processes import rss
from tessera.lib import clock

ORDER = 74


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Fourteen days of the archive, at an order a minute."""
    archive.write()
    until = clock.now() - timedelta(days=10)
    since = until - timedelta(days=13)
    path = f"/manage/bench/orders.csv?since={since:%Y-%m-%d}&until={until:%Y-%m-%d}"
    cookies = archive.as_organiser(house)
    before = max(rss(pid) for pid in house.web_workers)
    scene = Scene(stories.read_as_organiser, 3, 1, {"paths": [path]}, cookies=cookies)
    found = figure("export_20k_orders", scene, house, warm=1)
    grown = max(rss(pid) for pid in house.web_workers) - before
    yield found | {
        "value": round(found["p50_ms"] / 1000, 2),
        "unit": "s",
        "memory_grown_mb": round(grown / 1e6, 1),
    }
