"""What a shop may be called, how it looks, and what it needs to open: facts in, answer out."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tessera.domain.shops.errors import BadAddress, CurrencyInUse, NotReady, SoldForReal
from tessera.lib.colours import ink_on, mix, readable, tidy

RESERVED_WORDS = """
account accounts admin api auth boxoffice de en fr healthz help hooks invitation invitations it
language manage media new new-organisation new-shop organisation organisations profile readyz
scanner shop shops signup static team theme widget wizard
"""
RESERVED = frozenset(RESERVED_WORDS.split())
"""Words that are addresses of their own, or might become so."""

CURRENCIES = ("CHF", "EUR", "GBP", "USD")
LANGUAGES = ("fr", "en", "de", "it")
TEXTS = ("welcome", "footer", "confirmation", "ticket", "closed")
"""What a shop says in its own words: on its home page, under every page, on the page of an
order, on tickets, and while it is closed."""

FONTS = {
    "fraunces": "Fraunces, ui-serif, Georgia, serif",
    "inter": "Inter, ui-sans-serif, system-ui, sans-serif",
    "georgia": "Georgia, 'Times New Roman', serif",
}
COLOURS = {"primary": "#b63a17", "secondary": "#3b3a6e", "accent": "#f0b648"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def require_address(slug: str, *, is_taken: bool) -> None:
    """Refuses (BadAddress) a word that is kept, badly written or another shop's."""
    if not 2 <= len(slug) <= 60 or not _SLUG.fullmatch(slug):
        raise BadAddress(
            _("Write the address with small letters, digits and hyphens, for example season-2027.")
        )
    if slug in RESERVED or slug.isdigit():
        raise BadAddress(
            _("“%(slug)s” is kept for Tessera itself. Add a word, for example %(slug)s-tickets.")
            % {"slug": slug}
        )
    if is_taken:
        raise BadAddress(
            _("Another shop lives at “%(slug)s”. Add the year or the town.") % {"slug": slug}
        )


def require_same_address(before: str, after: str, *, was_open: bool) -> None:
    """Refuses (BadAddress) to move a shop whose address people know."""
    if before != after and was_open:
        raise BadAddress(
            _(
                "The address stays once a shop has been open: tickets, mails and posters lead to"
                " it. Duplicate the shop to sell at another one."
            )
        )


def require_unused(currency: str, *, prices: int, orders: int) -> None:
    """Refuses (CurrencyInUse) to take away a currency in which something is priced or sold."""
    facts = {"currency": currency, "count": orders or prices}
    if orders:
        raise CurrencyInUse(
            ngettext(
                "%(currency)s stays: %(count)d order was placed in it. Leave its price empty in"
                " your tariffs to stop selling in it.",
                "%(currency)s stays: %(count)d orders were placed in it. Leave its price empty in"
                " your tariffs to stop selling in it.",
                orders,
            )
            % facts,
            **facts,
        )
    if prices:
        raise CurrencyInUse(
            ngettext(
                "%(count)d tariff has a price in %(currency)s. Empty that price first, then take"
                " the currency away.",
                "%(count)d tariffs have a price in %(currency)s. Empty those prices first, then"
                " take the currency away.",
                prices,
            )
            % facts,
            **facts,
        )


def require_no_real_order(count: int) -> None:
    """Refuses (SoldForReal) test mode to a shop that has sold."""
    if count:
        raise SoldForReal(
            ngettext(
                "Test mode is over: %(count)d real order was placed. Duplicate the shop to try"
                " things out.",
                "Test mode is over: %(count)d real orders were placed. Duplicate the shop to try"
                " things out.",
                count,
            )
            % {"count": count},
            count=count,
        )


def palette(colours: Mapping[str, str], *, is_dark: bool) -> dict[str, str]:
    """The colours that pages are drawn with, `primary` and its ink `primary-content` and so on;
    text of them and on them can be read."""
    found: dict[str, str] = {}
    for name, default in COLOURS.items():
        colour = tidy(colours.get(name), default)
        if is_dark and name != "accent":
            colour = mix(colour, "#ffffff", 0.45)
        elif name == "primary":
            colour = readable(colour)
        found |= {name: colour, f"{name}-content": ink_on(colour)}
    return found


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What is known of a shop that wants to open.

    `methods` are the ways to pay that are ready online; `priced` the currencies in which a
    visible tariff of a coming date has a price; `is_vat_liable` none is not decided.
    """

    currencies: Sequence[str] = ("CHF",)
    methods: Collection[str] = ()
    coming_dates: int = 0
    tariffs: int = 0
    priced: Collection[str] = ()
    costs_money: bool = False
    has_terms: bool = False
    has_contact: bool = False
    is_vat_liable: bool | None = None
    has_vat_number: bool = False
    has_bank: bool = False
    is_test: bool = False
    has_look: bool = False
    team: int = 1
    has_tried: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the check-list; what is not required is advice."""

    code: str
    title: str | Promise
    is_done: bool
    is_required: bool = True


def check_list(facts: OpeningFacts) -> list[Point]:
    """What a shop needs to open, then what it had better have."""
    paid = set(facts.methods) - {"free"}
    decided = facts.is_vat_liable is False or bool(facts.is_vat_liable and facts.has_vat_number)
    required: list[tuple[str, str | Promise, bool]] = [
        ("event", gettext_lazy("A visible event with a date to come"), facts.coming_dates > 0),
        ("tariff", gettext_lazy("A tariff on sale in a visible zone"), facts.tariffs > 0),
        (
            "prices",
            gettext_lazy("A price in every currency"),
            facts.tariffs > 0 and set(facts.currencies) <= set(facts.priced),
        ),
        (
            "payment",
            gettext_lazy("A way to pay"),
            bool(paid) or ("free" in facts.methods and not facts.costs_money),
        ),
        (
            "bank",
            gettext_lazy("A bank account for invoices"),
            "invoice" not in facts.methods or facts.has_bank,
        ),
        ("terms", gettext_lazy("Terms of sale"), facts.has_terms),
        ("contact", gettext_lazy("Who sells, and how to reach them"), facts.has_contact),
        ("vat", gettext_lazy("VAT: liable or not"), decided),
        ("test_mode", gettext_lazy("Test mode off"), not facts.is_test),
    ]
    advice: list[tuple[str, str | Promise, bool]] = [
        ("look", gettext_lazy("Your logo and your colours"), facts.has_look),
        ("test_order", gettext_lazy("An order placed as a test"), facts.has_tried),
        ("team", gettext_lazy("A colleague who can stand in for you"), facts.team > 1),
    ]
    return [Point(*each) for each in required] + [Point(*each, False) for each in advice]


def require_ready(points: Sequence[Point]) -> None:
    """Refuses (NotReady, `missing`) while something required is missing, and names it."""
    missing = [point for point in points if point.is_required and not point.is_done]
    if missing:
        raise NotReady(
            _("Before the sale can open, this is missing: %(points)s.")
            % {"points": " · ".join(str(point.title) for point in missing)},
            missing=[point.code for point in missing],
        )
