"""Stewards scan tickets at a door with twenty thousand of them on the list."""

from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, cookies_after, figure
from bench.tickets import codes_of, write_tickets

ORDER = 30
TICKETS, TIMES, WARM = 20_000, 4000, 200


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Every code is good, and held once."""
    programme = stage.event("door")
    write_tickets(programme, how_many=TICKETS)
    door = {"shop": programme.shop.slug, "date": programme.date.id}
    cookies = cookies_after(stories.open_door, house, stage.administrator() | door)
    facts = {"codes": codes_of(programme.date, WARM + TIMES)}
    yield figure("scan", Scene(stories.scan, TIMES, 8, facts, cookies=cookies), house, warm=WARM)
