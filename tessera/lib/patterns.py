"""Patterns that organisers write for answers: those that could take for ever are refused."""

import re
from collections.abc import Iterable
from functools import lru_cache
from math import prod
from re import _constants as words  # type: ignore[attr-defined]  # how Python reads patterns
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST = 100
LONGEST_ANSWER = 200
"""A text that is held against a pattern is never longer."""

MOST_WAYS = 10_000_000
"""In how many ways a pattern may try to fit one answer."""

REPEATS = (words.MAX_REPEAT, words.MIN_REPEAT, words.POSSESSIVE_REPEAT)
ONE = (words.LITERAL, words.NOT_LITERAL, words.ANY, words.IN)
HARMLESS = (*ONE, words.AT)


class BadPattern(ValueError):
    """Python cannot read the pattern, or it could take for ever; the text says why."""


def require_quick(pattern: str) -> None:
    """Refuses (BadPattern) what is no pattern, and whatever may try too many ways.

    What is repeated may hold neither repeats nor alternatives of its own: then every place of an
    answer is tried a known number of times.
    """
    if len(pattern) > LONGEST:
        raise BadPattern(f"longer than {LONGEST} characters")
    try:
        read = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as wrong:
        raise BadPattern(str(wrong)) from wrong
    if prod(_ways(read)) > MOST_WAYS:
        raise BadPattern("too many repeats")


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is what the pattern says; an answer that is too long never is."""
    return len(text) <= LONGEST_ANSWER and _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    require_quick(pattern)
    return re.compile(pattern)


def _ways(read: Iterable[tuple[Any, Any]]) -> Iterable[int]:
    for kind, told in read:
        if kind in REPEATS:
            least, most, inside = told
            if int(most) > 1:
                _require_plain(inside)
            else:
                yield from _ways(inside)
            yield min(int(most), LONGEST_ANSWER) - min(int(least), LONGEST_ANSWER) + 1
        elif kind is words.SUBPATTERN:
            yield from _ways(told[-1])
        elif kind is words.BRANCH:
            yield len(told[1])
            for each in told[1]:
                yield from _ways(each)
        elif kind not in HARMLESS:
            raise BadPattern("looks ahead, or back at what was found")


def _require_plain(inside: Any) -> None:
    """Refuses what may fit the same text in two ways while it is repeated."""
    for kind, told in inside:
        if kind is words.SUBPATTERN:
            _require_plain(told[-1])
        elif kind in REPEATS:
            least, most, more = told
            if int(least) != int(most):
                raise BadPattern("a repeat within a repeat")
            _require_plain(more)
        elif kind not in ONE:
            raise BadPattern("alternatives within a repeat")
