"""Claiming in bulk from the pools of the programme."""

from collections import Counter
from collections.abc import Iterable

from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim, Pool
from tessera.ops.demo.plan import Bought


class Pools:
    """The pools of the shop's programme, to claim from in bulk."""

    def __init__(self, shop: Shop) -> None:
        self.places: dict[tuple[int, int], int] = {}
        self.events: dict[int, int] = {}
        self.products: dict[int, int] = {}
        for pool in Pool.objects.all():
            if pool.date_id and pool.zone_id:
                self.places[(pool.date_id, pool.zone_id)] = pool.id
            elif pool.event_id:
                self.events[pool.event_id] = pool.id
            elif pool.product_id:
                self.products[pool.product_id] = pool.id

    def of(self, bought: Bought) -> list[int]:
        """Every pool that this takes from, in order."""
        offer = bought.offer
        found = [self.places[(bought.night.date.id, offer.zone_id)]]
        found += [self.events[offer.event_id]] if offer.event_id in self.events else []
        found += [self.products[offer.product_id]] if offer.product_id in self.products else []
        return sorted(found)

    def take(self, claims: Iterable[Claim]) -> None:
        """Count what the claims take."""
        taken: Counter[int] = Counter()
        for claim in claims:
            for number in claim.pools:
                taken[number] += claim.places
        pools = list(Pool.objects.filter(id__in=taken))
        for pool in pools:
            pool.taken += taken[pool.id]
        Pool.objects.bulk_update(pools, ["taken"], batch_size=500)
