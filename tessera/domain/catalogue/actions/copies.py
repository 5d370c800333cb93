"""Copying an event with all that is sold for it."""

from collections.abc import Mapping
from typing import Any

from tessera.domain.catalogue.actions.again import Move, again, copy_products, copy_rows, ids
from tessera.domain.catalogue.models import Event, Product, Tariff, Zone


def copy_event(event: Event, **changes: Any) -> Event:
    """The same event under another slug, with what `changes`; its pictures are shared."""
    copy = again(event, **{"archived_at": None, **changes})
    copy.save()
    return copy


def copy_zones(event: Event, *, to: Event) -> dict[int, Zone]:
    """The zones of the event again, by the ids of the first ones."""
    return copy_rows(Zone.objects.filter(event=event), lambda _zone: {"event_id": to.id})


def copy_tariffs(
    event: Event,
    *,
    to: Event,
    zones: Mapping[int, Zone],
    dates: Mapping[int, int],
    move: Move,
) -> dict[int, Product]:
    """The tariffs with prices and steps again, their windows moved; answers their products by the
    ids of the old ones.

    `dates` says which new date an old one became: none when the new event has others.
    """
    return copy_products(
        Tariff.objects.filter(event=event),
        shop_id=to.shop_id,
        events={event.id: to.id},
        zones=ids(zones),
        dates=dates,
        move=move,
    )
