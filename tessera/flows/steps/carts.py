"""The cart that something is put into."""

from datetime import datetime

from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lock_cart_in
from tessera.domain.shops.models import Shop


def cart_for(
    shop: Shop, secret: str | None, *, currency: str, language: str, channel: str, at: datetime
) -> Order:
    """The cart of this secret, locked, or a new one that is not written yet.

    Refuses (NotOnSale) a currency the shop does not sell in, or another than that of what lies
    in the cart.
    """
    if currency not in shop.currencies:
        raise NotOnSale(_("This shop does not sell in %(currency)s.") % {"currency": currency})
    found = lock_cart_in(shop, secret) if secret else None
    if found is None:
        return orders.open_cart(shop, currency=currency, language=language, channel=channel, at=at)
    if found.currency != currency:
        _change_currency(found, currency)
    return found


def _change_currency(order: Order, currency: str) -> None:
    """Only an empty cart changes its currency: refuses (NotOnSale) one with tickets in it."""
    if order.quote.get("tickets"):
        raise NotOnSale(
            _("Your cart is in %(mine)s. Empty it first, or choose the price in %(mine)s.")
            % {"mine": order.currency}
        )
    order.currency = currency
    orders.keep(order, "currency")
