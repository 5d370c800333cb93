"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from tessera.domain.mailing.rules import next_attempt

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [
        (1, timedelta(minutes=1)),
        (2, timedelta(minutes=5)),
        (3, timedelta(minutes=30)),
        (4, timedelta(hours=2)),
        (5, timedelta(hours=12)),
    ],
)
def test_pauses_grow(attempts: int, pause: timedelta) -> None:
    assert next_attempt(attempts, at=NOON) == NOON + pause


def test_after_the_last_one_it_has_failed() -> None:
    assert next_attempt(6, at=NOON) is None
