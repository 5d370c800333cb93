"""Writing zones. Their pools are opened and sized by the story that calls."""

from collections.abc import Sequence
from typing import Any

from tessera.domain.catalogue.models import Product, Zone


def change_zone(zone: Zone, **facts: Any) -> None:
    """Write what is said of the zone."""
    for name, value in facts.items():
        setattr(zone, name, value)
    zone.save(update_fields=list(facts))


def place_zones(zone_ids: Sequence[int]) -> None:
    """Give the zones this order."""
    found = {each.id: each for each in Zone.objects.filter(id__in=zone_ids)}
    for position, zone_id in enumerate(zone_ids):
        found[zone_id].position = position
    Zone.objects.bulk_update(found.values(), ["position"])


def delete_zone(zone: Zone) -> None:
    """Remove a zone with its tariffs; its pools are closed, and nothing of it was ever sold."""
    Product.objects.filter(tariff__zone=zone).delete()
    zone.delete()
