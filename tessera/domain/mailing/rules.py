"""When a message is tried again, and when one gives up."""

from datetime import datetime, timedelta

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""The pauses after the first, second … attempt that failed."""

LEASE = timedelta(minutes=15)
"""How long a worker may be busy with what it took, before another one tries."""


def next_attempt(attempts: int, *, at: datetime) -> datetime | None:
    """When to try again after so many attempts, or nothing: it has failed."""
    return at + WAITS[attempts - 1] if attempts <= len(WAITS) else None
