"""Codes on paper and before a camera."""

from pathlib import Path

import pypdfium2
import zxingcpp

WIDTH, HEIGHT = 640, 480


def in_pdf(document: bytes) -> list[str]:
    """What the QR codes of each page say."""
    pages = pypdfium2.PdfDocument(document)
    found = [zxingcpp.read_barcodes(page.render(scale=3).to_pil()) for page in pages]
    pages.close()
    return [code.text for codes in found for code in codes]


def before_a_camera(code: str, path: Path) -> None:
    """A film (Y4M) in which somebody holds the code before the camera."""
    barcode = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    cells = memoryview(barcode.to_image(scale=5, add_hrt=False, add_quiet_zones=True))
    high, wide = cells.shape[:2]
    left, top = (WIDTH - wide) // 2, (HEIGHT - high) // 2
    rows = [bytearray(b"\xeb" * WIDTH) for _ in range(HEIGHT)]
    for y in range(high):
        rows[top + y][left : left + wide] = bytes(cells[y].tolist() if wide else b"")
    grey = b"\x80" * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + b"".join(bytes(row) for row in rows) + grey
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + frame * 10)
