"""What is on: events and dates as the shop shows them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    PriceStep,
    Product,
    Tariff,
    Visibility,
)
from tessera.domain.catalogue.queries.sellables import price_of, tariffs_priced


def event_for_sale(shop_id: int, slug: str) -> Event | None:
    """The visible event of this slug, or nothing."""
    found = Event.objects.filter(shop_id=shop_id, slug=slug, archived_at=None)
    return found.filter(status=Visibility.VISIBLE).first()


def dates_to_come(
    shop_id: int, *, at: datetime, category: str = "", words: str = ""
) -> list[EventDate]:
    """Dates of visible events that start after the moment, with their events, soonest first."""
    found = _shown(EventDate.objects.filter(event__shop_id=shop_id), at=at)
    if category:
        found = found.filter(event__category=category)
    dates = list(found.select_related("event").order_by("starts_at", "id"))
    return [date for date in dates if _says(date.event, words)] if words else dates


def dates_of_event(event_id: int, *, at: datetime) -> list[EventDate]:
    """The event's dates that have not ended, soonest first."""
    found = _shown(EventDate.objects.filter(event_id=event_id), at=at)
    return list(found.order_by("starts_at", "id"))


def tariffs_of_event(event_id: int, *, currency: str) -> list[Tariff]:
    """Published tariffs that cost something in the currency, in order; those sold by code too:
    the page hides them from strangers."""
    found = tariffs_priced(currency).filter(
        event_id=event_id,
        product__status=Product.Status.PUBLISHED,
        product__visible_online=True,
        zone__is_visible=True,
    )
    ordered = found.order_by("zone__position", "zone_id", "product__position", "product_id")
    return [tariff for tariff in ordered if price_of(tariff) is not None]


def cheapest(event_ids: Collection[int], *, currency: str) -> dict[int, int | None]:
    """The lowest public price of each event in minor units; None where one of them changes with
    time or sales: `public_tariffs` knows those."""
    changes = Exists(PriceStep.objects.filter(product=OuterRef("product_id")))
    found = _public(event_ids).filter(product__prices__currency=currency)
    rows = found.values_list("event_id").annotate(
        least=Min("product__prices__amount"), stepped=Count("product_id", filter=changes)
    )
    return {event: None if stepped else least for event, least, stepped in rows}


def public_tariffs(event_ids: Collection[int], *, currency: str) -> list[Tariff]:
    """All public tariffs of these events, with price and steps."""
    found = tariffs_priced(currency).filter(product_id__in=_public(event_ids).values("product_id"))
    return [tariff for tariff in found if price_of(tariff) is not None]


def _public(event_ids: Collection[int]) -> QuerySet[Tariff]:
    return Tariff.objects.filter(
        event_id__in=event_ids,
        product__status=Product.Status.PUBLISHED,
        product__visible_online=True,
        product__by_code=False,
        product__level_ids=None,
    )


def _shown(dates: QuerySet[EventDate], *, at: datetime) -> QuerySet[EventDate]:
    shown = dates.filter(event__status=Visibility.VISIBLE, event__archived_at=None)
    return shown.filter(starts_at__gt=at, status__in=[Visibility.VISIBLE, Visibility.CANCELLED])


def _says(event: Event, words: str) -> bool:
    texts = [*event.name.values(), *event.subtitle.values(), event.venue, event.city]
    said = " ".join(texts).casefold()
    return all(word in said for word in words.casefold().split())
