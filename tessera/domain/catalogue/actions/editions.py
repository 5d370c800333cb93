"""Writing a whole programme once more, in another shop and at another time."""

from collections.abc import Mapping
from dataclasses import dataclass

from tessera.domain.catalogue.actions.again import Move, copy_products, copy_rows, ids, moved
from tessera.domain.catalogue.dating import CHANNELS
from tessera.domain.catalogue.models import Event, EventDate, Tariff, Visibility, Zone
from tessera.domain.shops.models import Shop

EMPTY = {"full_online": False, "full_reseller": False}
MOMENTS = ("starts_at", "ends_at", "doors_at", *(f"{channel}_until" for channel in CHANNELS))


@dataclass(frozen=True, slots=True)
class Copied:
    """The new id of everything that was copied, by its old id."""

    events: Mapping[int, int]
    dates: Mapping[int, int]
    zones: Mapping[int, int]
    products: Mapping[int, int]


def copy_programme(source: Shop, target: Shop, *, move: Move) -> Copied:
    """Events that are not archived with dates that were not called off, zones, tariffs, prices
    and price steps; every moment is moved. Marks of fullness stay behind."""
    events = ids(
        copy_rows(
            Event.objects.filter(shop=source, archived_at=None),
            lambda event: {"shop_id": target.id, "status": _status(event), **EMPTY},
        )
    )
    kept = EventDate.objects.filter(event_id__in=events).exclude(status=Visibility.CANCELLED)
    dates = copy_rows(
        kept,
        lambda date: {
            "event_id": events[date.event_id],
            **EMPTY,
            **moved(date, MOMENTS, move),
        },
    )
    zones = copy_rows(
        Zone.objects.filter(event_id__in=events), lambda zone: {"event_id": events[zone.event_id]}
    )
    products = copy_products(
        Tariff.objects.filter(event_id__in=events),
        shop_id=target.id,
        events=events,
        zones=ids(zones),
        dates=ids(dates),
        move=move,
    )
    return Copied(events, ids(dates), ids(zones), ids(products))


def _status(event: Event) -> str:
    return Visibility.HIDDEN if event.status == Visibility.CANCELLED else event.status
