"""What the demo sells, as the past sales need to know it."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.checkin.models import Gate
from tessera.domain.shops.models import Shop


@dataclass(frozen=True, slots=True)
class Offer:
    """One tariff: `share` is its weight among the tariffs of its zone."""

    product_id: int
    zone_id: int
    event_id: int
    name: Mapping[str, str]
    prices: Mapping[str, int]
    vat_rate: Decimal
    group_size: int
    is_free_price: bool
    most: int
    share: int
    quota: int | None


@dataclass(slots=True)
class Night:
    """One date with what is still to be sold on it; `places` counts what is left by zone."""

    date: EventDate
    offers: list[Offer]
    places: dict[int, int]
    target: int
    is_running: bool
    is_on_sale: bool
    opens_at: datetime

    @property
    def is_done(self) -> bool:
        """Whether as many are sold as there should be."""
        return self.target <= 0


@dataclass(slots=True)
class Season:
    """Everything that is on, ready to be sold."""

    shop: Shop
    gates: list[Gate] = field(default_factory=list)
    nights: list[Night] = field(default_factory=list)
    posters: list[tuple[Event, Future[dict[int, bytes]]]] = field(default_factory=list)
