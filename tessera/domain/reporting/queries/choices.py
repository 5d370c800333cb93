"""What lists can be narrowed to, as far as the actor sees it."""

from django.db.models import QuerySet

from tessera.domain.catalogue.models import Event, EventDate, Tariff
from tessera.domain.organisations.rules import Actor
from tessera.lib.ready import Ready, any_of

MOST_EVENTS, MOST_DATES = 500, 1000


def _named(shop_id: int) -> QuerySet[Event]:
    found = Event.objects.filter(shop_id=shop_id)
    return found.only("id", "name", "shop_id").order_by("-id")


_events = Ready[Event](lambda shop: _named(shop)[:MOST_EVENTS], int)
_these = Ready[Event](
    lambda shop, ids: _named(shop).filter(any_of("id", ids))[:MOST_EVENTS], int, list
)


def events_to_choose(actor: Actor, shop_id: int) -> list[Event]:
    """The names of the events of a shop, newest first."""
    if actor.events is not None:
        return _these(shop_id, sorted(actor.events))
    return _events(shop_id)


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
