"""Writing the gates of a copied shop."""

from collections.abc import Mapping

from tessera.domain.checkin.models import Gate
from tessera.domain.shops.models import Shop


def copy_gates(source: Shop, target: Shop, *, zones: Mapping[int, int]) -> None:
    """The same entrances for the same zones."""
    gates = list(Gate.objects.filter(shop=source))
    for gate in gates:
        gate.pk, gate.shop = None, target
        if gate.zone_ids is not None:
            gate.zone_ids = [zones[zone] for zone in gate.zone_ids if zone in zones]
    Gate.objects.bulk_create(gates)
