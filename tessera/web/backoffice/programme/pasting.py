"""A list of dates as somebody pasted it, line by line: what is read, and all that is wrong."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from tessera.domain.catalogue.dating import NewDate
from tessera.lib.recurrence import moment_of
from tessera.web.backoffice.programme.adding_form import hour_of
from tessera.web.backoffice.programme.date_form import MOST_PLACES
from tessera.web.backoffice.programme.repeating import day_of

DAY, START, DOORS, END, PLACES = range(5)
"""The columns; from PLACES on one for each zone."""

MOST_LINES = 1000
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the date it makes, or what is wrong; `exists` when the event has it already."""

    number: int
    text: str
    date: NewDate | None
    faults: tuple[str, ...] = ()
    exists: bool = False

    @property
    def is_new(self) -> bool:
        """Whether a date is made of it."""
        return self.date is not None and not self.exists


@dataclass(frozen=True, slots=True)
class Usual:
    """What a line that does not say it gets: minutes, and the zones by their ids."""

    time_zone: str
    zones: Sequence[int]
    lasts: int | None = None
    doors: int | None = None


def read(text: str, usual: Usual, *, existing: Collection[datetime]) -> list[Line]:
    """Every line that says something, in order; a first line of titles is passed over."""
    lines, seen = list[Line](), dict[datetime, int]()
    for number, raw in enumerate(text.replace("\x00", "").lstrip("\ufeff").splitlines(), start=1):
        if not raw.strip() or (not lines and _is_title(raw)):
            continue
        line = _read_line(number, raw.strip()[:LONGEST], usual)
        if line.date is not None:
            starts_at = line.date.starts_at
            first = seen.setdefault(starts_at, number)
            if first != number:
                said = _("The same date stands in line %(line)d.") % {"line": first}
                line = replace(line, date=None, faults=(said,))
            elif starts_at in existing:
                line = replace(line, exists=True)
        lines.append(line)
    return lines


def _read_line(number: int, text: str, usual: Usual) -> Line:
    cells, faults = _cells(text), list[str]()
    day = day_of(_at(cells, DAY))
    if day is None:
        faults.append(_("No day: write it like 24.12.2026."))
    start = _hour(cells, START, faults, _("beginning"))
    if start is None and not _at(cells, START):
        faults.append(_("No hour: write it like 20:00."))
    doors, end = _hour(cells, DOORS, faults, _("doors")), _hour(cells, END, faults, _("end"))
    places = _places(cells, usual.zones, faults)
    if day is None or start is None or faults:
        return Line(number, text, None, tuple(faults))
    starts_at = _moment(datetime.combine(day, start), usual.time_zone, faults)
    date = starts_at and NewDate(
        starts_at,
        ends_at=_end(starts_at, start, end, usual),
        doors_at=_doors(starts_at, start, doors, usual),
        places=places,
    )
    return Line(number, text, date or None, tuple(faults))


def _is_title(text: str) -> bool:
    """A first line without any figure names the columns."""
    return not re.search(r"\d", text)


def _cells(text: str) -> list[str]:
    """The cells of a line: by tabs, semicolons, commas, or else by blanks. A weekday in front is
    passed over."""
    text = re.sub(r"^\D+", "", text)
    for mark in ("\t", ";", ","):
        if mark in text:
            return [cell.strip().strip('"') for cell in text.split(mark)]
    return text.split()


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _hour(cells: Sequence[str], place: int, faults: list[str], title: str) -> time | None:
    word = _at(cells, place)
    found = hour_of(word.removesuffix(":00") if word.count(":") == 2 else word) if word else None
    if word and found is None:
        faults.append(_("“%(word)s” is no hour (%(what)s).") % {"word": word, "what": title})
    return found


def _places(cells: Sequence[str], zones: Sequence[int], faults: list[str]) -> dict[int, int]:
    found, told = {}, cells[PLACES:]
    if len(told) > len(zones) and any(told[len(zones) :]):
        faults.append(_("There are more columns of places than zones."))
    for zone, word in zip(zones, told, strict=False):
        if not word:
            continue
        if not (word.isascii() and word.isdigit()) or len(word) > 7 or int(word) > MOST_PLACES:
            faults.append(_("“%(word)s” is no number of places.") % {"word": word})
        else:
            found[zone] = int(word)
    return found


def _moment(shown: datetime, time_zone: str, faults: list[str]) -> datetime | None:
    found = moment_of(shown, time_zone).at
    if found is None:
        faults.append(_("The clocks go forward then: this hour does not exist."))
    return found


def _end(starts_at: datetime, start: time, end: time | None, usual: Usual) -> datetime | None:
    """The end that was said, past midnight when it is earlier than the start; or the usual one."""
    if end is not None:
        return starts_at + timedelta(minutes=_between(start, end) or 1440)
    return None if usual.lasts is None else starts_at + timedelta(minutes=usual.lasts)


def _doors(starts_at: datetime, start: time, doors: time | None, usual: Usual) -> datetime | None:
    if doors is not None:
        return starts_at - timedelta(minutes=_between(doors, start))
    return None if usual.doors is None else starts_at - timedelta(minutes=usual.doors)


def _between(earlier: time, later: time) -> int:
    """Minutes from one hour to the next time the clock shows the other."""
    minutes = (later.hour - earlier.hour) * 60 + later.minute - earlier.minute
    return minutes % 1440
