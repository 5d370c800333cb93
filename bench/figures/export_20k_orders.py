"""An organiser takes orders home as CSV: twenty thousand, and ten times as many."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench import archive, stories
from bench.house import House
from bench.load import Scene, figure
from bench.processes import peak, rss
from tessera.lib import clock

ORDER = 74


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Fourteen days of the archive, at an order a minute; then all of it, in the same memory."""
    archive.write()
    until = clock.now() - timedelta(days=10)
    since = until - timedelta(days=13)
    days = f"?since={since:%Y-%m-%d}&until={until:%Y-%m-%d}"
    cookies = archive.as_organiser(house)
    for orders, query, times in ((20_160, days, 3), (archive.ORDERS, "", 1)):
        before = max(rss(pid) for pid in house.web_workers)
        paths = [f"/manage/bench/orders.csv{query}"]
        scene = Scene(stories.read_as_organiser, times, 1, {"paths": paths}, cookies=cookies)
        found = figure("export_20k_orders", scene, house, warm=1)
        grown = max(rss(pid) for pid in house.web_workers) - before
        yield found | {
            "value": round(found["p50_ms"] / 1000, 2),
            "unit": "s",
            "orders": orders,
            "memory_grown_mb": round(grown / 1e6, 1),
            "memory_peak_mb": round(max(peak(pid) for pid in house.web_workers) / 1e6, 1),
        }
