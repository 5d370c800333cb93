"""Writing what is sold: tariffs, their prices and steps. Pools are the story's business."""

from collections.abc import Mapping
from typing import Any

from tessera.domain.catalogue.models import Price, Product, Tariff, Zone


def add_tariff(
    zone: Zone,
    *,
    name: Mapping[str, str],
    prices: Mapping[str, int],
    kind: str = Tariff.Kind.STANDARD,
    group_size: int = 1,
    **product_facts: Any,
) -> Tariff:
    """One more way into a zone, with a price (minor units) per currency; a draft product unless
    `status` says otherwise. A `quota` needs a pool."""
    event = zone.event
    product = Product.objects.create(
        shop_id=event.shop_id, kind=Product.Kind.TARIFF, name=dict(name), **product_facts
    )
    for currency, amount in prices.items():
        set_price(product, currency=currency, amount=amount)
    return Tariff.objects.create(
        product=product, event=event, zone=zone, kind=kind, group_size=group_size
    )


def set_price(product: Product, *, currency: str, amount: int) -> Price:
    """What the product costs in the currency, from now on."""
    price, _ = Price.objects.update_or_create(
        product=product, currency=currency, defaults={"amount": amount}
    )
    return price
