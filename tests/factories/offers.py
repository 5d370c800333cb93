"""Offers and codes as an organiser would make them."""

from itertools import count
from typing import Any

from django.db import transaction

from tessera.domain.offers.actions.codes import add_code
from tessera.domain.offers.actions.offers import make_offer as write_offer
from tessera.domain.offers.models import Code, Offer
from tessera.domain.offers.terms import LimitFacts, OfferFacts
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.flows.steps.offer_desk import count_code, count_offer
from tessera.lib import clock

_next = count(1)


def make_offer(
    shop: Shop,
    effect: str = "percentage",
    settings: dict[str, Any] | None = None,
    *,
    limits: tuple[LimitFacts, ...] = (),
    **facts: Any,
) -> Offer:
    """A published offer of ten per cent without code, unless said otherwise; its counts too."""
    values: dict[str, Any] = {
        "name": {"en": f"Offer {next(_next)}"},
        "needs_code": False,
        "is_published": True,
        **facts,
    }
    said = OfferFacts(
        effect=effect, settings=settings or {"percent": "10"}, limits=limits, **values
    )
    offer = write_offer(shop.pk, said, position=Offer.objects.count(), at=clock.now())
    with transaction.atomic():
        count_offer(offer, at=clock.now())
    _tell(shop)
    return offer


def make_code(offer: Offer, text: str = "SUMMER", *, max_uses: int | None = None) -> Code:
    """A code that opens the offer, as often as one likes unless said otherwise."""
    code = add_code(offer, text, max_uses=max_uses, at=clock.now())
    with transaction.atomic():
        count_code(code, at=clock.now())
    return code


def _tell(shop: Shop) -> None:
    shops.bump_catalogue(shop.pk)
    shop.refresh_from_db(fields=["catalogue_version"])
