"""How long an order waits and when it is reminded: examples, also where the clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tessera.domain.payments.terms import (
    Plan,
    Terms,
    days_left,
    extended,
    plan,
    reminded,
    resumed,
)

ZURICH = "Europe/Zurich"
USUAL = Terms(10, 2, ZURICH)


def at(text: str) -> datetime:
    """A moment on the wall clock of the shop."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZURICH)).astimezone(UTC)


PLACED = at("2026-05-01T14:03")
FAR = at("2026-12-01T20:00")


@pytest.mark.parametrize(("days", "reminders", "total"), [(10, 2, 30), (5, 2, 15), (7, 0, 7)])
def test_the_total(days: int, reminders: int, total: int) -> None:
    assert Terms(days, reminders, ZURICH).total_days == total


def test_ten_days_two_reminders_thirty_days() -> None:
    agreed = plan(USUAL, first_date=FAR, at=PLACED)
    assert agreed == Plan(at("2026-05-11T09:00"), at("2026-05-31T23:59:59"))
    assert agreed.next_at is not None
    once = reminded(USUAL, agreed, at=agreed.next_at)
    assert (once.next_at, once.reminded) == (at("2026-05-21T09:00"), 1)
    assert once.next_at is not None
    twice = reminded(USUAL, once, at=once.next_at)
    assert (twice.next_at, twice.reminded, twice.ends_at) == (None, 2, agreed.ends_at)


def test_without_reminders_there_is_only_an_end() -> None:
    agreed = plan(Terms(7, 0, ZURICH), first_date=FAR, at=PLACED)
    assert agreed == Plan(None, at("2026-05-08T23:59:59"))


@pytest.mark.parametrize(
    ("first", "next_at", "ends_at"),
    [
        ("2026-05-16T20:00", "2026-05-11T09:00", "2026-05-16T20:00"),
        ("2026-05-05T20:00", None, "2026-05-05T20:00"),
        ("2026-05-11T08:00", None, "2026-05-11T08:00"),
        ("2026-04-30T20:00", "2026-05-11T09:00", "2026-05-31T23:59:59"),
    ],
    ids=["after the first reminder", "before it", "the same morning", "it has begun already"],
)
def test_it_ends_before_the_first_date(first: str, next_at: str | None, ends_at: str) -> None:
    agreed = plan(USUAL, first_date=at(first), at=PLACED)
    assert agreed == Plan(next_at and at(next_at), at(ends_at))  # type: ignore[arg-type]


@pytest.mark.parametrize("placed", ["2026-03-25T23:30", "2026-10-20T00:30"])
def test_no_change_of_the_clock_moves_a_day(placed: str) -> None:
    """Summer begins on 29 March 2026 and ends on 25 October, at three in the morning."""
    agreed = plan(USUAL, first_date=None, at=at(placed))
    zone, begun = ZoneInfo(ZURICH), datetime.fromisoformat(placed).date()
    assert agreed.next_at is not None
    first, end = agreed.next_at.astimezone(zone), agreed.ends_at.astimezone(zone)
    assert (first.date() - begun, first.hour, first.minute) == (timedelta(days=10), 9, 0)
    assert (end.date() - begun, end.hour, end.minute) == (timedelta(days=30), 23, 59)


def test_the_day_is_the_one_of_the_shop() -> None:
    late = datetime(2026, 5, 1, 23, 30, tzinfo=UTC)
    agreed = plan(Terms(1, 0, ZURICH), first_date=None, at=late)
    assert agreed.ends_at == at("2026-05-03T23:59:59"), "in Zurich it was the 2nd already"
    assert days_left(agreed.ends_at, since=late, zone=ZURICH) == 1


def test_after_a_standstill_one_reminder_leaves() -> None:
    daily = Terms(1, 5, ZURICH)
    agreed = plan(daily, first_date=None, at=PLACED)
    after = reminded(daily, agreed, at=at("2026-05-04T12:00"))
    assert (after.next_at, after.reminded) == (at("2026-05-05T09:00"), 3)


def test_a_longer_wait_keeps_the_reminder_to_come() -> None:
    agreed = plan(USUAL, first_date=FAR, at=PLACED)
    longer = extended(USUAL, agreed, ends_at=at("2026-07-01T23:59:59"), at=at("2026-05-05T10:00"))
    assert longer == Plan(agreed.next_at, at("2026-07-01T23:59:59"))


def test_a_longer_wait_brings_back_a_reminder_that_had_no_place() -> None:
    soon = plan(USUAL, first_date=at("2026-05-05T20:00"), at=PLACED)
    longer = extended(USUAL, soon, ends_at=at("2026-06-30T23:59:59"), at=at("2026-05-04T10:00"))
    assert longer.next_at == at("2026-05-14T09:00")


def test_a_longer_wait_makes_no_more_reminders_than_agreed() -> None:
    used = Plan(None, at("2026-05-31T23:59:59"), 2)
    longer = extended(USUAL, used, ends_at=at("2026-07-31T23:59:59"), at=at("2026-05-30T10:00"))
    assert longer == Plan(None, at("2026-07-31T23:59:59"), 2)


def test_a_shorter_wait_drops_the_reminder_behind_its_end() -> None:
    agreed = plan(USUAL, first_date=FAR, at=PLACED)
    sooner = extended(USUAL, agreed, ends_at=at("2026-05-06T23:59:59"), at=at("2026-05-02T10:00"))
    assert sooner.next_at is None


def test_after_a_pause_everything_comes_as_many_days_later() -> None:
    agreed = plan(USUAL, first_date=FAR, at=PLACED)
    paused, again = at("2026-05-05T10:00"), at("2026-05-12T16:00")
    went_on = resumed(USUAL, agreed, paused_at=paused, first_date=FAR, at=again)
    assert went_on == Plan(at("2026-05-18T09:00"), at("2026-06-07T23:59:59"))


def test_a_pause_of_a_minute_changes_nothing() -> None:
    agreed = plan(USUAL, first_date=FAR, at=PLACED)
    paused, again = at("2026-05-05T10:00"), at("2026-05-05T10:01")
    assert resumed(USUAL, agreed, paused_at=paused, first_date=FAR, at=again) == agreed


def test_a_pause_does_not_lead_behind_the_first_date() -> None:
    first = at("2026-06-02T20:00")
    agreed = plan(USUAL, first_date=first, at=PLACED)
    went_on = resumed(
        USUAL, agreed, paused_at=at("2026-05-05T10:00"), first_date=first, at=at("2026-05-25T10:00")
    )
    assert went_on.ends_at == first
    assert went_on.next_at == at("2026-05-31T09:00")
