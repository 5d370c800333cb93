"""Pictures for the season: mosaics, painted from a motif and three colours."""

import math
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 900
TILE = 50
GAP = 3
COLUMNS, ROWS = WIDTH // TILE, HEIGHT // TILE

Colour = tuple[int, int, int]
Motif = Callable[[float, float], float]
"""How bright the picture is at a point: both from 0 to 1, from the left and from the top."""


def paint(name: str, motif: str, palette: Sequence[str]) -> bytes:
    """The picture of an event as WebP; the same name gives the same picture."""
    random = Random(name)  # noqa: S311  # a picture, not a secret
    colours = [_colour(each) for each in palette]
    picture = _ground(colours)
    glow = Image.new("RGBA", picture.size)
    _lay_tiles(ImageDraw.Draw(glow), MOTIFS[motif], colours, random)
    small = glow.reduce(4).filter(ImageFilter.GaussianBlur(7))
    light = small.resize(picture.size, Image.Resampling.BILINEAR)
    picture = Image.alpha_composite(picture, Image.blend(Image.new("RGBA", glow.size), light, 0.55))
    picture = Image.alpha_composite(picture, glow)
    out = BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=86, method=2)
    return out.getvalue()


def _ground(colours: Sequence[Colour]) -> Image.Image:
    """From the first colour, a little lighter towards the lower right corner."""
    small = Image.new("RGB", (16, 9))
    for x in range(16):
        for y in range(9):
            small.putpixel((x, y), _mix(colours[0], colours[1], 0.04 + 0.34 * (x / 15 * y / 8)))
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).convert("RGBA")


def _lay_tiles(
    draw: ImageDraw.ImageDraw, motif: Motif, colours: Sequence[Colour], random: Random
) -> None:
    """Tile by tile; some are broken in four, as in any old mosaic."""
    for row in range(ROWS):
        for column in range(COLUMNS):
            left, top = column * TILE, row * TILE
            if random.random() < 0.16:
                half = TILE // 2
                corners = [(left, top), (left + half, top), (left, top + half)]
                for x, y in [*corners, (left + half, top + half)]:
                    _lay(draw, (x, y, half), motif, colours, random)
            else:
                _lay(draw, (left, top, TILE), motif, colours, random)


def _lay(
    draw: ImageDraw.ImageDraw,
    where: tuple[int, int, int],
    motif: Motif,
    colours: Sequence[Colour],
    random: Random,
) -> None:
    left, top, size = where
    bright = motif((left + size / 2) / WIDTH, (top + size / 2) / HEIGHT)
    bright = min(1.0, max(0.0, bright + random.gauss(0, 0.045)))
    if bright < 0.06:
        return
    colour = _shade(colours, bright)
    opacity = int(255 * min(1.0, 0.12 + bright * 1.25))
    right, bottom = left + size - GAP, top + size - GAP
    draw.rectangle((left, top, right, bottom), fill=(*colour, opacity))
    light = _mix(colour, (255, 255, 255), 0.16)
    draw.polygon([(left, top), (right, top), (left, bottom)], fill=(*light, opacity))


def _shade(colours: Sequence[Colour], bright: float) -> Colour:
    """Along the palette: dark, middle, light."""
    if bright < 0.55:
        return _mix(colours[0], colours[1], bright / 0.55)
    return _mix(colours[1], colours[2], (bright - 0.55) / 0.45)


