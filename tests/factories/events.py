"""Events with their dates, zones, tariffs and pools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tessera.domain.catalogue import actions as catalogue
from tessera.domain.catalogue.models import (
    Event,
    EventDate,
    Product,
    Tariff,
    Visibility,
    Zone,
)
from tessera.domain.shops.models import Shop
from tessera.domain.stock.actions import open_pool
from tessera.domain.stock.models import Pool
from tessera.lib import clock
from tests.factories.shops import make_shop

_next = count(1)


@dataclass(frozen=True, slots=True)
class Programme:
    """An event that can be sold, and what it is made of, in the order it was asked for."""

    shop: Shop
    event: Event
    dates: list[EventDate]
    zones: list[Zone]
    tariffs: list[Tariff]

    @property
    def date(self) -> EventDate:
        """The first date."""
        return self.dates[0]

    @property
    def zone(self) -> Zone:
        """The first zone."""
        return self.zones[0]

    @property
    def tariff(self) -> Tariff:
        """The first tariff of the first zone."""
        return self.tariffs[0]

    def pool(self, *, date: int = 0, zone: int = 0) -> Pool:
        """The places of a zone on a date, fresh from the database."""
        return Pool.objects.get(date=self.dates[date], zone=self.zones[zone])


def make_event(
    shop: Shop | None = None,
    *,
    dates: int | Sequence[datetime] = 1,
    zones: Mapping[str, int] | None = None,
    tariffs: Mapping[str, int] | None = None,
    **facts: Any,
) -> Programme:
    """A visible event: dates a day apart from tomorrow (or as given), zones with capacity, and
    the same tariffs (price in minor units, in every currency) for each zone; pools opened."""
    shop = shop or make_shop()
    number = next(_next)
    event = catalogue.create_event(
        shop,
        **{
            "slug": f"event-{number}",
            "name": {"fr": f"Spectacle {number}", "en": f"Show {number}"},
            "status": Visibility.VISIBLE,
            "venue": "Grande salle",
            **facts,
        },
    )
    if isinstance(dates, int):
        tomorrow = clock.now() + timedelta(days=1)
        dates = [tomorrow + timedelta(days=day) for day in range(dates)]
    made_dates = [
        catalogue.add_date(event, starts_at=start, ends_at=start + timedelta(hours=2))
        for start in dates
    ]
    made_zones = _zones(event, zones or {"Parterre": 100})
    made = Programme(shop, event, made_dates, made_zones, tariffs=[])
    for zone in made_zones:
        for name, amount in (tariffs or {"Full": 3000}).items():
            made.tariffs.append(make_tariff(zone, name=name, amount=amount))
    _open_pools(made)
    return made


def make_tariff(
    zone: Zone,
    *,
    name: str = "Reduced",
    amount: int = 2000,
    kind: str = Tariff.Kind.STANDARD,
    group_size: int = 1,
    **product_facts: Any,
) -> Tariff:
    """A published tariff at the same amount in every currency of the shop; its quota's pool too."""
    tariff = catalogue.add_tariff(
        zone,
        name={"en": name, "fr": name},
        prices=dict.fromkeys(zone.event.shop.currencies, amount),
        kind=kind,
        group_size=group_size,
        **{"status": Product.Status.PUBLISHED, **product_facts},
    )
    if tariff.product.quota is not None:
        open_pool(capacity=tariff.product.quota, product_id=tariff.product_id)
    return tariff


def _zones(event: Event, zones: Mapping[str, int]) -> list[Zone]:
    return [
        catalogue.add_zone(
            event, name={"en": name, "fr": name}, capacity=capacity, position=position
        )
        for position, (name, capacity) in enumerate(zones.items())
    ]


def _open_pools(made: Programme) -> None:
    for date in made.dates:
        for zone in made.zones:
            open_pool(capacity=zone.capacity, date_id=date.id, zone_id=zone.id)
    if made.event.capacity is not None:
        open_pool(capacity=made.event.capacity, event_id=made.event.id)
