"""Pictures that people upload: made small, and harmless."""

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tessera.lib.errors import Refusal

WIDTHS = (480, 720, 960, 1600)
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
KINDS = ("JPEG", "PNG", "WEBP")


class BadPicture(Refusal):
    """The file is no picture we take."""

    code = "bad_picture"


def resized(data: bytes) -> dict[int, bytes]:
    """The picture as WebP in every width that it fills (at least the smallest), without metadata.

    Refuses (BadPicture) files over 12 MB, over 50 million pixels, or not JPEG, PNG or WebP.
    """
    picture = _opened(data)
    picture = ImageOps.exif_transpose(picture).convert("RGB")
    widths = [width for width in WIDTHS if width <= picture.width] or [WIDTHS[0]]
    return {width: _webp(picture, width) for width in widths}


def fitted(data: bytes, *, width: int, height: int, keeps_alpha: bool) -> bytes:
    """The picture, no larger than the box, without metadata: PNG with its transparency, or WebP.

    Refuses (BadPicture) as `resized` does.
    """
    picture = ImageOps.exif_transpose(_opened(data))
    picture = picture.convert("RGBA" if keeps_alpha else "RGB")
    picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    out = BytesIO()
    if keeps_alpha:
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "WEBP", quality=70, method=6)
    return out.getvalue()


def require_picture(data: bytes) -> None:
    """Refuses (BadPicture) as `resized` does; the picture stays as it came."""
    _opened(data)


def _opened(data: bytes) -> Image.Image:
    if len(data) > MOST_BYTES:
        raise BadPicture(_("The picture is too large. Send one of at most 12 MB."))
    try:
        picture = Image.open(BytesIO(data), formats=KINDS)
        if picture.width * picture.height > MOST_PIXELS:
            raise BadPicture(_("The picture has too many pixels. Send one of at most 50 million."))
        picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as wrong:
        raise BadPicture(_("This is no picture. Send a JPEG, PNG or WebP file.")) from wrong
    return picture


def _webp(picture: Image.Image, width: int) -> bytes:
    height = max(1, round(picture.height * width / picture.width))
    out = BytesIO()
    small = picture.resize((width, height), Image.Resampling.LANCZOS)
    small.save(out, "WEBP", quality=64, method=6)
    return out.getvalue()
