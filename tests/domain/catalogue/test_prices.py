"""What a ticket costs at a moment, with so many sold."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tessera.domain.catalogue.errors import StepsOutOfOrder
from tessera.domain.catalogue.rules import Step, price_now, require_order, steps_ahead

NOON = datetime(2026, 12, 1, 11, tzinfo=UTC)
DECEMBER = Step(3500, starts_at=NOON)
LATER = Step(4000, starts_at=NOON + timedelta(days=30))
AT_200 = Step(4500, after_sold=200)
LIST = [DECEMBER, LATER, AT_200]


@pytest.mark.parametrize(
    ("steps", "at", "sold", "price"),
    [
        ([], NOON, 0, 3000),
        ([DECEMBER], NOON - timedelta(seconds=1), 0, 3000),
        ([DECEMBER], NOON, 0, 3500),
        (LIST, NOON, 199, 3500),
        (LIST, NOON, 200, 4500),
        (LIST, NOON - timedelta(days=1), 200, 4500),
        (LIST, NOON + timedelta(days=31), 0, 4000),
        ([AT_200, DECEMBER], NOON, 200, 3500),
        ([Step(0, after_sold=0)], NOON, 0, 0),
    ],
)
def test_the_last_step_that_has_begun_counts(
    steps: list[Step], at: datetime, sold: int, price: int
) -> None:
    assert price_now(3000, steps, at=at, sold=sold) == price


@pytest.mark.parametrize(
    ("at", "sold", "ahead"),
    [
        (NOON - timedelta(days=1), 0, LIST),
        (NOON, 0, [LATER, AT_200]),
        (NOON, 200, []),
    ],
)
def test_what_can_still_come(at: datetime, sold: int, ahead: list[Step]) -> None:
    assert steps_ahead(LIST, at=at, sold=sold) == ahead


@pytest.mark.parametrize(
    "steps", [[LATER, DECEMBER], [DECEMBER, DECEMBER], [AT_200, Step(1, after_sold=100)]]
)
def test_steps_are_listed_as_they_begin(steps: list[Step]) -> None:
    with pytest.raises(StepsOutOfOrder):
        require_order(steps)


def test_moments_and_numbers_may_be_mixed() -> None:
    require_order([AT_200, DECEMBER, Step(1, after_sold=300), LATER])


moments = some.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=some.just(UTC),
)
numbers = some.integers(0, 1000)
a_step = some.one_of(
    some.builds(Step, some.integers(0, 10_000), starts_at=moments),
    some.builds(Step, some.integers(0, 10_000), after_sold=numbers),
)


@given(some.lists(a_step, max_size=6), moments, numbers, numbers)
def test_a_price_is_always_one_that_was_set(
    steps: list[Step], at: datetime, sold: int, base: int
) -> None:
    price = price_now(base, steps, at=at, sold=sold)
    assert price in {base, *(step.amount for step in steps)}
    waiting = steps_ahead(steps, at=at, sold=sold)
    assert not any(step.has_begun(at=at, sold=sold) for step in waiting)
    assert price_now(price, waiting, at=at, sold=sold) == price


@given(some.lists(a_step, max_size=6), moments, numbers, some.integers(0, 100))
def test_time_and_sales_never_bring_an_earlier_step_back(
    steps: list[Step], at: datetime, sold: int, more: int
) -> None:
    now = len(steps_ahead(steps, at=at, sold=sold))
    then = len(steps_ahead(steps, at=at + timedelta(days=more), sold=sold + more))
    assert then <= now
