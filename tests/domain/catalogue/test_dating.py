"""What a change does to the times of a date."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tessera.domain.catalogue.dating import Change, SaleEnd, Times, moved, shifted
from tessera.domain.catalogue.errors import NoSuchTime

ZURICH = "Europe/Zurich"
EVENING = datetime(2027, 3, 26, 19, tzinfo=UTC)
"""20:00 in Zurich, two days before its clocks go forward."""

HOUR = timedelta(hours=1)
TIMES = Times(
    starts_at=EVENING,
    ends_at=EVENING + 2 * HOUR,
    doors_at=EVENING - HOUR,
    online_until=EVENING - 3 * HOUR,
)


@pytest.mark.parametrize(
    ("change", "start", "end", "doors", "online"),
    [
        pytest.param(Change(), 0, 2, -1, -3, id="nothing"),
        pytest.param(Change(shift_minutes=90), 1.5, 3.5, 0.5, -1.5, id="later"),
        pytest.param(Change(shift_minutes=-60), -1, 1, -2, -4, id="earlier"),
        pytest.param(Change(starts=time(18)), -2, 0, -3, -5, id="at an hour"),
        pytest.param(Change(lasts_minutes=60), 0, 1, -1, -3, id="shorter"),
        pytest.param(Change(doors_minutes=0), 0, 2, 0, -3, id="doors at the start"),
        pytest.param(
            Change(shift_minutes=60, sale_ends={"online": SaleEnd(minutes=30)}),
            1,
            3,
            0,
            0.5,
            id="a sale ends before the new start",
        ),
        pytest.param(Change(sale_ends={"online": SaleEnd()}), 0, 2, -1, None, id="as usual"),
        pytest.param(
            Change(shift_minutes=3 * 1440), 71, 73, 70, 68, id="over the change of clocks"
        ),
    ],
)
def test_the_other_times_go_along(
    change: Change, start: float, end: float, doors: float, online: float | None
) -> None:
    after = moved(TIMES, change, time_zone=ZURICH)
    found = [after.starts_at, after.ends_at, after.doors_at, after.online_until]
    hours = [None if each is None else (each - EVENING) / HOUR for each in found]
    assert hours == [start, end, doors, online]


def test_an_hour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoSuchTime, match="2027-03-28 02:30"):
        moved(TIMES, Change(shift_minutes=1440 + 390), time_zone=ZURICH)


def test_a_copy_takes_the_next_hour_instead() -> None:
    night = datetime(2027, 3, 27, 1, 30, tzinfo=UTC)
    assert shifted(night, days=1, time_zone=ZURICH) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert shifted(night, days=2, time_zone=ZURICH) == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


def test_what_says_nothing_says_so() -> None:
    assert Change().says_nothing
    for change in (
        Change(shift_minutes=1),
        Change(status="hidden"),
        Change(full_online=False),
        Change(served=[]),
        Change(places={1: 0}),
        Change(doors_minutes=0),
        Change(sale_ends={"online": SaleEnd()}),
    ):
        assert not change.says_nothing
