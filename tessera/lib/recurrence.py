"""Days and times that repeat, on the wall clock of one place."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

MOST_DAYS = 3660
"""Nothing repeats for longer than ten years."""


class Pace(StrEnum):
    """How days repeat. `MONTHLY_DAY` is "on the 31st", `MONTHLY_WEEKDAY` "on the 2nd Tuesday",
    `MONTHLY_LAST` "on the last Tuesday"; number and weekday are those of the first day."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_DAY = "monthly_day"
    MONTHLY_WEEKDAY = "monthly_weekday"
    MONTHLY_LAST = "monthly_last"


@dataclass(frozen=True, slots=True)
class Rule:
    """From `first` on, every so many days, weeks or months, until a day or so many times.

    `weekdays` (Monday is 0) are those of a weekly rule; none means the one of the first day.
    The days of `without` are left out and do not count.
    """

    first: date
    pace: Pace = Pace.ONCE
    every: int = 1
    weekdays: frozenset[int] = field(default_factory=frozenset)
    until: date | None = None
    times: int | None = None
    without: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the wall clock shows, and when that is; `at` is None where the clock skips it."""

    shown: datetime
    at: datetime | None


def days_of(rule: Rule, *, most: int = MOST_DAYS) -> list[date]:
    """The days of the rule in order, at most so many.

    A month without the day (the 31st, a 5th Tuesday) is passed over. A rule without an end
    ends after ten years.
    """
    end = min(rule.until or date.max, _later(rule.first, MOST_DAYS))
    kept = (
        day for day in _within(_endless(rule), end) if day >= rule.first and day not in rule.without
    )
    return list(islice(kept, min(most, rule.times if rule.times is not None else most)))


def moments_of(days: Sequence[date], times: Sequence[time], zone: str) -> list[Moment]:
    """Each day at each time, in order, on the wall clock of the zone."""
    return [moment_of(datetime.combine(day, at), zone) for day in days for at in sorted(set(times))]


def moment_of(shown: datetime, zone: str) -> Moment:
    """When the wall clock shows this: never in the hour that summer skips; the first time of the
    two in autumn."""
    there = shown.replace(tzinfo=ZoneInfo(zone), fold=0)
    at = there.astimezone(UTC)
    is_real = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown
    return Moment(shown, at if is_real else None)


def _later(day: date, days: int) -> date:
    return date.max if (date.max - day).days <= days else day + timedelta(days=days)


def _within(days: Iterator[date | None], end: date) -> Iterator[date]:
    """The days until the end; a None stands for a month that has no such day."""
    for day in days:
        if day is not None and day > end:
            return
        if day is not None:
            yield day


def _endless(rule: Rule) -> Iterator[date | None]:
    if rule.pace == Pace.ONCE:
        return iter([rule.first])
    if rule.pace == Pace.DAILY:
        return _steps(rule.first, rule.every)
    if rule.pace == Pace.WEEKLY:
        return _weeks(rule)
    return _months(rule)


def _steps(first: date, days: int) -> Iterator[date]:
    day = first
    while True:
        yield day
        if (date.max - day).days < days:
            return
        day += timedelta(days=days)


def _weeks(rule: Rule) -> Iterator[date]:
    wanted = sorted(rule.weekdays or {rule.first.weekday()})
    monday = rule.first - timedelta(days=rule.first.weekday())
    for week in _steps(monday, 7 * rule.every):
        yield from (_later(week, weekday) for weekday in wanted)


def _months(rule: Rule) -> Iterator[date | None]:
    first, month = rule.first, rule.first.year * 12 + rule.first.month - 1
    last = date.max.year * 12
    for number in range(month, last, rule.every):
        yield _in_month(rule.pace, first, year=number // 12, month=number % 12 + 1)


def _in_month(pace: Pace, first: date, *, year: int, month: int) -> date | None:
    length = monthrange(year, month)[1]
    if pace == Pace.MONTHLY_DAY:
        day = first.day
    elif pace == Pace.MONTHLY_LAST:
        day = length - (date(year, month, length).weekday() - first.weekday()) % 7
    else:
        nth = (first.day - 1) // 7
        begin = date(year, month, 1).weekday()
        day = 1 + (first.weekday() - begin) % 7 + 7 * nth
    return date(year, month, day) if day <= length else None
