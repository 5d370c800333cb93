"""Writing events, dates, zones and tariffs. Their pools are opened by the story that calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from tessera.domain.catalogue.models import Event, EventDate, Price, Product, Tariff, Zone
from tessera.domain.shops.models import Shop
from tessera.lib.ids import readable
from tessera.lib.pictures import WIDTHS, resized


def create_event(shop: Shop, *, slug: str, name: Mapping[str, str], **facts: Any) -> Event:
    """A new event, a draft unless `status` says otherwise."""
    return Event.objects.create(shop=shop, slug=slug, name=dict(name), **facts)


def add_date(event: Event, *, starts_at: datetime, **facts: Any) -> EventDate:
    """One more performance; its places need a pool for every zone."""
    return EventDate.objects.create(event=event, starts_at=starts_at, **facts)


def add_zone(event: Event, *, name: Mapping[str, str], capacity: int, **facts: Any) -> Zone:
    """One more part of the house; its places need a pool for every date."""
    return Zone.objects.create(event=event, name=dict(name), capacity=capacity, **facts)


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


def set_picture(event: Event, picture: bytes) -> None:
    """Keep the picture in every width a page asks for; refuses (BadPicture) what is none.

    Beside `name.webp`, the largest, stand `name-480.webp`, `name-720.webp` and `name-960.webp`.
    """
    sizes = resized(picture)
    stem = f"{event.slug}-{readable(8).lower()}"
    event.picture.save(f"{stem}.webp", ContentFile(sizes[max(sizes)]), save=True)
    place = str(event.picture.name).removesuffix(".webp")
    for width in WIDTHS[:-1]:
        smaller = sizes.get(width, sizes[max(sizes)])
        event.picture.storage.save(f"{place}-{width}.webp", ContentFile(smaller))
