"""Which order somebody means, and what of it they may know."""

from typing import Any

from django.http import Http404

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.grid import order_visible_to
from tessera.domain.orders.queries.seen import lines_seen_by
from tessera.web.parts.access import ShopRequest


def order_or_404(request: ShopRequest, number: str) -> Order:
    """The order of this number that the reader may see."""
    found = order_visible_to(request.actor, request.shop.id, number)
    if found is None:
        raise Http404
    return found


def lines_in(request: ShopRequest, order: Order) -> dict[str, Any]:
    """The lines that the reader may know of, and how many others there are."""
    lines = lines_of(order.id)
    seen = lines_seen_by(request.actor, lines)
    return {"lines": seen, "others": len(lines) - len(seen)}
