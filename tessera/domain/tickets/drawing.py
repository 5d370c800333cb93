"""What a template draws of tickets: their facts, their codes as pictures, and the words around."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.domain.shops.looks import Look
from tessera.domain.tickets.rules import TicketFacts
from tessera.lib.barcodes import qr_svg
from tessera.lib.i18n import speaking

FONTS = {"fraunces": "Fraunces", "inter": "Inter"}


def drawing_of(tickets: Sequence[TicketFacts], look: Look) -> dict[str, Any]:
    """Everything a typst template needs, in the language of the first ticket."""
    language = tickets[0].language
    with speaking(language):
        words = _words()
    shop = asdict(look)
    shop["display_font"] = FONTS.get(look.display_font, "Inter")
    shop["has_logo"] = bool(shop.pop("logo"))
    return {
        "language": language[:2],
        "shop": shop,
        "words": words,
        "tickets": [asdict(each) | {"qr": qr_svg(each.code)} for each in tickets],
    }


def files_of(look: Look) -> dict[str, bytes]:
    """What a template reads beside its facts: the shop's logo, if it has one."""
    return {"logo": look.logo} if look.logo else {}


def _words() -> dict[str, str]:
    return {
        "ticket": _("Ticket"),
        "tickets": _("Tickets"),
        "doors": pgettext("ticket", "Doors open"),
        "starts": _("Starts"),
        "where": _("Where"),
        "zone": _("Zone"),
        "seat": _("Seat"),
        "tariff": _("Tariff"),
        "price": _("Price"),
        "name": _("Name"),
        "order": _("Order"),
        "buyer": _("Bought by"),
        "number": _("Ticket number"),
        "fold": _("Fold here"),
        "code": _("Code of the ticket"),
        "good_to_know": _("Good to know"),
        "show": _("Show this code at the entrance, printed or on your phone."),
        "once": _(
            "It lets one person in, once: whoever comes first with it. Share it with nobody."
        ),
        "keep": _("Keep it flat and clean: the code must stay readable."),
        "terms": _("Conditions"),
        "questions": _("Questions?"),
        "cancelled": _("Cancelled"),
        "test": _("Test, no value"),
    }
