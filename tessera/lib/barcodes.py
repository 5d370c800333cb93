"""Barcodes as vector pictures: crisp on paper at any size."""

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
        f'<path d="{_path(bytes(picture), side)}"/></svg>'
    )


def _path(cells: bytes, side: int) -> str:
    """The dark cells (bytes of 0), row by row; the pen walks chunk by chunk to the right."""
    drawn = []
    for row in range(side):
        drawn.append(f"M0 {row}")
        line = cells[row * side : (row + 1) * side]
        drawn += [_chunk(line[at : at + CHUNK]) for at in range(0, side, CHUNK)]
    return "".join(drawn)


_chunks: dict[bytes, str] = {}


def _chunk(cells: bytes) -> str:
    known = _chunks.get(cells)
    if known is None:
        known = _chunks[cells] = _draw(cells)
    return known


def _draw(cells: bytes) -> str:
    """Each dark run is closed, so the pen is back at its start before it moves on."""
    drawn, pen, at = [], 0, 0
    while (at := cells.find(b"\x00", at)) >= 0:
        end = at
        while end < len(cells) and cells[end] == 0:
            end += 1
        length = end - at
        drawn.append(f"m{at - pen} 0h{length}v1h-{length}z")
        pen = at
        at = end
    return "".join(drawn) + f"m{len(cells) - pen} 0"
