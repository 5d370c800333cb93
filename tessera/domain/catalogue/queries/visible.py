"""Which events an actor may see: all of the shop, or those its profile names."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Model, QuerySet

from tessera.domain.catalogue.models import Event
from tessera.domain.organisations.rules import Actor

AnyModel = TypeVar("AnyModel", bound=Model)


def events_visible_to(actor: Actor, shop_id: int) -> QuerySet[Event]:
    """The events of a shop that the actor has entered (`shop_visible_to`), archived ones too."""
    return within_events(Event.objects.filter(shop_id=shop_id), actor, path="id")


def event_visible_to(actor: Actor, shop_id: int, slug: str) -> Event | None:
    """One event of the shop by its slug, or nothing."""
    return events_visible_to(actor, shop_id).filter(slug=slug).first()


def programme_within(actor: Actor, shop_ids: Collection[int]) -> list[Event]:
    """The events of these shops that the actor sees, with their zones, the newest first."""
    found = Event.objects.filter(shop_id__in=shop_ids, archived_at=None)
    found = within_events(found, actor, path="id")
    return list(found.prefetch_related("zones").order_by("-id"))


def within_events(
    found: QuerySet[AnyModel], actor: Actor, *, path: str = "event_id"
) -> QuerySet[AnyModel]:
    """Only rows whose `path` names an event of the actor's; all of them without such a limit."""
    if actor.events is None:
        return found
    return found.filter(**{f"{path}__in": sorted(actor.events)})
