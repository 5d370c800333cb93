"""Finding anything by a few letters: orders, tickets, customers, events."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Lower

from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.queries.visible import events_visible_to
from tessera.domain.customers.models import LISTED, Customer
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.grid import matching, orders_visible_to
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.reporting.queries import customers
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib import signing
from tessera.lib.ids import parse_serial

MOST = 8
FINDING = (Can.SEE_ORDERS, Can.SEE_CUSTOMERS, Can.SEE_DASHBOARD)
"""One of these rights is enough to find something."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search from anywhere came upon."""

    orders: list[Order] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.orders or self.customers or self.tickets or self.events)


def may_find(actor: Actor) -> bool:
    """Whether there is anything that the actor could find."""
    return any(actor.may(right) for right in FINDING)


def find(words: str, *, shop: Shop, actor: Actor) -> Found:
    """Orders by number, name or e-mail, customers likewise, tickets by number, scanned code or
    holder, events by name: each kind only for who may see it."""
    text = " ".join(words.replace("\x00", "").split())[:200]
    if not text:
        return Found()
    orders = matching(orders_visible_to(actor, shop.id), text)
    return Found(
        orders=list(orders.order_by("-placed_at")[:MOST]) if actor.may(Can.SEE_ORDERS) else [],
        customers=_customers(text, shop, actor),
        tickets=_tickets(text, shop, actor) or _held(text, shop, actor),
        events=_events(text, shop, actor),
    )


def order_meant(words: str, *, shop: Shop, actor: Actor) -> str:
    """The number of the one order (or of the order of the one ticket) these words name, or ""."""
    text = words.replace("\x00", "").strip()
    named = orders_visible_to(actor, shop.id).filter(number=text.upper())[:1]
    for order in named:
        return order.number or ""
    for ticket in _tickets(text, shop, actor):
        return ticket.order.number or ""
    return ""


def _customers(text: str, shop: Shop, actor: Actor) -> list[Customer]:
    if not actor.may_in(Can.SEE_CUSTOMERS, shop.id):
        return []
    seen = customers.customers_visible_to(actor, shop.id).filter(LISTED)
    return list(customers.matching(seen, text).order_by("-id")[:MOST])


def _tickets(text: str, shop: Shop, actor: Actor) -> list[Ticket]:
    code = signing.read(signing.public_key(shop.signing_key), text)
    serial = code.serial if code else parse_serial(text)
    if serial is None:
        return []
    seen = orders_visible_to(actor, shop.id)
    found = Ticket.objects.filter(shop_id=shop.id, serial=serial, order__in=seen)
    return list(found.select_related("order", "date__event", "product"))


def _held(text: str, shop: Shop, actor: Actor) -> list[Ticket]:
    """Tickets whose holder's last name begins so (or that name the holder in full)."""
    if "@" in text or not actor.may(Can.SEE_ORDERS):
        return []
    low = text.lower()
    first, _, rest = low.partition(" ")
    meant = Q(low_holder__startswith=low)
    if rest:
        meant |= Q(low_holder__startswith=rest, holder_first_name__istartswith=first)
        meant |= Q(low_holder__startswith=first, holder_first_name__istartswith=rest)
    named = Ticket.objects.annotate(low_holder=Lower("holder_last_name")).exclude(
        holder_last_name=""
    )
    seen = orders_visible_to(actor, shop.id)
    found = named.filter(meant, shop_id=shop.id, order__in=seen)
    return list(found.select_related("order", "date__event", "product")[:MOST])


def _events(text: str, shop: Shop, actor: Actor) -> list[Event]:
    if not actor.may(Can.SEE_DASHBOARD):
        return []
    named = Q(slug__icontains=text)
    for language in shop.languages:
        named |= Q(**{f"name__{language}__icontains": text})
    found = events_visible_to(actor, shop.id).filter(named, archived_at=None)
    return list(found.order_by("-id")[:MOST])
