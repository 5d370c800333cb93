"""Days that repeat: a table of what people mean."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.lib.recurrence import MOST_DAYS, Pace, Rule, days_of, moment_of, moments_of

FIRST = date(2026, 12, 1)
"""A Tuesday."""


def said(days: list[date]) -> str:
    return " ".join(f"{day.day}.{day.month}" for day in days)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, "1.12", id="once"),
        pytest.param(
            {"pace": Pace.DAILY, "until": date(2026, 12, 4)}, "1.12 2.12 3.12 4.12", id="daily"
        ),
        pytest.param(
            {"pace": Pace.DAILY, "every": 2, "times": 3}, "1.12 3.12 5.12", id="every second day"
        ),
        pytest.param({"pace": Pace.WEEKLY, "times": 3}, "1.12 8.12 15.12", id="one weekday"),
        pytest.param(
            {"pace": Pace.WEEKLY, "weekdays": frozenset({4, 5}), "until": date(2026, 12, 13)},
            "4.12 5.12 11.12 12.12",
            id="Fridays and Saturdays",
        ),
        pytest.param(
            {"pace": Pace.WEEKLY, "weekdays": frozenset({0, 2}), "times": 3},
            "2.12 7.12 9.12",
            id="a weekday before the first day waits for its week",
        ),
        pytest.param(
            {"pace": Pace.WEEKLY, "every": 2, "weekdays": frozenset({1}), "times": 3},
            "1.12 15.12 29.12",
            id="every second week",
        ),
        pytest.param(
            {"pace": Pace.MONTHLY_WEEKDAY, "times": 3}, "1.12 5.1 2.2", id="the first Tuesday"
        ),
        pytest.param(
            {"first": date(2026, 12, 29), "pace": Pace.MONTHLY_WEEKDAY, "times": 2},
            "29.12 30.3",
            id="months without a fifth Tuesday are passed over",
        ),
        pytest.param(
            {"first": date(2026, 12, 29), "pace": Pace.MONTHLY_LAST, "times": 3},
            "29.12 26.1 23.2",
            id="the last Tuesday",
        ),
        pytest.param(
            {"first": date(2026, 12, 31), "pace": Pace.MONTHLY_DAY, "times": 3},
            "31.12 31.1 31.3",
            id="months without a 31st are passed over",
        ),
        pytest.param(
            {"first": date(2028, 2, 29), "pace": Pace.MONTHLY_DAY, "every": 12, "times": 2},
            "29.2 29.2",
            id="every leap year",
        ),
        pytest.param(
            {"pace": Pace.DAILY, "times": 3, "without": frozenset({date(2026, 12, 2)})},
            "1.12 3.12 4.12",
            id="what is left out does not count",
        ),
        pytest.param(
            {"pace": Pace.DAILY, "until": date(2026, 11, 1)}, "", id="an end before the beginning"
        ),
        pytest.param({"pace": Pace.DAILY, "times": 0}, "", id="no times"),
    ],
)
def test_what_people_mean(facts: dict, expected: str) -> None:
    assert said(days_of(Rule(**{"first": FIRST, **facts}))) == expected


def test_without_an_end_it_ends_after_ten_years() -> None:
    days = days_of(Rule(FIRST, Pace.WEEKLY))
    assert len(days) == MOST_DAYS // 7 + 1
    assert len(days_of(Rule(date(9999, 12, 30), Pace.DAILY))) == 2


def test_several_times_a_day_keep_their_hour_over_the_change_of_clocks() -> None:
    found = moments_of(
        [date(2027, 3, 27), date(2027, 3, 29)], [time(20), time(15), time(15)], "Europe/Zurich"
    )
    assert [each.shown.hour for each in found] == [15, 20, 15, 20]
    assert [each.at for each in found] == [
        datetime(2027, 3, 27, 14, tzinfo=UTC),
        datetime(2027, 3, 27, 19, tzinfo=UTC),
        datetime(2027, 3, 29, 13, tzinfo=UTC),
        datetime(2027, 3, 29, 18, tzinfo=UTC),
    ]


def test_the_hour_that_summer_skips_does_not_exist() -> None:
    assert moment_of(datetime(2027, 3, 28, 2, 30), "Europe/Zurich").at is None  # noqa: DTZ001


def test_of_the_hour_that_autumn_shows_twice_the_first_counts() -> None:
    found = moment_of(datetime(2026, 10, 25, 2, 30), "Europe/Zurich").at  # noqa: DTZ001
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    pace=st.sampled_from(Pace),
    every=st.integers(1, 12),
    weekdays=st.frozensets(st.integers(0, 6)),
    length=st.integers(0, 800),
)
def test_days_are_in_order_once_and_within_the_bounds(
    first: date, pace: Pace, every: int, weekdays: frozenset[int], length: int
) -> None:
    until = first + timedelta(days=length)
    days = days_of(Rule(first, pace, every, weekdays, until))
    assert days == sorted(set(days))
    assert all(first <= day <= until for day in days)
    if pace == Pace.WEEKLY and weekdays:
        assert {day.weekday() for day in days} <= weekdays
    if pace in (Pace.MONTHLY_WEEKDAY, Pace.MONTHLY_LAST):
        assert {day.weekday() for day in days} <= {first.weekday()}
