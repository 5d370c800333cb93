"""Writing the pools of a copied programme: as large as the old ones, and untouched."""

from collections.abc import Mapping

from tessera.domain.stock.models import Pool


def copy_pools(
    *,
    events: Mapping[int, int],
    dates: Mapping[int, int],
    zones: Mapping[int, int],
    products: Mapping[int, int],
) -> int:
    """A pool for each of the old things' pools, by old id to new id; says how many."""
    pools = [
        Pool(date_id=dates[date], zone_id=zones[zone], capacity=capacity)
        for date, zone, capacity in _capacities("date_id", dates)
        if zone in zones
    ]
    pools += [
        Pool(event_id=events[event], capacity=capacity)
        for event, _zone, capacity in _capacities("event_id", events)
    ]
    pools += [
        Pool(product_id=products[product], capacity=capacity)
        for product, _zone, capacity in _capacities("product_id", products)
    ]
    return len(Pool.objects.bulk_create(pools, batch_size=2000))


def _capacities(name: str, ids: Mapping[int, int]) -> list[tuple[int, int, int]]:
    found = Pool.objects.filter(**{f"{name}__in": list(ids)})
    return list(found.order_by("id").values_list(name, "zone_id", "capacity"))
