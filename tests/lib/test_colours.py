"""Colours stay readable, whatever a shop chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tessera.lib import colours

ANY = some.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(ANY)
def test_ink_can_be_read_on_any_ground(ground: str) -> None:
    assert colours.contrast(colours.ink_on(ground), ground) >= colours.READABLE


@given(ANY)
def test_any_colour_can_be_read_on_white(colour: str) -> None:
    assert colours.contrast(colours.readable(colour), colours.WHITE) >= colours.READABLE


def test_what_is_readable_already_stays() -> None:
    assert colours.readable("#3b3a6e") == "#3b3a6e"


@pytest.mark.parametrize("wrong", [None, "", "red", "#12", "#gggggg", "url(x)", "#ffffff;}"])
def test_what_is_no_colour_is_not_used(wrong: str | None) -> None:
    assert colours.tidy(wrong, "#112233") == "#112233"


def test_colours_are_tidied() -> None:
    assert colours.tidy(" FFAA00", "#112233") == "#ffaa00"
