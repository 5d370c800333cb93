"""Answers that may be a moment old: asked once, told to everybody meanwhile."""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST = 1000


def for_a_moment(ask: Callable[[K], V], *, seconds: float) -> Callable[[K], V]:
    """`ask`, whose answer for a key is kept so long by this process; 0 keeps nothing."""
    if not seconds:
        return ask
    told: dict[K, tuple[float, V]] = {}

    @wraps(ask)
    def kept(key: K) -> V:
        now = time.monotonic()
        found = told.get(key)
        if found is not None and now < found[0]:
            return found[1]
        if len(told) >= MOST:
            told.clear()
        answer = ask(key)
        told[key] = (now + seconds, answer)
        return answer

    return kept
