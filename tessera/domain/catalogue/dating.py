"""When a date is: new ones, and what a change does to its times. Pure: facts in, answer out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NoSuchTime
from tessera.lib.i18n import local
from tessera.lib.recurrence import moment_of

CHANNELS = ("online", "reseller", "counter")


@dataclass(frozen=True, slots=True)
class NewDate:
    """A date to be made; `places` by zone where they are not those of the zone."""

    starts_at: datetime
    ends_at: datetime | None = None
    doors_at: datetime | None = None
    places: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Times:
    """All moments of a date; a sale end that is None is the usual one."""

    starts_at: datetime
    ends_at: datetime | None = None
    doors_at: datetime | None = None
    online_until: datetime | None = None
    reseller_until: datetime | None = None
    counter_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaleEnd:
    """When a channel stops selling: at a moment, or minutes before the start, or as usual."""

    at: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to change of many dates; what is not said stays as it is.

    `places` by zone; `served` are the tariffs (by product) that alone serve these dates.
    """

    shift_minutes: int = 0
    starts: time | None = None
    lasts_minutes: int | None = None
    doors_minutes: int | None = None
    sale_ends: Mapping[str, SaleEnd] = field(default_factory=dict)
    status: str = ""
    full_online: bool | None = None
    full_reseller: bool | None = None
    places: Mapping[int, int] = field(default_factory=dict)
    served: Collection[int] | None = None

    @property
    def moves(self) -> bool:
        """Whether any moment changes."""
        times = (self.starts, self.lasts_minutes, self.doors_minutes)
        told = any(each is not None for each in times)
        return bool(self.shift_minutes) or told or bool(self.sale_ends)

    @property
    def says_nothing(self) -> bool:
        """Whether everything stays as it is."""
        marks = (self.full_online, self.full_reseller, self.served)
        unmarked = all(each is None for each in marks)
        return unmarked and not (self.moves or self.status or self.places)


def moved(times: Times, change: Change, *, time_zone: str) -> Times:
    """The times after the change. Doors, end and sale ends go along with the start.

    Moves on the wall clock: a week later is the same hour. Refuses (NoSuchTime) an hour that the
    clock skips.
    """
    shown = local(times.starts_at, time_zone).replace(tzinfo=None, fold=0)
    asked = shown + timedelta(minutes=change.shift_minutes)
    if change.starts is not None:
        asked = datetime.combine(asked.date(), change.starts)
    starts_at = times.starts_at if asked == shown else _moment(asked, time_zone)
    by = starts_at - times.starts_at
    new = Times(
        starts_at=starts_at,
        **{
            name: moment and moment + by
            for name in Times.__slots__
            if name != "starts_at"
            for moment in [getattr(times, name)]
        },
    )
    if change.lasts_minutes is not None:
        new = replace(new, ends_at=starts_at + timedelta(minutes=change.lasts_minutes))
    if change.doors_minutes is not None:
        new = replace(new, doors_at=starts_at - timedelta(minutes=change.doors_minutes))
    ends: dict[str, Any] = _sale_ends(change, starts_at)
    return replace(new, **ends)


def shifted(moment: datetime, *, days: int, time_zone: str) -> datetime:
    """So many days later on the wall clock; an hour that the clock skips becomes the next one."""
    there = local(moment, time_zone).replace(tzinfo=None, fold=0) + timedelta(days=days)
    found = moment_of(there, time_zone).at
    return found or _moment(there + timedelta(hours=1), time_zone)


def _moment(shown: datetime, time_zone: str) -> datetime:
    found = moment_of(shown, time_zone).at
    if found is None:
        raise NoSuchTime(
            _("The clocks go forward then: %(shown)s does not exist. Choose another hour.")
            % {"shown": f"{shown:%Y-%m-%d %H:%M}"}
        )
    return found


def _sale_ends(change: Change, starts_at: datetime) -> dict[str, datetime | None]:
    return {
        f"{channel}_until": end.at
        if end.minutes is None
        else starts_at - timedelta(minutes=end.minutes)
        for channel, end in change.sale_ends.items()
    }
