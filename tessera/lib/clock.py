"""The only clock. Doors and jobs call it; flows and rules are told the time."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, in UTC and aware of it."""
    return timezone.now()  # noqa: TID251 - the one place that may
