"""Whether anything becomes slower while orders pile up, from a thousand to a million."""

from collections.abc import Iterator
from typing import Any

from bench import archive, stage, stories
from bench.house import House
from bench.load import Scene, cookies_after, figure
from bench.tickets import codes_of, write_tickets

ORDER = 95
SIZES = (1_000, 100_000, 1_000_000)
SCANS, WARM = 200, 20


def measure(house: House) -> Iterator[dict[str, Any]]:
    """The event's page, a purchase, a scan, the list of orders and the dashboard at each size;
    sizes that the archive has outgrown already are left out."""
    free, door = stage.event("growing", price=0), stage.event("growing-door")
    write_tickets(door, how_many=len(SIZES) * (SCANS + WARM) + 4)
    codes = iter(codes_of(door.date, len(SIZES) * (SCANS + WARM)))
    at_door = {"shop": door.shop.slug, "date": door.date.id}
    steward = cookies_after(stories.open_door, house, stage.administrator() | at_door)
    for size in SIZES:
        if archive.grow(size) > size:
            continue
        archive.count()
        yield from _at(size, house, free=free, steward=steward, codes=codes)


def _at(
    size: int, house: House, *, free: Any, steward: dict[str, str], codes: Iterator[str]
) -> Iterator[dict[str, Any]]:
    organiser = archive.as_organiser(house)
    page = {"path": stage.path_of(stage.hall())}
    buying = stage.where(free) | {"method": "free"}
    tonight = {"codes": [next(codes) for _ in range(SCANS + WARM)]}
    orders, desk = ({"paths": [f"/manage/bench/{each}"]} for each in ("orders/", ""))
    scenes = {
        "event_page": Scene(stories.read, 1000, 8, page),
        "checkout": Scene(stories.buy_order, 150, 4, buying, fresh=True),
        "scan": Scene(stories.scan, SCANS, 4, tonight, cookies=steward),
        "orders_grid": Scene(stories.read_as_organiser, 60, 1, orders, cookies=organiser),
        "dashboard": Scene(stories.read_as_organiser, 40, 1, desk, cookies=organiser),
    }
    for name, scene in scenes.items():
        found = figure("growth", scene, house, warm=WARM)
        yield found | {"value": found["cpu_s_per_op"], "unit": "s", "of": name, "orders": size}
