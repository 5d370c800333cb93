"""An organiser opens the dates of an event that plays a thousand times."""

from collections.abc import Iterator
from typing import Any

from bench import archive, stage, stories
from bench.house import House
from bench.load import Scene, figure

ORDER = 60


def measure(house: House) -> Iterator[dict[str, Any]]:
    """The list of dates and the month, one organiser at a time."""
    programme = stage.event("thousand", dates=1000)
    page = f"/manage/bench/events/{programme.event.slug}/dates/"
    cookies = archive.as_organiser(house)
    month = f"{programme.date.starts_at:%Y-%m}"
    for view, path in (("list", page), ("month", f"{page}?view=month&month={month}")):
        scene = Scene(stories.read_as_organiser, 100, 1, {"paths": [path]}, cookies=cookies)
        found = figure("dates_page_1000", scene, house, warm=4)
        yield found | {"value": found["p50_ms"], "unit": "ms", "view": view}
