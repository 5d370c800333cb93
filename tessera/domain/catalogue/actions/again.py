"""Writing what is in the catalogue once more: for a copy of an event, or the next edition of a
shop. Pools are opened by the story that calls."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from tessera.domain.catalogue.dating import CHANNELS
from tessera.domain.catalogue.models import Price, PriceStep, Product, Tariff

AnyModel = TypeVar("AnyModel", bound=Model)
Move = Callable[[datetime], datetime]
WINDOWS = tuple(f"{channel}_{side}" for channel in CHANNELS for side in ("from", "until"))


def again(row: AnyModel, **changes: Any) -> AnyModel:
    """An unsaved row with the same values but its own id and what `changes`."""
    fields: Iterable[Any] = row._meta.concrete_fields
    names = [field.attname for field in fields if not field.primary_key or field.is_relation]
    return type(row)(**{name: getattr(row, name) for name in names} | changes)


def copy_rows(
    found: QuerySet[AnyModel], changes: Callable[[AnyModel], Mapping[str, Any]]
) -> dict[int, AnyModel]:
    """Each row once more with what `changes` of it; the new ones by the ids of the old ones."""
    rows = list(found.order_by("pk"))
    made = found.model._default_manager.bulk_create(
        [again(row, **changes(row)) for row in rows], batch_size=1000
    )
    return {row.pk: new for row, new in zip(rows, made, strict=True)}


def copy_products(
    tariffs: QuerySet[Tariff],
    *,
    shop_id: int,
    events: Mapping[int, int],
    zones: Mapping[int, int],
    dates: Mapping[int, int],
    move: Move,
) -> dict[int, Product]:
    """The tariffs with products, prices and steps again, their moments moved; answers the new
    products by the ids of the old ones.

    Events, zones and dates are the new ids by the old ones. A tariff that served some dates
    serves the same ones again, and all when no date was copied.
    """
    products = copy_rows(
        Product.objects.filter(tariff__in=tariffs),
        lambda product: {"shop_id": shop_id, **moved(product, WINDOWS, move)},
    )
    copy_rows(
        tariffs,
        lambda tariff: {
            "product_id": products[tariff.product_id].id,
            "event_id": events[tariff.event_id],
            "zone_id": zones[tariff.zone_id],
            "date_ids": _served(tariff, dates),
        },
    )
    copy_rows(
        Price.objects.filter(product_id__in=products),
        lambda price: {"product_id": products[price.product_id].id},
    )
    copy_rows(
        PriceStep.objects.filter(product_id__in=products),
        lambda step: {
            "product_id": products[step.product_id].id,
            **moved(step, ["starts_at"], move),
        },
    )
    return products


def ids(copies: Mapping[int, Any]) -> dict[int, int]:
    """The new ids by the old ones."""
    return {old: new.pk for old, new in copies.items()}


def moved(row: Model, names: Iterable[str], move: Move) -> dict[str, datetime | None]:
    """These moments of the row, moved; none stays none."""
    found: dict[str, datetime | None] = {name: getattr(row, name) for name in names}
    return {name: moment and move(moment) for name, moment in found.items()}


def _served(tariff: Tariff, dates: Mapping[int, int]) -> list[int] | None:
    if tariff.date_ids is None or not dates:
        return None
    return [dates[each] for each in tariff.date_ids if each in dates]
