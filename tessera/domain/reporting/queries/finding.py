"""Finding anything by a few letters: orders, tickets, events."""

from dataclasses import dataclass, field

from django.db.models import Q

from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.queries.visible import events_visible_to, within_events
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.grid import matching, orders_visible_to
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib import signing
from tessera.lib.ids import parse_serial

MOST = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What a search from anywhere came upon; `exact` is the one order that was meant."""

    orders: list[Order] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.orders or self.tickets or self.events)


def find(words: str, *, shop: Shop, actor: Actor) -> Found:
    """Orders by number, name or e-mail, tickets by number or scanned code, events by name."""
    text = " ".join(words.split())[:200]
    if not text:
        return Found()
    orders: list[Order] = []
    if actor.may_in(Can.SEE_ORDERS, shop.id):
        found = matching(orders_visible_to(actor, shop.id), text)
        orders = list(found.order_by("-placed_at")[:MOST])
    tickets = _tickets(text, shop, actor)
    return Found(orders=orders, tickets=tickets, events=_events(text, shop, actor))


def order_meant(words: str, *, shop: Shop, actor: Actor) -> str:
    """The number of the one order (or of the order of the one ticket) these words name, or ""."""
    text = words.strip()
    named = orders_visible_to(actor, shop.id).filter(number=text.upper())[:1]
    for order in named:
        return order.number or ""
    for ticket in _tickets(text, shop, actor):
        return ticket.order.number or ""
    return ""


def _tickets(text: str, shop: Shop, actor: Actor) -> list[Ticket]:
    code = signing.read(signing.public_key(shop.signing_key), text)
    serial = code.serial if code else parse_serial(text)
    if serial is None:
        return []
    seen = orders_visible_to(actor, shop.id)
    found = Ticket.objects.filter(shop_id=shop.id, serial=serial, order__in=seen)
    found = within_events(found, actor, path="date__event_id")
    return list(found.select_related("order", "date__event", "product"))


def _events(text: str, shop: Shop, actor: Actor) -> list[Event]:
    named = Q(name__fr__icontains=text) | Q(name__en__icontains=text) | Q(slug__icontains=text)
    found = events_visible_to(actor, shop.id).filter(named, archived_at=None)
    return list(found.order_by("-id")[:MOST])
