"""What of an order somebody sees whose rights hold on some events or zones alone."""

from collections.abc import Sequence

from tessera.domain.orders.models import OrderLine
from tessera.domain.organisations.rules import Actor


def is_seen(actor: Actor, *, event_id: int, zone_id: int) -> bool:
    """Whether the actor's rights hold on this event and this zone."""
    sees_event = actor.events is None or event_id in actor.events
    return sees_event and (actor.zones is None or zone_id in actor.zones)


def lines_seen_by(actor: Actor, lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The lines that the actor may know of; what is no ticket is for who sees everything."""
    if actor.events is None and actor.zones is None:
        return list(lines)
    return [
        line
        for line in lines
        if line.tariff is not None
        and is_seen(actor, event_id=line.tariff.event_id, zone_id=line.tariff.zone_id)
    ]
