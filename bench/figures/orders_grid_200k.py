"""An organiser turns the pages of two hundred thousand orders."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench import archive, stories
from bench.house import House
from bench.load import Scene, figure
from tessera.lib import clock

ORDER = 72


def measure(house: House) -> Iterator[dict[str, Any]]:
    """The first page, and one far back."""
    archive.write()
    long_ago = clock.now() - timedelta(minutes=archive.ORDERS * 9 // 10)
    paths = ["/manage/bench/orders/", f"/manage/bench/orders/?until={long_ago:%Y-%m-%d}"]
    cookies = archive.as_organiser(house)
    scene = Scene(stories.read_as_organiser, 150, 1, {"paths": paths}, cookies=cookies)
    found = figure("orders_grid_200k", scene, house, warm=6)
    yield found | {"value": found["p50_ms"], "unit": "ms"}
