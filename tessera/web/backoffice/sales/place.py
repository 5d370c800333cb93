"""Which order somebody means."""

from django.http import Http404

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.grid import order_visible_to
from tessera.web.parts.access import ShopRequest


def order_or_404(request: ShopRequest, number: str) -> Order:
    """The order of this number that the reader may see."""
    found = order_visible_to(request.actor, request.shop.id, number)
    if found is None:
        raise Http404
    return found
