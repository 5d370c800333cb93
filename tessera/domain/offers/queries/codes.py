"""Codes for memberships: each is an offer of its own with one code."""

from django.db.models import QuerySet

from tessera.domain.offers.models import Code, Offer


def plan_codes_of(shop_id: int) -> list[tuple[Offer, Code]]:
    """Every code for memberships of the shop, the newest first."""
    return [pair for pair in map(_pair, _found(shop_id).order_by("-id")) if pair is not None]


def plan_code_in(shop_id: int, offer_id: int) -> tuple[Offer, Code] | None:
    """One of them, or nothing."""
    found = _found(shop_id).filter(pk=offer_id).first()
    return _pair(found) if found is not None else None


def _found(shop_id: int) -> QuerySet[Offer]:
    found = Offer.objects.filter(shop_id=shop_id, purpose=Offer.Purpose.MEMBERSHIPS)
    return found.prefetch_related("codes", "limits")


def _pair(offer: Offer) -> tuple[Offer, Code] | None:
    code = next(iter(offer.codes.all()), None)
    return (offer, code) if code is not None else None
