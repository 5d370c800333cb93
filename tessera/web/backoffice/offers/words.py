"""Offers in words: what they do, for whom, when, where they stand."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from tessera.domain.offers.effects import EFFECTS
from tessera.domain.offers.models import Offer
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import say_date
from tessera.lib.money import Money
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import CHANNELS, Word

AUDIENCES: Mapping[str, str | Promise] = {
    "everybody": gettext_lazy("Everybody"),
    "known": gettext_lazy("Customers who have ordered here before"),
    "newsletter": gettext_lazy("Subscribers of the newsletter"),
    "chosen": gettext_lazy("Customers that you choose"),
    "members": gettext_lazy("Members of some levels"),
}

STATES = {
    "running": Word(pgettext_lazy("offer", "Running"), "good"),
    "coming": Word(pgettext_lazy("offer", "Coming"), "news"),
    "used_up": Word(pgettext_lazy("offer", "Used up"), "wait"),
    "ended": Word(pgettext_lazy("offer", "Ended"), "quiet"),
    "draft": Word(pgettext_lazy("offer", "Draft"), "quiet"),
}


def state_of(offer: Offer, *, taken: int, at: datetime) -> str:
    """Where the offer stands now."""
    if offer.status != Offer.Status.PUBLISHED:
        return "draft"
    if offer.ends_at is not None and offer.ends_at <= at:
        return "ended"
    if offer.starts_at is not None and offer.starts_at > at:
        return "coming"
    if offer.max_tickets is not None and taken >= offer.max_tickets:
        return "used_up"
    return "running"


def effect_said(offer: Offer, *, shop: Shop) -> str:
    """What it does, in each currency it can be reckoned in: "−10 %", "−CHF 5.00 · −€4.50"."""
    part = EFFECTS.all().get(offer.effect)
    if part is None:
        return _("This offer does something that is no longer installed.")
    effect, language = part(offer.settings), speaks()
    said = [
        effect.says(currency, language)
        for currency in shop.currencies
        if effect.serves_currency(currency)
    ]
    return " · ".join(dict.fromkeys(each for each in said if each)) or _("Opens hidden tariffs")


def effect_name(code: str) -> str:
    """What such an effect is called."""
    part = EFFECTS.all().get(code)
    return str(part.name) if part else code


def period_said(offer: Offer, *, shop: Shop) -> str:
    """From when until when, or always."""
    begins, ends = (
        moment and say_date(moment, shop.time_zone, speaks(), "short")
        for moment in (offer.starts_at, offer.ends_at)
    )
    if begins and ends:
        return _("from %(opens)s until %(closes)s") % {"opens": begins, "closes": ends}
    if begins:
        return _("from %(day)s") % {"day": begins}
    return _("until %(day)s") % {"day": ends} if ends else pgettext("offer", "always")


def audience_said(offer: Offer) -> str:
    """For whom it is, "" for everybody."""
    count = len(offer.customer_ids)
    if offer.audience == "chosen":
        said = ngettext("%(n)d chosen customer", "%(n)d chosen customers", count)
        return said % {"n": count}
    return "" if offer.audience == "everybody" else str(AUDIENCES[offer.audience])


def channels_said(offer: Offer) -> str:
    """Where it is had, "" for everywhere."""
    if offer.channels is None:
        return ""
    return ", ".join(str(CHANNELS[each].text) for each in offer.channels if each in CHANNELS)


def per_order_said(offer: Offer) -> str:
    """How many tickets an order needs and may have, "" for as many as one likes."""
    least, most = offer.min_per_order, offer.max_per_order
    if least > 1 and most:
        return _("%(least)d to %(most)d an order") % {"least": least, "most": most}
    if least > 1:
        return _("at least %(least)d an order") % {"least": least}
    return _("at most %(most)d an order") % {"most": most} if most else ""


def notes_of(offer: Offer, *, shop: Shop) -> list[str]:
    """What limits the offer, where it is limited."""
    said = [
        audience_said(offer),
        channels_said(offer),
        per_order_said(offer),
        _("may be combined") if offer.is_combinable else "",
    ]
    return [each for each in said if each]


def money_said(given: Mapping[str, int]) -> str:
    """Amounts of several currencies."""
    language = speaks()
    return " · ".join(
        Money(amount, currency).format(language) for currency, amount in sorted(given.items())
    )
