"""A pattern that is taken answers at once, whatever is held against it."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.lib.patterns import LONGEST_ANSWER, BadPattern, fits, require_quick

GOOD = [
    (r"[A-Z]{2}\d{4}", "AB1234", "AB12345"),
    (r"CH-\d{3}|FR-\d{2}", "FR-12", "DE-12"),
    (r"756\.\d{4}\.\d{4}\.\d{2}", "756.1234.5678.90", "756-1234"),
    (r"(?:\d{3} ){2}\d{3}", "123 456 789", "123 456"),
    (r"[^ ]+ [^ ]+", "two words", "word"),
    (r"(?:ab)*c", "ababc", "abac"),
    (r".*foo.*", "a foo b", "bar"),
]


@pytest.mark.parametrize(("pattern", "good", "bad"), GOOD)
def test_a_pattern_fits_the_whole_text(pattern: str, good: str, bad: str) -> None:
    require_quick(pattern)
    assert fits(pattern, good)
    assert not fits(pattern, bad)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(a|aa)+b",
        r"(a|a)*b",
        r"(?:a?){50}b",
        r"(\d{1,3}-?)*x",
        r"\w*\w*\w*\w*x",
        r"(a)\1",
        r"(?=a)b",
        r"(?<!a)b",
        r"(",
        r"[z-a]",
        r"a{99999999999}",
        "a" * 101,
    ],
)
def test_what_could_take_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        require_quick(pattern)


def test_a_text_that_is_too_long_never_fits() -> None:
    assert not fits(".*", "x" * (LONGEST_ANSWER + 1))


PIECES = st.sampled_from(
    ["a", "b", "[ab]", ".", r"\d", "(?:ab)", "(a|b)", "(a|aa)", "*", "+", "?", "{2}", "{1,3}", "|"]
)


@settings(max_examples=300, deadline=None)
@given(pattern=st.lists(PIECES, min_size=1, max_size=9).map("".join))
def test_whatever_is_taken_is_quick(pattern: str) -> None:
    try:
        require_quick(pattern)
    except BadPattern:
        return
    for text in ("a" * 199 + "!", "ab" * 99 + "!", "a" * 100 + "b" * 99 + "!"):
        began = perf_counter()
        fits(pattern, text)
        assert perf_counter() - began < 1, pattern
