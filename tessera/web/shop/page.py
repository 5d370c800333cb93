"""What every page of a shop needs: the shop, the language, the currency, the frame."""

from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import shop_by_slug
from tessera.lib.i18n import pick
from tessera.lib.markdown import to_html
from tessera.lib.moment import for_a_moment
from tessera.lib.money import Money
from tessera.web.parts.access import is_of_team
from tessera.web.parts.mistakes import ClosedForNow

_shop = for_a_moment(shop_by_slug, seconds=settings.SHOPS_KEPT_SECONDS)
LANGUAGE_NAMES = {"fr": "Français", "en": "English", "de": "Deutsch", "it": "Italiano"}


def open_shop(request: HttpRequest, slug: str) -> Shop:
    """The shop of this slug, if it is open; its team sees it before that, and while it is not.

    Strangers are told that a shop that was open is closed for the moment (ClosedForNow); of
    another they learn nothing (404).
    """
    shop = _shop(slug)
    if shop is not None and shop.is_open:
        return copy(shop)
    shop = shop_by_slug(slug)
    if shop is None:
        raise Http404
    if shop.is_open:
        return shop
    if is_of_team(request, slug):
        request.is_preview = True  # type: ignore[attr-defined]  # ours, read by `frame` and `keep`
        return shop
    if not shop.was_open:
        raise Http404
    facts = {"words": own_words(shop, "closed", language_of(request))}
    raise ClosedForNow(render(request, "shop/closed.html", shop, facts))


def known_shop(slug: str) -> Shop:
    """The shop of this slug, open or not (404 for none): what was ordered in it stays good."""
    shop = _shop(slug) or shop_by_slug(slug)
    if shop is None:
        raise Http404
    return copy(shop)


def language_of(request: HttpRequest) -> str:
    """The language of the page: the one in its address."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def currency_of(request: HttpRequest, shop: Shop) -> str:
    """The currency asked for in the address, or the shop's first."""
    asked = request.GET.get("currency") or request.POST.get("currency") or ""
    return asked if asked in shop.currencies else shop.currencies[0]


def render(
    request: HttpRequest,
    template: str,
    shop: Shop,
    facts: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A page in the shop's frame. It asks neither session nor user: kept pages are the same
    for everybody."""
    language = language_of(request)
    context = frame(request, shop, language, address=facts.get("address", "")) | dict(facts)
    return HttpResponse(compiled(template).render(context, request), status=status)


def frame(request: HttpRequest, shop: Shop, language: str, *, address: str = "") -> dict[str, Any]:
    """What the layout shows: names, languages, the address of this page in each of them.

    `address` is the one to come back to where the page answers a form: forms have none.
    """
    here, currency = address or request.get_full_path(), currency_of(request, shop)
    path = here.partition("?")[0]
    return {
        "shop": shop,
        "shop_name": pick(shop.name, language),
        "language": language,
        "currency": currency,
        "and_currency": f"&currency={currency}" if currency != shop.currencies[0] else "",
        "theme": reverse("theme", args=[shop.slug, shop.catalogue_version]),
        "languages": [
            {
                "code": code,
                "name": LANGUAGE_NAMES.get(code, code),
                "url": _in(code, here, language),
                "canonical": settings.PUBLIC_URL + _in(code, path, language),
            }
            for code in shop.languages
        ],
        "here": path,
        "canonical": f"{settings.PUBLIC_URL}{path}",
        "is_preview": getattr(request, "is_preview", False),
        "footer_note": own_words(shop, "footer", language),
        "public_url": settings.PUBLIC_URL,
    }


def own_words(shop: Shop, name: str, language: str) -> SafeString | str:
    """What the shop says in its own words in that place, as HTML; "" when it says nothing."""
    text = pick(shop.texts.get(name), language) if shop.texts else ""
    return mark_safe(to_html(text)) if text else ""  # noqa: S308 - cleaned by nh3


def _in(code: str, address: str, language: str) -> str:
    return f"/{code}/{address.removeprefix(f'/{language}/')}"


def money(amount: int, currency: str, language: str) -> str:
    """An amount in words of the language; 0 is written as an amount too."""
    return Money(amount, currency).format(language)


def order_link(shop: Shop, secret: str, language: str) -> str:
    """The page of an order, in its language."""
    with override(language):
        return reverse("shop:order", args=[shop.slug, secret])


@lru_cache(maxsize=256)
def compiled(name: str) -> Any:
    """The template, found and compiled once."""
    return get_template(name)
