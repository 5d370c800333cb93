"""The card of a member as a document."""

from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from tessera.domain.memberships.queries.card import Card
from tessera.domain.shops.looks import Look
from tessera.lib.barcodes import qr_svg
from tessera.lib.i18n import pick, say_day, speaking
from tessera.lib.pdf import Template

FONTS = {"fraunces": "Fraunces", "inter": "Inter"}
TEMPLATE = Template(Path(__file__).with_name("card.typ"))


def render_card(card: Card, look: Look, *, address: str, language: str) -> bytes:
    """The card as PDF, of the size of a bank card; its code opens `address`, where anybody sees
    whether it is good today."""
    with speaking(language):
        words = {
            "card": _("Member’s card"),
            "number": _("Number"),
            "until": _("Valid until"),
            "check": _("Scan to check"),
            "code": _("Code of the card"),
        }
        until = say_day(card.until, language) if card.until else _("without end")
    shop = asdict(look)
    shop.pop("logo")
    shop["display_font"] = FONTS.get(look.display_font, "Inter")
    return TEMPLATE.render(
        {
            "language": language[:2],
            "shop": shop,
            "words": words,
            "name": card.name,
            "number": str(card.number),
            "level": pick(card.level, language),
            "colour": card.colour,
            "until": until,
            "qr": qr_svg(address),
        }
    )
