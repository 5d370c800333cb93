"""Which offers and codes orders know."""

from django.db.models import Q

from tessera.domain.orders.models import AppliedOffer, Order


def is_offer_known(offer_id: int) -> bool:
    """Whether any order or cart profits from the offer, or carries a code of it."""
    applied = AppliedOffer.objects.filter(offer_id=offer_id)
    return applied.exists() or Order.objects.filter(code__offer_id=offer_id).exists()


def is_code_known(code_id: int) -> bool:
    """Whether any order or cart used the code, or carries it."""
    orders = Order.objects.filter(Q(code_id=code_id) | Q(offers__code_id=code_id))
    return orders.exists()
