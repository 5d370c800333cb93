"""The evenings of an order, for a calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from tessera.domain.catalogue.models import EventDate, Visibility
from tessera.domain.orders.models import Order
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import address_of
from tessera.lib.calendar import Entry
from tessera.lib.i18n import pick, speaking

REMIND = timedelta(hours=3)


def entries_of(order: Order, tickets: Sequence[Ticket], *, url: str = "") -> list[Entry]:
    """One entry a date of these tickets (with all that is printed on them), soonest first."""
    by_date: dict[int, list[Ticket]] = {}
    for ticket in tickets:
        by_date.setdefault(ticket.date_id, []).append(ticket)
    with speaking(order.language):
        return [_entry(order, each, url) for each in by_date.values()]


def ends_of(date: EventDate) -> datetime | None:
    """When the date is over, as far as anybody said."""
    minutes = date.event.duration_minutes
    return date.ends_at or (date.starts_at + timedelta(minutes=minutes) if minutes else None)


def _entry(order: Order, tickets: Sequence[Ticket], url: str) -> Entry:
    date, event = tickets[0].date, tickets[0].date.event
    count = ngettext("%(count)d ticket", "%(count)d tickets", len(tickets)) % {
        "count": len(tickets)
    }
    place = (event.latitude, event.longitude)
    return Entry(
        uid=f"{order.number}-{date.pk}@{order.shop.slug}.tessera",
        title=pick(event.name, order.language),
        starts=date.starts_at,
        ends=ends_of(date),
        changed=tickets[0].issued_at,
        place=", ".join(part for part in (event.venue, address_of(event)) if part),
        description=f"{count} · {order.number}",
        url=url,
        position=(float(place[0]), float(place[1])) if place[0] and place[1] else None,
        is_cancelled=date.status == Visibility.CANCELLED,
        remind=REMIND,
    )
