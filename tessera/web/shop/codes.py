"""Trying the code that somebody typed, or that a link brought along."""

from django.http import HttpRequest

from tessera.domain.offers.errors import CodeUnknown
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.flows import shopping
from tessera.lib import clock
from tessera.lib.limits import Limit
from tessera.web.shop import carts

WRONG = Limit(per_minute=10, burst=10)
"""How many codes that do not exist one address may try."""


def try_code(request: HttpRequest, shop: Shop, secret: str, text: str) -> Order:
    """Use a code for the cart; who guesses has to wait (TooMany)."""
    at, guesser = clock.now(), request.META.get("REMOTE_ADDR", "")
    WRONG.require(guesser, at=at)
    person = carts.person_of(request, shop)
    try:
        return shopping.use_code(secret, text=text, person_id=person, at=at)
    except CodeUnknown:
        WRONG.allows(guesser, at=at)
        raise