def _mix(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (
        round(mine + (theirs - mine) * part) for mine, theirs in zip(one, other, strict=True)
    )
    return red, green, blue


def _colour(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


# What the pictures show ----------------------------------------------------------------------


def _near(distance: float, width: float) -> float:
    """1 on the spot, fading with the distance."""
    return math.exp(-((distance / width) ** 2))


def _disc(x: float, y: float, centre: tuple[float, float], radius: float) -> float:
    """How far inside a round thing a point is; the picture is 16 to 9."""
    away = math.hypot((x - centre[0]) * 16 / 9, y - centre[1])
    return 1 / (1 + math.exp((away - radius) * 40))


def waves(x: float, y: float) -> float:
    """Water under a low sun."""
    crest = 0.5 + 0.5 * math.sin(x * 9 + math.sin(y * 7) * 1.6 + y * 10)
    water = crest * max(0.0, y - 0.3) * 1.15
    return max(water, _disc(x, y, (0.72, 0.33), 0.17) * (1.05 - y * 0.3), 0.1 * (1 - y))


STARS = [(0.12, 0.22), (0.24, 0.36), (0.37, 0.28), (0.47, 0.5), (0.62, 0.42), (0.73, 0.62)]
STARS += [(0.86, 0.5), (0.8, 0.2), (0.3, 0.72), (0.15, 0.82), (0.56, 0.84)]


def constellation(x: float, y: float) -> float:
    """Stars, and the line that somebody saw between them."""
    star = max(_near(math.hypot((x - a) * 16 / 9, y - b), 0.05) for a, b in STARS)
    path = max(
        _near(_from_segment((x, y), one, other), 0.018)
        for one, other in zip(STARS[:7], STARS[1:7], strict=False)
    )
    dust = 0.22 * _near(y - 0.2 - x * 0.5, 0.28)
    return max(star, path * 0.55, dust)


def _from_segment(
    point: tuple[float, float], one: tuple[float, float], other: tuple[float, float]
) -> float:
    along = (other[0] - one[0], other[1] - one[1])
    length = along[0] ** 2 + along[1] ** 2
    part = ((point[0] - one[0]) * along[0] + (point[1] - one[1]) * along[1]) / length
    part = min(1.0, max(0.0, part))
    return math.hypot(
        (point[0] - one[0] - along[0] * part) * 16 / 9, point[1] - one[1] - along[1] * part
    )


def strings(x: float, y: float) -> float:
    """Strings that have just been struck."""
    sway = 0.018 * math.sin(y * math.pi * 2) * math.sin(x * 31)
    string = max(_near(x + sway - (6.5 + each * 3) / 32, 0.017) for each in range(7))
    return max(string * (0.55 + 0.45 * math.sin(y * math.pi)), 0.26 * _disc(x, y, (0.5, 0.9), 0.5))


def snow(x: float, y: float) -> float:
    """It snows, and the hill is dark."""
    hill = 1.0 if y > 0.72 + 0.1 * math.sin(x * 5 + 0.6) else 0.0
    flake = max(0.0, math.sin(x * 57 + y * 23) * math.sin(y * 41 - x * 17))
    return max(hill * (0.5 + y * 0.45), flake**3 * 0.75, 0.1 + 0.2 * y)


def island(x: float, y: float) -> float:
    """An island of orange shards, its reflection, and the sea."""
    hill = y > 0.62 - 0.36 * _near(x - 0.45, 0.16) - 0.16 * _near(x - 0.66, 0.1)
    if y < 0.62:
        return 0.62 - 0.3 * y if hill else 0.1 + 0.42 * _disc(x, y, (0.8, 0.2), 0.09)
    ripple = 0.12 * math.sin(y * 90) * _near(x - 0.5, 0.2)
    return 0.86 + ripple + 0.1 * (y - 0.62)


def windows(x: float, y: float) -> float:
    """A dark front; one window is lit."""
    across, down = (x * 8) % 1, (y * 5) % 1
    is_pane = 0.22 < across < 0.78 and 0.18 < down < 0.82
    is_lit = int(x * 8) == 5 and int(y * 5) == 2
    halo = 0.4 * _disc(x, y, (0.69, 0.5), 0.16)
    return 1.0 if is_pane and is_lit else max(halo, 0.4 if is_pane else 0.12)


def sun(x: float, y: float) -> float:
    """Noon."""
    angle = math.atan2(y - 0.5, (x - 0.5) * 16 / 9)
    away = math.hypot((x - 0.5) * 16 / 9, y - 0.5)
    rays = (0.5 + 0.5 * math.cos(angle * 14)) * _near(away - 0.46, 0.22) * 0.55
    return max(_disc(x, y, (0.5, 0.5), 0.24) * 0.98, rays, 0.05)


def road(x: float, y: float) -> float:
    """A road into the night, a red light on it."""
    if y < 0.34:
        return 0.09 + 0.5 * _disc(x, y, (0.5, 0.36), 0.1)
    width = (y - 0.3) * 0.52
    side = abs(x - 0.5)
    line = 0.62 if side < 0.018 + 0.02 * y and (y * 9) % 1 < 0.55 else 0.0
    edge = _near(side - width, 0.022 + 0.02 * y)
    return max(line, edge * 0.98, 0.18 if side < width else 0.05)


def lanterns(x: float, y: float) -> float:
    """Three garlands of paper lanterns."""
    best = 0.06
    for base, bend, hang in ((0.12, 0.24, 7), (0.36, 0.2, 6), (0.62, 0.16, 8)):
        line = base + bend * 4 * (x - 0.5) ** 2 * -1 + bend
        step = abs((x * hang) % 1 - 0.5) / hang
        lamp = _near(math.hypot(step * 16 / 9, y - line - 0.05), 0.055)
        best = max(best, lamp, 0.42 * _near(y - line, 0.012))
    return best


def orbits(x: float, y: float) -> float:
    """Paths around a pale body."""
    away = math.hypot((x - 0.6) * 16 / 9, (y - 0.46) * 1.25)
    ring = max(_near(away - each, 0.016) for each in (0.3, 0.44, 0.62, 0.84))
    moons = max(_disc(x, y, (0.33, 0.3), 0.05), _disc(x, y, (0.84, 0.78), 0.035))
    return max(_disc(x, y, (0.6, 0.46), 0.19) * 0.62, ring * 0.5, moons)


def vials(x: float, y: float) -> float:
    """Shelves of medicine."""
    shelf, across = (y * 3) % 1, (x * 9) % 1
    full = 0.35 + 0.3 * math.sin(int(x * 9) * 2.4 + int(y * 3) * 1.3)
    if shelf > 0.9:
        return 0.95
    inside = abs(across - 0.5) < (0.3 if shelf > 0.4 else 0.12)
    return (0.6 if shelf > full else 0.4) if inside and shelf > 0.18 else 0.09


def stairs(x: float, y: float) -> float:
    """Steps up to a light."""
    step = math.floor(x * 9) / 9
    edge = 0.95 - step * 0.72
    lit = 0.85 * _disc(x, y, (0.9, 0.12), 0.26)
    if y > edge:
        return 0.25 + 0.45 * step + (0.22 if y < edge + 0.06 else 0.0)
    return max(lit, 0.07)


def ropes(x: float, y: float) -> float:
    """Ropes from the flies, each with its weight."""
    each = int(x * 12)
    length = 0.42 + 0.38 * abs(math.sin(each * 1.9 + 0.4))
    across = abs((x * 12) % 1 - 0.5)
    if y < length:
        twist = 0.6 + 0.3 * math.sin(y * 60 + each)
        return twist if across < 0.22 else 0.08
    return 0.98 if y < length + 0.1 and across < 0.42 else 0.06


def curtain(x: float, y: float) -> float:
    """A curtain that opens in the middle."""
    opening = 0.06 + 0.17 * y**1.6
    side = abs(x - 0.5)
    if side < opening:
        return 0.1 + 0.75 * _disc(x, y, (0.5, 0.95), 0.22)
    return 0.34 + 0.26 * math.sin((side - opening) * 55) + 0.1 * (1 - y)


MOTIFS: dict[str, Motif] = {
    motif.__name__: motif
    for motif in (waves, constellation, strings, snow, island, windows, sun, road)
}
MOTIFS |= {motif.__name__: motif for motif in (lanterns, orbits, vials, stairs, ropes, curtain)}
