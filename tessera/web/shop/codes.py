"""Trying the code that somebody typed, or that a link brought along."""

from collections.abc import Sequence

from django.http import HttpRequest

from tessera.domain.catalogue.models import Tariff
from tessera.domain.offers.errors import CodeUnknown
from tessera.domain.offers.queries.live import code_of_text, opens
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.flows import shopping
from tessera.lib import clock
from tessera.lib.limits import Limit
from tessera.web.shop import carts

WRONG = Limit(per_minute=10, burst=10)
"""How many codes that do not exist one address may try."""


def opened_for(request: HttpRequest, shop: Shop, tariffs: Sequence[Tariff]) -> set[int]:
    """Which of these tariffs that are sold by code the visitor's code opens, by product; nothing
    for who guesses. Asks nobody where none is."""
    hidden = [tariff for tariff in tariffs if tariff.product.by_code]
    text = code_brought(request, shop) if hidden else ""
    code = code_of_text(shop.pk, text) if text else None
    if text and code is None:
        note_guess(request)
    return opens(shop, code, hidden) if code else set()


def code_brought(request: HttpRequest, shop: Shop) -> str:
    """The code that a link brought along, "" for none; also for who guesses, until they have
    waited."""
    text = carts.code_of(request, shop)
    if text and WRONG.wait(_guesser(request), at=clock.now()):
        return ""
    return text


def note_guess(request: HttpRequest) -> None:
    """A code was tried that opens nothing."""
    WRONG.allows(_guesser(request), at=clock.now())


def _guesser(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def try_code(request: HttpRequest, shop: Shop, secret: str, text: str) -> Order:
    """Use a code for the cart; who guesses has to wait (TooMany)."""
    at = clock.now()
    WRONG.require(_guesser(request), at=at)
    person = carts.person_of(request, shop)
    try:
        return shopping.use_code(secret, text=text, person_id=person, at=at)
    except CodeUnknown:
        note_guess(request)
        raise
