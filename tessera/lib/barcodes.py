"""Barcodes as vector pictures: crisp on paper at any size."""

from functools import lru_cache
from typing import Any

import zxingcpp

CHUNK = 8
"""Cells that are drawn by one look-up."""


def qr_svg(text: str) -> str:
    """The text as a QR code (level M): one black path, no ground, no quiet zone around it."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = barcode.to_image(scale=1, add_hrt=False, add_quiet_zones=False)
    side = picture.shape[0]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path stroke="#000" d="{_path(bytes(picture), side)}"/></svg>'
    )


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
