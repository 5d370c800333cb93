"""The parts of the house: zones are made, edited, moved, removed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.catalogue import actions as catalogue
from tessera.domain.catalogue.errors import BadZone, WasSold
from tessera.domain.catalogue.models import Event, Zone
from tessera.domain.catalogue.queries.events import all_dates_of, zones_of
from tessera.domain.catalogue.queries.sellables import wait_for_takers
from tessera.domain.catalogue.queries.tariffs import products_of_zone, zone_in
from tessera.domain.orders.queries.programme import is_zone_ordered
from tessera.domain.organisations.rules import Actor
from tessera.domain.stock import actions as stock
from tessera.domain.stock.queries import pools_of_zone
from tessera.flows.steps.programme import enter_event, open_places, resize, tell
from tessera.lib.colours import tidy
from tessera.lib.errors import NotFound

MOST_PLACES = 1_000_000


@dataclass(frozen=True, slots=True)
class ZoneFacts:
    """A zone as an organiser says it; `capacity` is what new dates begin with."""

    name: Mapping[str, str]
    capacity: int
    colour: str = "#3b3a6e"
    is_visible: bool = True


@transaction.atomic(durable=True)
def create_zone(event_id: int, *, facts: ZoneFacts, by: Actor, at: datetime) -> Zone:
    """A new zone of the event, with its places on every date there is.

    Refuses (BadZone) a capacity or colour that is none; (NotFound) who may not see the event.
    """
    event = enter_event(event_id, by=by)
    _require(facts, by)
    zones = zones_of(event)
    zone = catalogue.add_zone(event, position=len(zones), **_told(facts))
    catalogue.place_zones([*(each.id for each in zones), zone.id])
    dates = all_dates_of(event)
    open_places(dates, [zone])
    tell("zone.created", event, by=by, at=at, zone=zone.id, name=zone.name, dates=len(dates))
    return zone


@transaction.atomic(durable=True)
def edit_zone(
    event_id: int,
    *,
    zone_id: int,
    facts: ZoneFacts,
    on_dates: Collection[int] = (),
    by: Actor,
    at: datetime,
) -> Zone:
    """Write what is said of the zone; dates to come take its capacity on `on_dates` too.

    Refuses (TooSmall) when more is taken on one of them, naming dates and figures: then nothing
    is changed at all.
    """
    event = enter_event(event_id, by=by)
    zone = _enter(event, zone_id, by=by)
    _require(facts, by)
    pools = [pool for pool in pools_of_zone(zone.id) if pool.date_id in on_dates]
    if pools:
        resize({pool.id: facts.capacity for pool in pools}, time_zone=event.shop.time_zone)
    catalogue.change_zone(zone, **_told(facts))
    tell("zone.edited", event, by=by, at=at, zone=zone.id, name=zone.name, dates=len(pools))
    return zone


@transaction.atomic(durable=True)
def move_zone(event_id: int, *, zone_id: int, to: int, by: Actor, at: datetime) -> None:
    """Show the zone at another place of the list (0 is the first)."""
    event = enter_event(event_id, by=by)
    zone = _enter(event, zone_id, by=by)
    order = [each.id for each in zones_of(event) if each.id != zone.id]
    order.insert(max(0, to), zone.id)
    catalogue.place_zones(order)
    tell("zone.moved", event, by=by, at=at, zone=zone.id, name=zone.name)


@transaction.atomic(durable=True)
def delete_zone(event_id: int, *, zone_id: int, by: Actor, at: datetime) -> None:
    """Remove a zone that nobody ever bought or put in a cart, with its tariffs.

    Refuses (WasSold) another: it can be hidden.
    """
    event = enter_event(event_id, by=by)
    zone = _enter(event, zone_id, by=by)
    for product in sorted(products_of_zone(zone)):
        wait_for_takers(product)
    if is_zone_ordered(zone.id):
        raise WasSold(
            _(
                "Tickets of this zone were sold or lie in a cart: it cannot be removed. "
                "Hide it instead."
            )
        )
    stock.close_pools(zone_id__in=[zone.id])
    catalogue.delete_zone(zone)
    tell("zone.deleted", event, by=by, at=at, name=zone.name)


def _enter(event: Event, zone_id: int, *, by: Actor) -> Zone:
    zone = zone_in(event, zone_id)
    if zone is None or (by.zones is not None and zone.id not in by.zones):
        raise NotFound(_("There is no such zone."))
    return zone


def _require(facts: ZoneFacts, by: Actor) -> None:
    if not any(facts.name.values()):
        raise BadZone(_("Give the zone a name."), field="name")
    if not 0 <= facts.capacity <= MOST_PLACES:
        raise BadZone(_("A capacity is a number from 0 to one million."), field="capacity")
    if not tidy(facts.colour, ""):
        raise BadZone(_("Choose a colour of the list."), field="colour")


def _told(facts: ZoneFacts) -> dict[str, Any]:
    return {
        "name": dict(facts.name),
        "capacity": facts.capacity,
        "colour": facts.colour,
        "is_visible": facts.is_visible,
    }
