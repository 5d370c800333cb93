"""What every page of a shop needs: the shop, the language, the currency, the frame."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import get_language, override

from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import shop_by_slug
from tessera.lib.i18n import pick
from tessera.lib.money import Money

LANGUAGE_NAMES = {"fr": "Français", "en": "English", "de": "Deutsch", "it": "Italiano"}


def open_shop(slug: str) -> Shop:
    """The open shop of this slug; there is no other (404)."""
    shop = shop_by_slug(slug)
    if shop is None or not shop.is_open:
        raise Http404
    return shop


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
        "public_url": settings.PUBLIC_URL,
    }


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
