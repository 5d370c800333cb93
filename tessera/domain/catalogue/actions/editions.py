"""Writing a whole programme once more, in another shop and at another time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Price,
    PriceStep,
    Product,
    Tariff,
    Visibility,
    Zone,
)
from tessera.domain.shops.models import Shop

Row = TypeVar("Row", bound=Model)
Move = Callable[[datetime], datetime]
OPEN_ENDS = ("online", "reseller", "counter")


@dataclass(frozen=True, slots=True)
class Copied:
    """The new id of everything that was copied, by its old id."""

    events: Mapping[int, int]
    dates: Mapping[int, int]
    zones: Mapping[int, int]
    products: Mapping[int, int]


def copy_programme(source: Shop, target: Shop, *, move: Move) -> Copied:
    """Events that are not archived with dates that were not called off, zones, tariffs, prices
    and price steps; every moment is moved. Marks of fullness stay behind. Pools are opened by
    the story that calls."""
    events = _again(Event.objects.filter(shop=source, archived_at=None), shop_id=target.id)
    for event in events.values():
        event.full_online = event.full_reseller = False
        if event.status == Visibility.CANCELLED:
            event.status = Visibility.HIDDEN
    new_events = _written(Event, events)
    dates = _again(
        EventDate.objects.filter(event_id__in=new_events).exclude(status=Visibility.CANCELLED)
    )
    for date in dates.values():
        date.event_id = new_events[date.event_id]
        date.full_online = date.full_reseller = False
        _moved(date, ["starts_at", "ends_at", "doors_at", *_until()], move)
    new_dates = _written(EventDate, dates)
    zones = _again(Zone.objects.filter(event_id__in=new_events))
    for zone in zones.values():
        zone.event_id = new_events[zone.event_id]
    new_zones = _written(Zone, zones)
    products = _copy_products(source, target, events=new_events, move=move)
    _copy_tariffs(products, events=new_events, dates=new_dates, zones=new_zones)
    return Copied(new_events, new_dates, new_zones, products)


def _copy_products(
    source: Shop, target: Shop, *, events: Mapping[int, int], move: Move
) -> dict[int, int]:
    found = Product.objects.filter(shop=source, tariff__event_id__in=events)
    products = _again(found, shop_id=target.id)
    for product in products.values():
        _moved(product, [*_until(), *(f"{door}_from" for door in OPEN_ENDS)], move)
    ids = _written(Product, products)
    prices = _again(Price.objects.filter(product_id__in=ids))
    for price in prices.values():
        price.product_id = ids[price.product_id]
    _written(Price, prices)
    steps = _again(PriceStep.objects.filter(product_id__in=ids))
    for step in steps.values():
        step.product_id = ids[step.product_id]
        _moved(step, ["starts_at"], move)
    _written(PriceStep, steps)
    return ids


def _copy_tariffs(
    products: Mapping[int, int],
    *,
    events: Mapping[int, int],
    dates: Mapping[int, int],
    zones: Mapping[int, int],
) -> None:
    tariffs = list(Tariff.objects.filter(product_id__in=products))
    for tariff in tariffs:
        tariff.pk = products[tariff.product_id]
        tariff.event_id, tariff.zone_id = events[tariff.event_id], zones[tariff.zone_id]
        if tariff.date_ids is not None:
            tariff.date_ids = [dates[date] for date in tariff.date_ids if date in dates]
    Tariff.objects.bulk_create(tariffs, batch_size=1000)


def _until() -> Iterable[str]:
    return (f"{door}_until" for door in OPEN_ENDS)


def _again(rows: Iterable[Row], **facts: Any) -> dict[int, Row]:
    """The rows by their ids, ready to be written as new ones."""
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.pk = None
        for name, value in facts.items():
            setattr(row, name, value)
    return found


def _written(kind: Any, rows: Mapping[int, Any]) -> dict[int, int]:
    kind.objects.bulk_create(rows.values(), batch_size=1000)
    return {old: row.pk for old, row in rows.items()}


def _moved(row: Model, names: Iterable[str], move: Move) -> None:
    for name in names:
        moment = getattr(row, name)
        if moment is not None:
            setattr(row, name, move(moment))
