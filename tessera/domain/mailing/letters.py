"""From what a mail says to what its reader sees: HTML in the shop's colours, and plain text."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tessera.domain.mailing.mail import Letter, MemberOccasion, Tone
from tessera.domain.mailing.summary import summary_of
from tessera.domain.orders.models import Order
from tessera.domain.shops.looks import look_of
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick
from tessera.lib.mjml import to_html, to_text

HERE = Path(__file__).parent
TONES: dict[Tone, tuple[str, str]] = {
    "good": ("#e3f2e8", "#17603a"),
    "waiting": ("#fdf0d2", "#6b4700"),
    "bad": ("#fbe6e4", "#8f1f17"),
    "calm": ("#ecebef", "#45434e"),
}
"""Ground and ink of the sign on top; each pair is AA."""

FONTS = {"fraunces": "Georgia, 'Times New Roman', serif"}
SANS = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


def compose(letter: Letter, *, order: Order) -> tuple[str, str]:
    """The letter as HTML and as text, in the language that gettext speaks."""
    summary = summary_of(order) if letter.shows_order else None
    facts = {"words": _words(order), "order": summary}
    return _rendered(letter, shop=order.shop, language=order.language, **facts)


def compose_for(letter: Letter, *, shop: Shop, language: str, why: str) -> tuple[str, str]:
    """The same for a letter that is about no order; `why` says why it was sent."""
    words = {"hello": _("Hello,"), "questions": _("Questions? Just answer this mail."), "why": why}
    return _rendered(letter, shop=shop, language=language, words=words, order=None)


def compose_for_member(letter: Letter, occasion: MemberOccasion) -> tuple[str, str]:
    """The same for a letter to a member."""
    name = occasion.member.first_name
    words = {
        "hello": _("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        "questions": _("Questions? Just answer this mail."),
        "why": _("You receive this mail because of your membership. It is no advertising."),
    }
    return _rendered(
        letter, shop=occasion.shop, language=occasion.language, words=words, order=None
    )


def _rendered(letter: Letter, *, shop: Shop, language: str, **more: Any) -> tuple[str, str]:
    facts = {
        "letter": letter,
        "language": language[:2],
        "shop": _shop(shop, language),
        "tone": dict(zip(("ground", "ink"), TONES[letter.tone], strict=True)),
        **more,
    }
    return to_html(HERE / "letter.mjml", facts), to_text(HERE / "letter.txt", facts)


def _shop(shop: Shop, language: str) -> dict[str, Any]:
    look = look_of(shop, language)
    town = f"{shop.postcode} {shop.city}".strip()
    return {
        **{name: value for name, value in asdict(look).items() if name != "logo"},
        "name": pick(shop.name, language),
        "logo": settings.PUBLIC_URL + shop.logo.url if shop.logo else "",
        "address": ", ".join(part for part in (shop.street, town) if part),
        "email": shop.contact_email,
        "phone": shop.contact_phone,
        "display": FONTS.get(shop.display_font, SANS),
        "sans": SANS,
    }


def _words(order: Order) -> dict[str, str]:
    return {
        "hello": _("Hello %(name)s,") % {"name": order.full_name}
        if order.full_name
        else _("Hello,"),
        "order": _("Order %(number)s") % {"number": order.number},
        "total": _("Total"),
        "vat": _("incl. VAT"),
        "questions": _("Questions? Just answer this mail."),
        "why": _("You receive this mail because of your order. It is no advertising."),
    }
