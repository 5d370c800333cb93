"""A limit lets a burst through, then so many a minute, for each key alone."""

from datetime import UTC, datetime, timedelta

import pytest

from tessera.lib.errors import TooMany
from tessera.lib.limits import Limit

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_who_must_wait_is_refused_and_told_how_long() -> None:
    limit = Limit(per_minute=6, burst=1)
    limit.require("a", at=NOON)
    assert limit.allows("a", at=NOON)
    with pytest.raises(TooMany, match="10 seconds") as refused:
        limit.require("a", at=NOON)
    assert refused.value.facts == {"wait": 10}
    limit.require("b", at=NOON)
    limit.require("a", at=NOON + timedelta(seconds=10))


def test_a_burst_then_one_a_second() -> None:
    limit = Limit(per_minute=60, burst=3)
    assert [limit.allows("a", at=NOON) for _ in range(4)] == [True, True, True, False]
    assert limit.wait("a", at=NOON) == 1
    assert limit.allows("a", at=NOON + timedelta(seconds=1))
    assert not limit.allows("a", at=NOON + timedelta(seconds=1))


def test_each_key_alone() -> None:
    limit = Limit(per_minute=60, burst=1)
    assert limit.allows("a", at=NOON)
    assert limit.allows("b", at=NOON)
    assert not limit.allows("a", at=NOON)


def test_a_clock_that_steps_back_gives_nothing() -> None:
    limit = Limit(per_minute=60, burst=1)
    assert limit.allows("a", at=NOON)
    assert not limit.allows("a", at=NOON - timedelta(hours=1))
