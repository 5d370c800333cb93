"""Copying an event with all that is sold for it. Pools are opened by the story that calls."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from tessera.domain.catalogue.dating import CHANNELS
from tessera.domain.catalogue.models import Event, Price, PriceStep, Product, Tariff, Zone

AnyModel = TypeVar("AnyModel", bound=Model)
Move = Callable[[datetime], datetime]
WINDOWS = tuple(f"{channel}_{side}" for channel in CHANNELS for side in ("from", "until"))


def copy_event(event: Event, **changes: Any) -> Event:
    """The same event under another slug, with what `changes`; its pictures are shared."""
    copy = _copy(event, **{"archived_at": None, **changes})
    copy.save()
    return copy


def copy_zones(event: Event, *, to: Event) -> dict[int, Zone]:
    """The zones of the event again, by the ids of the first ones."""
    zones = list(Zone.objects.filter(event=event).order_by("id"))
    copies = Zone.objects.bulk_create(_copy(zone, event=to, event_id=to.id) for zone in zones)
    return {zone.id: copy for zone, copy in zip(zones, copies, strict=True)}


def copy_tariffs(
    event: Event,
    *,
    to: Event,
    zones: Mapping[int, Zone],
    dates: Mapping[int, int],
    move: Move,
) -> list[Product]:
    """The tariffs with prices and steps again, their windows moved; answers their products.

    `dates` says which new date an old one became: a tariff that served some serves the same ones
    again, and all when none of them was copied.
    """
    tariffs = list(Tariff.objects.filter(event=event).select_related("product").order_by("pk"))
    products = Product.objects.bulk_create(
        _copy(tariff.product, shop_id=to.shop_id, **_windows(tariff.product, move))
        for tariff in tariffs
    )
    Tariff.objects.bulk_create(
        _copy(
            tariff,
            product_id=product.id,
            event_id=to.id,
            zone_id=zones[tariff.zone_id].id,
            date_ids=_served(tariff, dates),
        )
        for tariff, product in zip(tariffs, products, strict=True)
    )
    new = {tariff.product_id: made.id for tariff, made in zip(tariffs, products, strict=True)}
    _copy_prices(new, move=move)
    return products


def _copy_prices(new: Mapping[int, int], *, move: Move) -> None:
    """Prices and steps of each product again, for the product it became."""
    prices = Price.objects.filter(product_id__in=new).order_by("id")
    Price.objects.bulk_create(_copy(each, product_id=new[each.product_id]) for each in prices)
    steps = PriceStep.objects.filter(product_id__in=new).order_by("id")
    PriceStep.objects.bulk_create(
        _copy(
            each,
            product_id=new[each.product_id],
            starts_at=each.starts_at and move(each.starts_at),
        )
        for each in steps
    )


def _copy(row: AnyModel, **changes: Any) -> AnyModel:
    """An unsaved row with the same values but its own id and what `changes`."""
    fields: Iterable[Any] = row._meta.concrete_fields
    keys = {field.attname for field in fields if field.primary_key and not field.is_relation}
    names = [field.attname for field in fields if field.attname not in keys]
    return type(row)(**{name: getattr(row, name) for name in names} | changes)


def _windows(product: Product, move: Move) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {name: getattr(product, name) for name in WINDOWS}
    return {name: moment and move(moment) for name, moment in found.items()}


def _served(tariff: Tariff, dates: Mapping[int, int]) -> list[int] | None:
    if tariff.date_ids is None:
        return None
    return [dates[each] for each in tariff.date_ids if each in dates] or None
