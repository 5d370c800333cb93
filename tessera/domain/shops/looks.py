"""How a shop looks on paper."""

from dataclasses import dataclass

from tessera.domain.shops.models import Shop
from tessera.lib import colours
from tessera.lib.i18n import pick

BRAND = "#bf3b1b"
"""The colour of a shop that chose none."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a shop looks on paper: name, colours, logo (the bytes of a picture), fonts."""

    shop_name: str
    primary: str
    on_primary: str
    primary_text: str
    display_font: str
    contact: str
    website: str
    logo: bytes = b""


def look_of(shop: Shop, language: str) -> Look:
    """How the shop's documents look; any colour of it stays readable."""
    chosen = shop.colours if isinstance(shop.colours, dict) else {}
    primary = colours.tidy(chosen.get("primary"), BRAND)
    contact = [shop.contact_email, shop.contact_phone]
    return Look(
        shop_name=pick(shop.name, language),
        primary=primary,
        on_primary=colours.ink_on(primary),
        primary_text=colours.readable(primary),
        display_font=shop.display_font,
        contact=" · ".join(part for part in contact if part),
        website=shop.website.removeprefix("https://").removeprefix("http://").rstrip("/"),
        logo=_logo(shop),
    )


def _logo(shop: Shop) -> bytes:
    if not shop.logo:
        return b""
    try:
        with shop.logo.open("rb") as picture:
            return bytes(picture.read())
    except FileNotFoundError:
        return b""
