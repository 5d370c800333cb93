"""Where the pages of an order are, for those who read of them elsewhere."""

from django.conf import settings
from django.urls import reverse

from tessera.domain.orders.models import Order
from tessera.lib.i18n import speaking


def order_url(order: Order) -> str:
    """The page of the order (with its shop), in its language."""
    return _url("shop:order", order)


def pay_url(order: Order) -> str:
    """Where a failed payment is tried again."""
    return _url("shop:pay", order)


def _url(name: str, order: Order) -> str:
    with speaking(order.language):
        return settings.PUBLIC_URL + reverse(name, args=[order.shop.slug, order.secret])
