"""Zones and tariffs of one event, for those who make them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q

from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Price,
    PriceStep,
    Product,
    Tariff,
    Zone,
)
from tessera.domain.catalogue.rules import CHANNELS, UNCOUNTED, StepFacts, TariffFacts, Window

ORDER = ("zone__position", "zone_id", "product__position", "product_id")


def zone_in(event: Event, zone_id: int) -> Zone | None:
    """One zone of the event, or nothing."""
    return Zone.objects.filter(event=event, id=zone_id).first()


def zones_in_shop(shop_id: int, zone_ids: Collection[int] | None = None) -> list[Zone]:
    """Zones of the shop's events that are not put away, with their events, in order."""
    found = Zone.objects.filter(event__shop_id=shop_id, event__archived_at=None)
    if zone_ids is not None:
        found = found.filter(id__in=zone_ids)
    return list(found.select_related("event").order_by("event_id", "position", "id"))


def tariffs_in(event: Event) -> list[Tariff]:
    """Every tariff of the event with product, zone, prices and steps, in the shop's order."""
    prices = Prefetch("product__prices", Price.objects.order_by("currency"))
    steps = Prefetch("product__steps", PriceStep.objects.order_by("position", "id"))
    found = Tariff.objects.filter(event=event).select_related("product", "zone", "event")
    return list(found.prefetch_related(prices, steps).order_by(*ORDER))


def tariff_in(event: Event, product_id: int) -> Tariff | None:
    """One tariff of the event, or nothing."""
    found = Tariff.objects.filter(event=event, product_id=product_id)
    return found.select_related("product", "zone", "event").first()


def dates_to_choose(
    event: Event, *, since: datetime, keeping: Collection[int] = ()
) -> list[EventDate]:
    """The dates of the event from a moment on, and these older ones, the earliest first."""
    found = EventDate.objects.filter(Q(starts_at__gt=since) | Q(id__in=keeping), event=event)
    return list(found.order_by("starts_at", "id"))


def products_of_zone(zone: Zone) -> list[int]:
    """What is sold in the zone, in its order."""
    found = Tariff.objects.filter(zone=zone).order_by("product__position", "product_id")
    return list(found.values_list("product_id", flat=True))


def facts_of(tariff: Tariff) -> TariffFacts:
    """A tariff as it would be said to make it again."""
    product = tariff.product
    return TariffFacts(
        name=product.name,
        description=product.description,
        kind=tariff.kind,
        group_size=tariff.group_size,
        prices={price.currency: price.amount for price in product.prices.all()},
        steps=tuple(
            StepFacts(step.prices, step.starts_at, step.after_sold)
            for step in sorted(product.steps.all(), key=lambda each: (each.position, each.id))
        ),
        vat_rate=product.vat_rate,
        needs_approval=product.needs_approval,
        by_code=product.by_code,
        level_ids=None if product.level_ids is None else tuple(product.level_ids),
        uses_per_member=product.uses_per_member,
        quota=product.quota,
        min_per_order=product.min_per_order,
        max_per_order=product.max_per_order,
        is_published=product.status == Product.Status.PUBLISHED,
        shown_to=[each for each in CHANNELS if getattr(product, f"visible_{each}")],
        windows={
            each: Window(getattr(product, f"{each}_from"), getattr(product, f"{each}_until"))
            for each in CHANNELS
        },
        icon=tariff.icon,
        date_ids=None if tariff.date_ids is None else tuple(tariff.date_ids),
    )


def counts_of(product_ids: Collection[int]) -> dict[int, int]:
    """What the count of each of these products holds; those that nobody counts are left out."""
    counted = PriceStep.objects.filter(product=OuterRef("pk"), after_sold__isnull=False)
    found = Product.objects.filter(id__in=product_ids).annotate(has_steps=Exists(counted))
    rows = found.filter(Q(quota__isnull=False) | Q(has_steps=True)).values_list("id", "quota")
    return {product: UNCOUNTED if quota is None else quota for product, quota in rows}
