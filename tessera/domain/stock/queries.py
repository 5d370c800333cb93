"""How many are left."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Max, Min, Sum

from tessera.domain.stock.models import Pool
from tessera.lib.ready import Ready, any_of


@dataclass(frozen=True, slots=True)
class Left:
    """The pools of some dates of events, ready to be asked."""

    places: dict[tuple[int, int], Pool]
    events: dict[int, Pool]
    products: dict[int, Pool]

    def pools_for(self, *, event_id: int, date_id: int, zone_id: int, product_id: int) -> list[int]:
        """Every pool that one ticket takes from."""
        found = [self.places[(date_id, zone_id)].id]
        if event_id in self.events:
            found.append(self.events[event_id].id)
        if product_id in self.products:
            found.append(self.products[product_id].id)
        return found

    def by_id(self, pool_id: int) -> Pool:
        """One of the pools; refuses (KeyError) another."""
        pools = (*self.places.values(), *self.events.values(), *self.products.values())
        return {pool.id: pool for pool in pools}[pool_id]

    def has_places(self, *, date_id: int, zone_id: int) -> bool:
        """Whether the zone exists on that date."""
        return (date_id, zone_id) in self.places

    def places_left(self, *, event_id: int, date_id: int, zone_id: int, product_id: int) -> int:
        """How many of this tariff can be had: the least of all pools it takes from."""
        found = [self.places[(date_id, zone_id)].left]
        if event_id in self.events:
            found.append(self.events[event_id].left)
        if product_id in self.products:
            found.append(self.products[product_id].left)
        return min(found)

    def sold_of(self, product_id: int) -> int:
        """How many of a counted product are sold or held; 0 of one that nobody counts."""
        pool = self.products.get(product_id)
        return pool.taken if pool else 0


_pools = Ready[Pool](
    lambda dates, events, products: Pool.objects.filter(
        any_of("date_id", dates) | any_of("event_id", events) | any_of("product_id", products)
    ).select_related("date"),
    list,
    list,
    list,
)


def left_for(
    *, events: Collection[int], dates: Collection[int], products: Collection[int] = ()
) -> Left:
    """The pools of these dates, events and products, in one query."""
    pools = _pools(list(dates), list(events), list(products))
    return Left(
        places={
            (pool.date_id, pool.zone_id): pool for pool in pools if pool.date_id and pool.zone_id
        },
        events={pool.event_id: pool for pool in pools if pool.event_id},
        products={pool.product_id: pool for pool in pools if pool.product_id},
    )


def taken_of(product_ids: Collection[int]) -> dict[int, int]:
    """How many are sold or held of each product that is counted."""
    found = Pool.objects.filter(product_id__in=product_ids)
    return {product or 0: taken for product, taken in found.values_list("product_id", "taken")}


class Counted(NamedTuple):
    """A pool of what offers count: of an offer, of one of its limits, or of a code."""

    pk: int
    offer_id: int | None
    limit_id: int | None
    code_id: int | None
    capacity: int
    taken: int

    @property
    def left(self) -> int:
        """What is still to be had."""
        return self.capacity - self.taken


_uses = Ready[tuple[Any, ...]](
    lambda offers, limits, codes: Pool.objects.filter(
        any_of("offer_id", offers) | any_of("limit_id", limits) | any_of("code_id", codes)
    ).values_list("pk", "offer_id", "limit_id", "code_id", "capacity", "taken"),
    list,
    list,
    list,
)


def pools_of_offers(
    *, offers: Collection[int], limits: Collection[int], codes: Collection[int]
) -> list[Counted]:
    """What counts the tickets of these offers, of these limits, and the uses of these codes."""
    return [Counted(*row) for row in _uses(list(offers), list(limits), list(codes))]


SUMS = """
SELECT date_id, sum(capacity), sum(capacity - taken) FROM tessera_pool
WHERE date_id = ANY(%s::bigint[]) GROUP BY date_id
"""


def date_totals(date_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Capacity and places left of each date, summed over its zones by the database."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [list(date_ids)])
        return {row[0]: (int(row[1]), int(row[2])) for row in cursor.fetchall()}


BALANCE = """
SELECT pool.id, pool.taken, coalesce(claimed.places, 0)
FROM tessera_pool pool LEFT JOIN (
    SELECT pool, sum(places)::bigint AS places
    FROM tessera_claim, unnest(pools) AS pool GROUP BY pool
) claimed ON claimed.pool = pool.id
WHERE pool.taken <> coalesce(claimed.places, 0)
"""


def pools_out_of_balance() -> list[tuple[int, int, int]]:
    """Pools whose counter is not the sum of their claims: (pool, taken, claimed). Must be empty."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCE)
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def pools_named(pool_ids: Collection[int]) -> dict[int, Pool]:
    """These pools with their date and zone."""
    found = Pool.objects.filter(id__in=pool_ids).select_related("date", "zone")
    return {pool.id: pool for pool in found}


def pools_of_dates(date_ids: Collection[int]) -> list[Pool]:
    """The places of these dates, zone by zone."""
    return list(Pool.objects.filter(date_id__in=date_ids).order_by("id"))


def pool_of_event(event_id: int) -> Pool | None:
    """What caps all dates of the event together, or nothing."""
    return Pool.objects.filter(event_id=event_id).first()


def pool_of_product(product_id: int) -> Pool | None:
    """What counts the product, or nothing."""
    return Pool.objects.filter(product_id=product_id).first()


def pools_of_zone(zone_id: int) -> list[Pool]:
    """The places of the zone on every date, with the dates, the earliest first."""
    found = Pool.objects.filter(zone_id=zone_id).select_related("date")
    return list(found.order_by("date__starts_at", "date_id"))


@dataclass(frozen=True, slots=True)
class ZoneTotal:
    """A zone over all its dates."""

    dates: int
    least: int
    most: int
    taken: int
    most_taken: int


def zone_totals(event_id: int) -> dict[int, ZoneTotal]:
    """Capacities and places taken of each zone of the event, summed by the database."""
    found = Pool.objects.filter(zone__event_id=event_id).values_list("zone_id")
    rows = found.annotate(
        dates=Count("id"),
        least=Min("capacity"),
        most=Max("capacity"),
        taken_in_all=Sum("taken"),
        most_taken=Max("taken"),
    )
    return {row[0] or 0: ZoneTotal(*row[1:]) for row in rows.order_by()}


def pools_of_offer(offer_id: int) -> tuple[set[int], bool]:
    """The limits of the offer that are counted, by id; and whether the offer itself is."""
    found = Pool.objects.filter(limit__offer_id=offer_id).values_list("limit_id", flat=True)
    is_counted = Pool.objects.filter(offer_id=offer_id).exists()
    return {limit for limit in found if limit is not None}, is_counted
