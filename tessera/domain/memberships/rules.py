"""How long a membership lasts, what it is worth, and where it stands. Days are the shop's own."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Standing(StrEnum):
    """Where a membership stands on a day."""

    FUTURE = "future"
    ACTIVE = "active"
    LEAVING = "leaving"
    GRACE = "grace"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a plan lasts: `count` days, months or years; for ever (unlimited); or a season
    that begins on `season_starts` (MM-DD), the next one too for who joins from
    `season_rollover` (MM-DD) on."""

    unit: str
    count: int = 1
    season_starts: str = ""
    season_rollover: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, the last one included; none: for ever."""

    starts_on: date
    ends_on: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Lasts:
    """The days of a membership, and what was said of its end."""

    starts_on: date
    ends_on: date | None
    ended_on: date | None = None
    grace_until: date | None = None
    stops: bool = False


def period(duration: Duration, *, starts_on: date) -> Period:
    """The days of a membership that begins then.

    A year from 5 March ends on 4 March; where there is no such day (29 February, 31 January)
    the last day of that month is the last one.
    """
    if duration.unit == "unlimited":
        return Period(starts_on, None)
    if duration.unit == "days":
        return Period(starts_on, starts_on + timedelta(days=duration.count - 1))
    if duration.unit == "season":
        return Period(starts_on, _season_end(duration, starts_on))
    months = duration.count * (12 if duration.unit == "years" else 1)
    return Period(starts_on, _months_later(starts_on, months))


def renewal_start(old: Lasts, *, today: date) -> date:
    """When a renewal begins: the day after the old end, also while the grace lasts; else today.

    Refuses nothing: whether one may renew is `may_renew`.
    """
    if old.ended_on is not None or old.ends_on is None:
        return today
    last = max(old.ends_on, old.grace_until or old.ends_on)
    return old.ends_on + DAY if today <= last else today


def may_renew(old: Lasts, *, opens_days: int, closes_days: int, today: date) -> bool:
    """Whether the renewal window is open: so many days before the end until so many after."""
    if old.ends_on is None or old.ended_on is not None:
        return False
    opens = old.ends_on - timedelta(days=opens_days)
    return opens <= today <= old.ends_on + timedelta(days=closes_days)


def is_valid(membership: Lasts, *, on: date) -> bool:
    """Whether it gives its benefits on that day; the grace counts."""
    if on < membership.starts_on:
        return False
    if membership.ended_on is not None and on >= membership.ended_on:
        return False
    if membership.ends_on is None or on <= membership.ends_on:
        return True
    return membership.grace_until is not None and on <= membership.grace_until


def standing(membership: Lasts, *, today: date) -> Standing:
    """Where it stands today."""
    if membership.ended_on is not None and today >= membership.ended_on:
        return Standing.ENDED
    if today < membership.starts_on:
        return Standing.FUTURE
    if membership.ends_on is None or today <= membership.ends_on:
        return Standing.LEAVING if membership.stops else Standing.ACTIVE
    if is_valid(membership, on=today):
        return Standing.GRACE
    return Standing.ENDED if membership.stops else Standing.LAPSED


def credit(price: int, days: Period, *, on: date) -> int:
    """What is left of a price (minor units) on that day, by the day, rounded down.

    The day itself still counts as left. Nothing is left of what lasts for ever: it is not
    measured in days.
    """
    if days.ends_on is None or on > days.ends_on:
        return 0
    if on <= days.starts_on:
        return price
    total = (days.ends_on - days.starts_on).days + 1
    return price * ((days.ends_on - on).days + 1) // total


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    length = monthrange(year, month)[1]
    return date(year, month, day.day) - DAY if day.day <= length else date(year, month, length)


def _season_end(duration: Duration, joined: date) -> date:
    starts = _yearly(duration.season_starts, joined.year)
    if starts > joined:
        starts = _yearly(duration.season_starts, joined.year - 1)
    year = starts.year + 1
    if duration.season_rollover:
        rollover = _yearly(duration.season_rollover, starts.year)
        if rollover < starts:
            rollover = _yearly(duration.season_rollover, starts.year + 1)
        year += joined >= rollover
    return _yearly(duration.season_starts, year) - DAY


def _yearly(day: str, year: int) -> date:
    month, number = (int(part) for part in day.split("-"))
    return date(year, month, min(number, monthrange(year, month)[1]))
