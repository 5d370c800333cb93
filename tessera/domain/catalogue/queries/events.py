"""Single events, for those who make them."""

from tessera.domain.catalogue.models import Event, EventDate, Zone


def lock_event(event_id: int) -> Event | None:
    """The event with its shop, for this transaction alone, or nothing."""
    found = Event.objects.filter(id=event_id).select_related("shop")
    return found.select_for_update(of=("self",), no_key=True).first()


def slugs_like(shop_id: int, stem: str) -> set[str]:
    """The slugs of the shop's events that begin like this."""
    found = Event.objects.filter(shop_id=shop_id, slug__startswith=stem)
    return set(found.values_list("slug", flat=True))


def zones_of(event: Event) -> list[Zone]:
    """The zones of the event in their order."""
    return list(Zone.objects.filter(event=event).order_by("position", "id"))


def all_dates_of(event: Event) -> list[EventDate]:
    """Every date of the event, the earliest first."""
    return list(EventDate.objects.filter(event=event).order_by("starts_at", "id"))
