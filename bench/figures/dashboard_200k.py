"""An organiser looks at the season: two hundred thousand orders in one page."""

from collections.abc import Iterator
from typing import Any

from bench import archive, stories
from bench.house import House
from bench.load import Scene, figure

ORDER = 76


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Thirty days, and the whole season; the days that are over are counted, as the worker does."""
    archive.write()
    archive.count()
    paths = ["/manage/bench/", "/manage/bench/?period=season"]
    cookies = archive.as_organiser(house)
    for path in paths:
        scene = Scene(stories.read_as_organiser, 60, 1, {"paths": [path]}, cookies=cookies)
        found = figure("dashboard_200k", scene, house, warm=4)
        period = path.partition("=")[2] or "30d"
        yield found | {"value": found["p50_ms"], "unit": "ms", "period": period}
