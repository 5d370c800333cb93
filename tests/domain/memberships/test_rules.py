"""How long memberships last and what they are worth."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.domain.memberships.rules import (
    Duration,
    Lasts,
    Period,
    Standing,
    credit,
    is_valid,
    may_renew,
    period,
    renewal_start,
    standing,
)

YEAR = Duration("years")
SEASON = Duration("season", season_starts="09-01", season_rollover="06-01")


@pytest.mark.parametrize(
    ("duration", "joined", "last"),
    [
        (Duration("days", 1), date(2026, 3, 5), date(2026, 3, 5)),
        (Duration("days", 30), date(2026, 2, 20), date(2026, 3, 21)),
        (Duration("months", 1), date(2026, 3, 5), date(2026, 4, 4)),
        (Duration("months", 1), date(2026, 1, 31), date(2026, 2, 28)),
        (Duration("months", 1), date(2028, 1, 31), date(2028, 2, 29)),
        (Duration("months", 13), date(2026, 12, 1), date(2027, 12, 31)),
        (YEAR, date(2026, 3, 5), date(2027, 3, 4)),
        (YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (YEAR, date(2028, 2, 29), date(2029, 2, 28)),
        (YEAR, date(2027, 3, 1), date(2028, 2, 29)),
        (Duration("years", 4), date(2028, 2, 29), date(2032, 2, 28)),
        (Duration("unlimited"), date(2026, 3, 5), None),
        (SEASON, date(2026, 9, 1), date(2027, 8, 31)),
        (SEASON, date(2027, 5, 31), date(2027, 8, 31)),
        (SEASON, date(2027, 6, 1), date(2028, 8, 31)),
        (SEASON, date(2027, 8, 31), date(2028, 8, 31)),
        (Duration("season", season_starts="01-01"), date(2026, 11, 22), date(2026, 12, 31)),
        (Duration("season", season_starts="02-29"), date(2026, 3, 1), date(2027, 2, 27)),
    ],
)
def test_a_membership_lasts_as_long_as_its_plan(
    duration: Duration, joined: date, last: date | None
) -> None:
    assert period(duration, starts_on=joined) == Period(joined, last)


@given(
    joined=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    unit=st.sampled_from(["days", "months", "years", "season"]),
    count=st.integers(1, 40),
)
def test_it_always_holds_its_first_day_and_joins_the_next_without_a_gap(
    joined: date, unit: str, count: int
) -> None:
    starts = "09-01" if unit == "season" else ""
    duration = Duration(unit, count, season_starts=starts)
    days = period(duration, starts_on=joined)
    assert days.ends_on is not None
    assert days.holds(joined)
    old = Lasts(days.starts_on, days.ends_on)
    assert renewal_start(old, today=days.ends_on) == days.ends_on + timedelta(days=1)


def test_an_early_renewal_adds_to_the_old_end_and_a_late_one_begins_today() -> None:
    old = Lasts(date(2026, 1, 1), date(2026, 12, 31), grace_until=date(2027, 1, 14))
    assert renewal_start(old, today=date(2026, 11, 20)) == date(2027, 1, 1)
    assert renewal_start(old, today=date(2027, 1, 14)) == date(2027, 1, 1)
    assert renewal_start(old, today=date(2027, 1, 15)) == date(2027, 1, 15)


def test_one_renews_within_the_window_only() -> None:
    old = Lasts(date(2026, 1, 1), date(2026, 12, 31))
    window = {"opens_days": 30, "closes_days": 10}
    assert not may_renew(old, today=date(2026, 11, 30), **window)
    assert may_renew(old, today=date(2026, 12, 1), **window)
    assert may_renew(old, today=date(2027, 1, 10), **window)
    assert not may_renew(old, today=date(2027, 1, 11), **window)
    assert not may_renew(Lasts(date(2026, 1, 1), None), today=date(2026, 6, 1), **window)


@pytest.mark.parametrize(
    ("lasts", "today", "stands", "valid"),
    [
        (Lasts(date(2026, 6, 1), None), date(2026, 5, 31), Standing.FUTURE, False),
        (Lasts(date(2026, 6, 1), None), date(2040, 1, 1), Standing.ACTIVE, True),
        (Lasts(date(2026, 1, 1), date(2026, 6, 30)), date(2026, 6, 30), Standing.ACTIVE, True),
        (Lasts(date(2026, 1, 1), date(2026, 6, 30)), date(2026, 7, 1), Standing.LAPSED, False),
        (
            Lasts(date(2026, 1, 1), date(2026, 6, 30), grace_until=date(2026, 7, 14)),
            date(2026, 7, 14),
            Standing.GRACE,
            True,
        ),
        (
            Lasts(date(2026, 1, 1), date(2026, 6, 30), stops=True),
            date(2026, 6, 30),
            Standing.LEAVING,
            True,
        ),
        (
            Lasts(date(2026, 1, 1), date(2026, 6, 30), stops=True),
            date(2026, 7, 1),
            Standing.ENDED,
            False,
        ),
        (
            Lasts(date(2026, 1, 1), date(2026, 6, 30), ended_on=date(2026, 3, 1)),
            date(2026, 3, 1),
            Standing.ENDED,
            False,
        ),
        (
            Lasts(date(2026, 1, 1), date(2026, 6, 30), ended_on=date(2026, 3, 1)),
            date(2026, 2, 28),
            Standing.ACTIVE,
            True,
        ),
    ],
)
def test_where_it_stands(lasts: Lasts, today: date, stands: Standing, valid: bool) -> None:
    assert standing(lasts, today=today) == stands
    assert is_valid(lasts, on=today) is valid


def test_what_is_left_of_a_price() -> None:
    days = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert credit(36500, days, on=date(2026, 1, 1)) == 36500
    assert credit(36500, days, on=date(2026, 12, 31)) == 100
    assert credit(36500, days, on=date(2027, 1, 1)) == 0
    assert credit(10000, days, on=date(2026, 7, 2)) == 5013
    assert credit(10000, Period(date(2026, 1, 1), None), on=date(2026, 7, 2)) == 0


PRICES = st.integers(0, 10_000_000)
DAYS = st.integers(1, 1500)
BEGINS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(price=PRICES, begins=BEGINS, lasts=DAYS, gone=st.integers(-10, 1600))
def test_what_is_left_is_never_more_than_was_paid_and_falls_by_the_day(
    price: int, begins: date, lasts: int, gone: int
) -> None:
    days = Period(begins, begins + timedelta(days=lasts - 1))
    on = begins + timedelta(days=gone)
    left, next_day = (credit(price, days, on=each) for each in (on, on + timedelta(days=1)))
    assert 0 <= next_day <= left <= price
    used = min(max(gone, 0), lasts)
    assert left == price * (lasts - used) // lasts
    assert price - left >= price * used // lasts, "what was used is not given back"


@given(
    prices=st.lists(PRICES, min_size=2, max_size=6),
    begins=BEGINS,
    lasts=DAYS,
    gone=st.lists(st.integers(0, 1500), min_size=5, max_size=5),
)
def test_whoever_changes_up_and_down_pays_what_the_levels_cost_day_by_day(
    prices: list[int], begins: date, lasts: int, gone: list[int]
) -> None:
    """Whatever the way: nobody is paid for changing, and never less than what was used."""
    paid, used, at, worth = prices[0], 0, begins, prices[0]
    for price, days in zip(prices[1:], gone, strict=False):
        last = at + timedelta(days=lasts - 1)
        on = min(at + timedelta(days=days), last)
        left = credit(worth, Period(at, last), on=on)
        used += worth - left
        off = min(left, price)
        assert 0 <= off <= price
        paid, at, worth = paid + price - off, on, price
    assert paid >= used
    assert paid >= worth


@pytest.mark.parametrize("clocks", [date(2026, 3, 29), date(2026, 10, 25)])
def test_no_change_of_the_clock_moves_an_end(clocks: date) -> None:
    """Days are days: the one of 23 and the one of 25 hours count as any other."""
    for before in range(3):
        joined = clocks - timedelta(days=before)
        assert period(Duration("days", 7), starts_on=joined).ends_on == joined + timedelta(days=6)
        assert period(YEAR, starts_on=joined).ends_on == date(2027, joined.month, joined.day - 1)
    days = Period(clocks, clocks + timedelta(days=1))
    assert [credit(200, days, on=clocks + timedelta(days=n)) for n in range(3)] == [200, 100, 0]
