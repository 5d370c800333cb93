"""Calendar files (RFC 5545) that phones and computers take in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tessera.lib.lazily import Lazily

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Lazily("icalendar")

MAKER = "-//Tessera//Tessera//EN"
HOURS = timedelta(hours=2)
"""How long something lasts when nobody says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. `uid` stays the same for ever: a changed entry replaces itself."""

    uid: str
    title: str
    starts: datetime
    changed: datetime
    ends: datetime | None = None
    place: str = ""
    description: str = ""
    url: str = ""
    position: tuple[float, float] | None = None
    is_cancelled: bool = False
    remind: timedelta | None = None


def to_ics(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """The entries as one file; times in UTC, so that no calendar has to guess a zone."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> "icalendar.Event":
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends or entry.starts + HOURS)
    event.add("summary", icalendar.vText(entry.title))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    for name, value in (("location", entry.place), ("description", entry.description)):
        if value:
            event.add(name, icalendar.vText(value))
    if entry.url:
        event.add("url", icalendar.vUri(entry.url))
    if entry.position:
        event.add("geo", icalendar.vGeo(entry.position))
    if entry.remind:
        event.add_component(_alarm(entry.title, entry.remind))
    return event


def _alarm(title: str, before: timedelta) -> "icalendar.Alarm":
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", icalendar.vText(title))
    alarm.add("trigger", -before)
    return alarm
