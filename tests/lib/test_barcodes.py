"""Codes are drawn cell by cell as they were computed, and can be read back."""

import re

import zxingcpp
from hypothesis import given
from hypothesis import strategies as some

from tessera.lib.barcodes import qr_svg

PEN = re.compile(r"M0 (\d+)\.5|m(\d+) 0|h(\d+)")
TICKETS = some.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=1, max_size=130)


def dark_cells(svg: str) -> set[tuple[int, int]]:
    """The cells (row, column) that the path goes through."""
    cells: set[tuple[int, int]] = set()
    row = column = 0
    for line, jump, stroke in PEN.findall(svg[svg.index(' d="') :]):
        if line:
            row, column = int(line), 0
        elif jump:
            column += int(jump)
        else:
            cells |= {(row, column + step) for step in range(int(stroke))}
            column += int(stroke)
    return cells


@given(TICKETS)
def test_the_path_goes_through_the_dark_cells_and_no_others(text: str) -> None:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = code.to_image(scale=1, add_hrt=False, add_quiet_zones=False)
    side, cells = picture.shape[0], bytes(picture)  # type: ignore[call-overload]
    svg = qr_svg(text)

    assert f'viewBox="0 0 {side} {side}"' in svg
    assert dark_cells(svg) == {divmod(at, side) for at, cell in enumerate(cells) if cell == 0}


def test_a_ticket_fits_a_code_that_phones_read_from_afar() -> None:
    assert 'viewBox="0 0 41 41"' in qr_svg("T1" + "A" * 128)
