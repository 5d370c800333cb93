"""What lists can be narrowed to, as far as the actor sees it."""

from tessera.domain.catalogue.models import Event, EventDate, Tariff
from tessera.domain.organisations.rules import Actor

MOST_EVENTS, MOST_DATES = 500, 1000


def events_to_choose(actor: Actor, shop_id: int) -> list[Event]:
    """The names of the events of a shop, newest first."""
    found = Event.objects.filter(shop_id=shop_id)
    if actor.events is not None:
        found = found.filter(id__in=actor.events)
    return list(found.only("id", "name", "shop_id").order_by("-id")[:MOST_EVENTS])


def dates_to_choose(actor: Actor, shop_id: int, event_id: int | None) -> list[EventDate]:
    """When an event of the shop takes place; nothing without an event."""
    if event_id is None or (actor.events is not None and event_id not in actor.events):
        return []
    found = EventDate.objects.filter(event_id=event_id, event__shop_id=shop_id)
    return list(found.order_by("starts_at")[:MOST_DATES])


def tariffs_to_choose(actor: Actor, shop_id: int, event_id: int | None) -> list[Tariff]:
    """The tariffs of an event of the shop with their zones; nothing without an event."""
    if event_id is None or (actor.events is not None and event_id not in actor.events):
        return []
    found = Tariff.objects.filter(event_id=event_id, event__shop_id=shop_id)
    return list(found.select_related("product", "zone").order_by("product__position", "pk"))
