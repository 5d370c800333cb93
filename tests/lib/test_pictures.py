"""Pictures that people upload become small and harmless."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tessera.lib.pictures import MOST_BYTES, MOST_PIXELS, WIDTHS, BadPicture, fitted, resized


def drawn(width: int, height: int, kind: str = "PNG", **facts: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#b63a17").save(out, kind, **facts)
    return out.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""
    return png(width, height, depth=8, kind=2, pixels=zlib.compress(b""))


def png(width: int, height: int, *, depth: int, kind: int, pixels: bytes) -> bytes:
    """A PNG by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def black(width: int, height: int) -> bytes:
    """A true picture of a few kilobytes, however large."""
    rows = bytes(1 + (width + 7) // 8) * height
    return png(width, height, depth=1, kind=0, pixels=zlib.compress(rows, 9))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_every_width_it_fills(kind: str) -> None:
    made = resized(drawn(1000, 500, kind))
    assert sorted(made) == [480, 720, 960]
    for width, data in made.items():
        picture = Image.open(BytesIO(data))
        assert picture.format == "WEBP"
        assert picture.size == (width, width // 2)


def test_a_large_one_fills_all() -> None:
    assert tuple(sorted(resized(drawn(2000, 1000)))) == WIDTHS


def test_a_small_one_gets_the_smallest_width() -> None:
    assert list(resized(drawn(20, 10))) == [480]


def test_a_sliver_keeps_a_height() -> None:
    assert Image.open(BytesIO(resized(drawn(3000, 1))[480])).size == (480, 1)


def test_where_it_was_taken_is_not_told() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    (made,) = resized(drawn(500, 500, "JPEG", exif=exif)).values()
    assert not Image.open(BytesIO(made)).getexif()


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 6_000)])
def test_a_bomb_is_refused_before_it_bursts(size: tuple[int, int]) -> None:
    with pytest.raises(BadPicture):
        resized(claiming(*size))


def test_more_pixels_than_we_take_are_refused_by_us() -> None:
    """The library would open it: its own limit is higher than ours."""
    width, height = 10_000, MOST_PIXELS // 10_000 + 1
    assert Image.MAX_IMAGE_PIXELS is not None
    assert MOST_PIXELS < width * height < Image.MAX_IMAGE_PIXELS
    bomb = black(width, height)
    assert len(bomb) < 100_000

    with pytest.raises(BadPicture, match="pixels"):
        resized(bomb)
    with pytest.raises(BadPicture, match="pixels"):
        fitted(bomb, width=200, height=200, keeps_alpha=True)
    assert list(resized(black(480, 10))) == [480], "it is its size that is refused"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        drawn(500, 500, "GIF"),
        drawn(500, 500, "BMP"),
        drawn(500, 500, "JPEG")[:300],
        bytes(MOST_BYTES + 1),
    ],
    ids=["nothing", "svg", "pdf", "gif", "bmp", "half", "heavy"],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(BadPicture):
        resized(data)
