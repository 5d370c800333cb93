"""Barcodes as vector pictures, crisp on paper at any size, and as dots."""

from functools import lru_cache
from io import BytesIO
from typing import Any

import zxingcpp

from tessera.lib.lazily import Lazily

Image = Lazily("PIL.Image")

CHUNK = 8
"""Cells that are drawn by one look-up."""


def qr_svg(text: str, *, margin: int = 0) -> str:
    """The text as a QR code (level M): one black path, without ground and quiet zone; on white,
    with so many light cells around it, where there is a margin."""
    cells, side = _cells(text)
    whole = side + 2 * margin
    ground = f'<path fill="#fff" d="M{-margin} {-margin}h{whole}v{whole}h{-whole}z"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-margin} {-margin} {whole} {whole}">'
        f'{ground if margin else ""}<path stroke="#000" d="{_path(cells, side)}"/></svg>'
    )


def qr_png(text: str, *, margin: int = 4, width: int = 1000) -> bytes:
    """The same as a picture of dots, about so wide."""
    cells, side = _cells(text)
    whole = side + 2 * margin
    picture = Image.new("1", (whole, whole), 1)
    picture.paste(Image.frombytes("L", (side, side), cells).convert("1"), (margin, margin))
    scale = max(1, width // whole)
    file = BytesIO()
    picture.resize((whole * scale, whole * scale), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


def _cells(text: str) -> tuple[bytes, int]:
    """The cells row by row (0 is dark), and how many there are in a row."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = barcode.to_image(scale=1, add_hrt=False, add_quiet_zones=False)
    return bytes(picture), picture.shape[0]


def _path(cells: bytes, side: int) -> str:
    """A line through the dark cells (bytes of 0) of each row, as thick as a cell."""
    drawn = []
    for row in range(side):
        drawn.append(f"M0 {row}.5")
        line = cells[row * side : (row + 1) * side]
        drawn += [_strokes(line[at : at + CHUNK]) for at in range(0, side, CHUNK)]
    return "".join(drawn)


@lru_cache(maxsize=1024)
def _strokes(cells: bytes) -> str:
    """The pen draws over dark cells, jumps over light ones, and ends behind the last."""
    drawn, at = "", 0
    while at < len(cells):
        is_dark, end = cells[at] == 0, at
        while end < len(cells) and (cells[end] == 0) == is_dark:
            end += 1
        drawn += f"h{end - at}" if is_dark else f"m{end - at} 0"
        at = end
    return drawn
