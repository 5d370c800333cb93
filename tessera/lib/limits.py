"""How often is too often: token buckets, kept by each process for itself."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from threading import Lock

from django.utils.translation import ngettext

from tessera.lib.errors import TooMany

REMEMBERED = 20_000
"""Keys kept; the one that was quiet longest goes first."""


def too_many(seconds: int) -> TooMany:
    """The refusal, in words."""
    said = ngettext(
        "Too many attempts. Wait %(seconds)d second, then try again.",
        "Too many attempts. Wait %(seconds)d seconds, then try again.",
        seconds,
    )
    return TooMany(said % {"seconds": seconds}, wait=seconds)


class Limit:
    """So many a minute for each key, and `burst` at once after a quiet while."""

    def __init__(self, *, per_minute: int, burst: int) -> None:
        self.per_second, self.burst = per_minute / 60, burst
        self._left: OrderedDict[Hashable, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: Hashable, *, at: datetime) -> bool:
        """Whether one more is allowed now; it is counted if so."""
        with self._lock:
            left = self._left_of(key, at=at)
            allowed = left >= 1
            self._left[key] = (left - 1 if allowed else left, at)
            self._left.move_to_end(key)
            if len(self._left) > REMEMBERED:
                self._left.popitem(last=False)
        return allowed

    def require(self, key: Hashable, *, at: datetime) -> None:
        """Refuses (TooMany) who has to wait; counts nothing."""
        seconds = self.wait(key, at=at)
        if seconds:
            raise too_many(seconds)

    def wait(self, key: Hashable, *, at: datetime) -> int:
        """Whole seconds until one more is allowed."""
        with self._lock:
            missing = 1 - self._left_of(key, at=at)
        return max(0, int(missing / self.per_second + 0.999))

    def forget(self) -> None:
        """Begin anew for every key."""
        with self._lock:
            self._left.clear()

    def _left_of(self, key: Hashable, *, at: datetime) -> float:
        left, since = self._left.get(key, (float(self.burst), at))
        quiet = max(0.0, (at - since).total_seconds())
        return min(float(self.burst), left + quiet * self.per_second)
