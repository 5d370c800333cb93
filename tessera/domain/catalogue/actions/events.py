"""Writing events, dates and zones. Their pools are opened by the story that calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from tessera.domain.catalogue.models import Event, EventDate, Product, Zone
from tessera.domain.shops.models import Shop
from tessera.lib.ids import readable
from tessera.lib.pictures import WIDTHS, resized


def create_event(shop: Shop, *, slug: str, name: Mapping[str, str], **facts: Any) -> Event:
    """A new event, a draft unless `status` says otherwise."""
    return Event.objects.create(shop=shop, slug=slug, name=dict(name), **facts)


def change_event(event: Event, **facts: Any) -> None:
    """Write these facts of the event."""
    for name, value in facts.items():
        setattr(event, name, value)
    event.save(update_fields=list(facts))


def delete_event(event: Event) -> None:
    """Remove an event nobody ever ordered, with its dates, zones and tariffs."""
    Product.objects.filter(tariff__event=event).delete()
    Zone.objects.filter(event=event).delete()
    EventDate.objects.filter(event=event).delete()
    event.delete()


def add_date(event: Event, *, starts_at: datetime, **facts: Any) -> EventDate:
    """One more performance; its places need a pool for every zone."""
    return EventDate.objects.create(event=event, starts_at=starts_at, **facts)


def add_zone(event: Event, *, name: Mapping[str, str], capacity: int, **facts: Any) -> Zone:
    """One more part of the house; its places need a pool for every date."""
    return Zone.objects.create(event=event, name=dict(name), capacity=capacity, **facts)


def set_picture(event: Event, picture: bytes) -> None:
    """Keep the picture in every width a page asks for; refuses (BadPicture) what is none.

    Beside `name.webp`, the largest, stand `name-480.webp`, `name-720.webp` and `name-960.webp`.
    """
    keep_picture(event, resized(picture))


def keep_picture(event: Event, sizes: Mapping[int, bytes]) -> None:
    """The same for a picture that was made small already: WebP by width."""
    stem = f"{event.slug}-{readable(8).lower()}"
    event.picture.save(f"{stem}.webp", ContentFile(sizes[max(sizes)]), save=True)
    place = str(event.picture.name).removesuffix(".webp")
    for width in WIDTHS[:-1]:
        smaller = sizes.get(width, sizes[max(sizes)])
        event.picture.storage.save(f"{place}-{width}.webp", ContentFile(smaller))
