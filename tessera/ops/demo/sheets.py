"""The season as it is written down: one file an event, days counted from today."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Sheet:
    """One event's file."""

    facts: Mapping[str, Any]
    rooms: Mapping[str, Any]

    @property
    def room(self) -> Mapping[str, Any]:
        """Where it is given."""
        room: Mapping[str, Any] = self.rooms[self.facts["room"]]
        return room

    @property
    def zones(self) -> Sequence[Mapping[str, Any]]:
        """The event's own zones, or those of its room."""
        zones: Sequence[Mapping[str, Any]] = self.facts.get("zones") or self.room["zones"]
        return zones

    @property
    def popularity(self) -> int:
        """How well it sells, 0 to 10."""
        return int(self.facts["popularity"])


@dataclass(frozen=True, slots=True)
class Evening:
    """One date: when it starts, how full it is to be (none: as usual), how many stay unsold."""

    starts_at: datetime
    sold: float | None
    leave: int | None
    is_running: bool


def read_shop() -> dict[str, Any]:
    """The shop itself."""
    return tomllib.loads((HERE / "shop.toml").read_text())


def read_season() -> list[Sheet]:
    """Every event, in the order of the files."""
    rooms = tomllib.loads((HERE / "rooms.toml").read_text())
    files = sorted((HERE / "season").glob("*.toml"))
    return [Sheet(tomllib.loads(file.read_text()), rooms) for file in files]


def evenings(sheet: Sheet, *, at: datetime, time_zone: str) -> Iterator[Evening]:
    """The dates of an event around the moment, on the clock of the theatre."""
    zone = ZoneInfo(time_zone)
    today = at.astimezone(zone).date()
    for given in sheet.facts["dates"]:
        sold, leave = given.get("sold"), given.get("leave")
        if given.get("now"):
            yield Evening(_half_hour_before(at), sold, leave, is_running=True)
            continue
        day = today + timedelta(days=given["in_days"])
        for clock in given["at"]:
            start = datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
            yield Evening(start, sold, leave, is_running=False)


def _half_hour_before(at: datetime) -> datetime:
    """The last full or half hour that is at least ten minutes ago."""
    earlier = at - timedelta(minutes=10)
    return earlier - timedelta(
        minutes=earlier.minute % 30, seconds=earlier.second, microseconds=earlier.microsecond
    )
