"""A shop's whole programme, page by page, for programs of the organiser."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject

from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Price,
    PriceStep,
    Tariff,
    Zone,
)
from tessera.domain.catalogue.rules import Step

Mark = tuple[datetime, int]
"""Where a page of dates ended: its last start, and the date's id."""


def events_of(shop_id: int, *, after: int = 0, most: int) -> list[Event]:
    """Events that are not archived, whatever their status, in the order they were made."""
    found = Event.objects.filter(shop_id=shop_id, archived_at=None, id__gt=after)
    return list(found.order_by("id")[:most])


def event_of(shop_id: int, slug: str) -> Event | None:
    """One event with its zones, or nothing."""
    found = Event.objects.filter(shop_id=shop_id, slug=slug, archived_at=None)
    zones = Zone.objects.order_by("position", "id")
    return found.prefetch_related(Prefetch("zones", zones)).first()


def dates_of(
    shop_id: int,
    *,
    event: str | None = None,
    since: datetime | None = None,
    after: Mark | None = None,
    most: int,
) -> list[EventDate]:
    """Dates with their event by start; of one event, from a moment on, after a mark."""
    found = EventDate.objects.filter(event__shop_id=shop_id, event__archived_at=None)
    if event is not None:
        found = found.filter(event__slug=event)
    if since is not None:
        found = found.filter(starts_at__gte=since)
    if after is not None:
        start, id_ = after
        found = found.filter(Q(starts_at__gt=start) | Q(starts_at=start, id__gt=id_))
    return list(found.select_related("event").order_by("starts_at", "id")[:most])


def date_of(shop_id: int, date_id: int) -> EventDate | None:
    """One date with its event, or nothing."""
    found = EventDate.objects.filter(event__shop_id=shop_id, event__archived_at=None)
    return found.select_related("event").filter(id=date_id).first()


def tariffs_of(event_id: int) -> list[Tariff]:
    """The tariffs of an event with product, zone, event, all prices and their steps."""
    prices = Price.objects.order_by("currency")
    steps = PriceStep.objects.filter(product=OuterRef("product_id")).order_by("position", "id")
    said = JSONObject(prices="prices", starts_at="starts_at", after_sold="after_sold")
    found = Tariff.objects.filter(event_id=event_id).select_related("product", "zone", "event")
    found = found.prefetch_related(Prefetch("product__prices", prices))
    found = found.annotate(all_steps=ArraySubquery(steps.values(said=said)))
    return list(found.order_by("product__position", "product_id"))


def steps_in(tariff: Tariff, currency: str) -> list[Step]:
    """The price steps that `tariffs_of` looked up in one currency, in the organiser's order."""
    return [
        Step(
            amount=each["prices"][currency],
            starts_at=datetime.fromisoformat(each["starts_at"]) if each["starts_at"] else None,
            after_sold=each["after_sold"],
        )
        for each in getattr(tariff, "all_steps", None) or ()
        if currency in each["prices"]
    ]
