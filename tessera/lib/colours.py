"""Colours chosen by people, kept readable (WCAG 2.2 contrast)."""

import re
from functools import lru_cache

WHITE = "#ffffff"
INK = "#1c1b22"
BLACK = "#000000"
READABLE = 4.5
"""The least contrast of text (AA)."""

_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)


def tidy(colour: str | None, otherwise: str) -> str:
    """The colour as "#rrggbb", or the other one when it is none."""
    found = _HEX.fullmatch((colour or "").strip())
    return f"#{found.group(1).lower()}" if found else otherwise


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=1024)
def ink_on(ground: str) -> str:
    """White or ink, whichever reads better on the ground; black where neither does well."""
    best = max(WHITE, INK, key=lambda ink: contrast(ground, ink))
    return best if contrast(ground, best) >= READABLE else BLACK


@lru_cache(maxsize=1024)
def readable(colour: str, *, on: str = WHITE) -> str:
    """The colour, darkened just as far as text of it can be read on a light ground."""
    for step in range(21):
        mixed = mix(colour, INK, step / 20)
        if contrast(mixed, on) >= READABLE:
            return mixed
    return INK


@lru_cache(maxsize=1024)
def mix(colour: str, other: str, part: float) -> str:
    """The colour with a part (0 to 1) of the other one in it."""
    blended = (
        round(mine + (theirs - mine) * part)
        for mine, theirs in zip(_channels(colour), _channels(other), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in blended)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=1024)
def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
