"""What an offer can be limited to: events, their zones and tariffs, and plans of memberships."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from tessera.domain.catalogue.models import Event, Plan, Product, Tariff, Zone

Thing = tuple[str, int]
"""("event", 7), ("zone", 7) or ("product", 7)."""


@dataclass(slots=True)
class Choice:
    """An event with its zones and tariffs, in the order of the shop."""

    event: Event
    zones: list[Zone] = field(default_factory=list)
    tariffs: list[Tariff] = field(default_factory=list)


def choices_in(shop_id: int, *, keeping: Collection[Thing] = ()) -> list[Choice]:
    """The events of the shop, newest first, with zones and tariffs: those that are not put away,
    and those that these things are of."""
    events = Event.objects.filter(shop_id=shop_id).order_by("-id")
    kept = Q(archived_at=None)
    if keeping:
        kept |= Q(id__in=_events_of(keeping))
    found = {event.id: Choice(event) for event in events.filter(kept)}
    for zone in Zone.objects.filter(event__in=found).order_by("position", "id"):
        found[zone.event_id].zones.append(zone)
    tariffs = Tariff.objects.filter(event__in=found).select_related("product", "zone")
    order = ("zone__position", "zone_id", "product__position", "product_id")
    for tariff in tariffs.order_by(*order):
        found[tariff.event_id].tariffs.append(tariff)
    return list(found.values())


def plans_in(shop_id: int, *, keeping: Collection[Thing] = ()) -> list[Plan]:
    """The plans of the shop in its order: without those that another took the place of, unless
    these things name them."""
    named = [thing_id for kind, thing_id in keeping if kind == "product"]
    found = Plan.objects.filter(Q(successor=None) | Q(pk__in=named), product__shop_id=shop_id)
    order = ("product__position", "-level__rank", "product_id")
    return list(found.select_related("product", "level").order_by(*order))


def _events_of(things: Collection[Thing]) -> set[int]:
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for kind, thing_id in things:
        ids[kind].add(thing_id)
    zones = Zone.objects.filter(id__in=ids["zone"]).values_list("event_id", flat=True)
    tariffs = Tariff.objects.filter(product_id__in=ids["product"])
    return {*ids["event"], *zones, *tariffs.values_list("event_id", flat=True)}


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
