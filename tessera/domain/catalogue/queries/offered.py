"""What an offer can be limited to: events, their zones and their tariffs."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from tessera.domain.catalogue.models import Event, Product, Tariff, Zone

Thing = tuple[str, int]
"""("event", 7), ("zone", 7) or ("product", 7)."""


@dataclass(slots=True)
class Choice:
    """An event with its zones and tariffs, in the order of the shop."""

    event: Event
    zones: list[Zone] = field(default_factory=list)
    tariffs: list[Tariff] = field(default_factory=list)


def choices_in(shop_id: int) -> list[Choice]:
    """The events of the shop that are not put away, newest first, with zones and tariffs."""
    events = Event.objects.filter(shop_id=shop_id, archived_at=None).order_by("-id")
    found = {event.id: Choice(event) for event in events}
    for zone in Zone.objects.filter(event__in=found).order_by("position", "id"):
        found[zone.event_id].zones.append(zone)
    tariffs = Tariff.objects.filter(event__in=found).select_related("product", "zone")
    order = ("zone__position", "zone_id", "product__position", "product_id")
    for tariff in tariffs.order_by(*order):
        found[tariff.event_id].tariffs.append(tariff)
    return list(found.values())


def things_missing(shop_id: int, things: Collection[Thing]) -> set[Thing]:
    """Those of these things that the shop does not have."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for kind, thing_id in things:
        ids[kind].add(thing_id)
    known: set[Thing] = set()
    for kind, wanted in ids.items():
        known |= {(kind, found) for found in _known(kind, shop_id, wanted)}
    return set(things) - known


def _known(kind: str, shop_id: int, wanted: set[int]) -> list[int]:
    if kind == "event":
        events = Event.objects.filter(shop_id=shop_id, id__in=wanted)
        return list(events.values_list("id", flat=True))
    if kind == "zone":
        zones = Zone.objects.filter(event__shop_id=shop_id, id__in=wanted)
        return list(zones.values_list("id", flat=True))
    products = Product.objects.filter(shop_id=shop_id, id__in=wanted)
    return list(products.values_list("id", flat=True))


def hidden_tariffs(shop_id: int, things: Collection[Thing]) -> list[Tariff]:
    """The tariffs shown only by code that an offer limited to these things opens; an offer
    without limits opens none."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for kind, thing_id in things:
        ids[kind].add(thing_id)
    found = Tariff.objects.filter(product__shop_id=shop_id, product__by_code=True)
    reached = (
        Q(event_id__in=ids["event"]) | Q(zone_id__in=ids["zone"]) | Q(product_id__in=ids["product"])
    )
    return list(found.filter(reached).select_related("product", "zone", "event"))
