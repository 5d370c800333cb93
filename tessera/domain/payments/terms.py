"""How long an order waits for its money, and when its buyer is reminded: days on the shop's own
clock, so that no change of the clock moves them. Facts in, moments out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)
"""When reminders leave."""
MIDNIGHT = time(23, 59, 59)
"""When the last day is over."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`days` to pay, asked for again `reminders` times, each with as many days more."""

    days: int
    reminders: int
    zone: str

    @property
    def total_days(self) -> int:
        """N days and R reminders are N + R × N days."""
        return self.days * (1 + self.reminders)


@dataclass(frozen=True, slots=True)
class Plan:
    """When the next reminder leaves (None: no more), how many have, and when it all ends."""

    next_at: datetime | None
    ends_at: datetime
    reminded: int = 0


def plan(terms: Terms, *, first_date: datetime | None, at: datetime) -> Plan:
    """The terms of an order that is placed now; it ends before its first date begins."""
    ends = before(first_date, end_of_day(at, terms.total_days, terms.zone), at=at)
    return Plan(_next(terms, since=at, ends=ends, reminded=0), ends)


def reminded(terms: Terms, now: Plan, *, at: datetime) -> Plan:
    """After a reminder: the ones that should have left meanwhile are not caught up with."""
    sent, following = now.reminded + 1, morning(now.next_at or at, terms.days, terms.zone)
    while following <= at:
        sent, following = sent + 1, morning(following, terms.days, terms.zone)
    sent = min(sent, terms.reminders)
    has_more = sent < terms.reminders and following < now.ends_at
    return Plan(following if has_more else None, now.ends_at, sent)


def extended(terms: Terms, now: Plan, *, ends_at: datetime, at: datetime) -> Plan:
    """With another end: a reminder that is still to come stays, else the next term begins now."""
    if now.next_at is not None and at < now.next_at < ends_at:
        return Plan(now.next_at, ends_at, now.reminded)
    return Plan(_next(terms, since=at, ends=ends_at, reminded=now.reminded), ends_at, now.reminded)


def resumed(
    terms: Terms, now: Plan, *, paused_at: datetime, first_date: datetime | None, at: datetime
) -> Plan:
    """After a pause: everything comes as many days later as the pause was long."""
    days = days_left(at, since=paused_at, zone=terms.zone)
    if days == 0 and now.ends_at > at:
        return now
    ends = before(first_date, end_of_day(now.ends_at, days, terms.zone), at=at)
    following = now.next_at and morning(now.next_at, days, terms.zone)
    if following is not None and following >= ends:
        following = None
    return Plan(following, ends, now.reminded)


def before(first_date: datetime | None, end: datetime, *, at: datetime) -> datetime:
    """The end, or the first date if that comes sooner; one that has begun counts no more."""
    if first_date is None or first_date <= at:
        return end
    return min(end, first_date)


def end_of_day(moment: datetime, days: int, zone: str) -> datetime:
    """The end of the day that comes so many days after this one."""
    return _on(moment, days, MIDNIGHT, zone)


def morning(moment: datetime, days: int, zone: str) -> datetime:
    """The morning of the day that comes so many days after this one."""
    return _on(moment, days, MORNING, zone)


def days_left(until: datetime, *, since: datetime, zone: str) -> int:
    """How many days lie between, as a wall calendar counts them; 0 for the same day."""
    clock = ZoneInfo(zone)
    return (until.astimezone(clock).date() - since.astimezone(clock).date()).days


def _next(terms: Terms, *, since: datetime, ends: datetime, reminded: int) -> datetime | None:
    following = morning(since, terms.days, terms.zone)
    return following if reminded < terms.reminders and following < ends else None


def _on(moment: datetime, days: int, hour: time, zone: str) -> datetime:
    clock = ZoneInfo(zone)
    day = moment.astimezone(clock).date() + timedelta(days=days)
    return datetime.combine(day, hour, tzinfo=clock).astimezone(moment.tzinfo)
