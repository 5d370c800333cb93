"""The list of tickets: who sees which, searched, narrowed, read page by page, as rows of a file."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import parse_qs

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from tessera.domain.checkin.models import Scan
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.orders.queries.files import Told
from tessera.domain.orders.queries.grid import matching, orders_visible_to, sees_every_order
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib import signing
from tessera.lib.i18n import pick
from tessera.lib.ids import parse_serial, readable_serial
from tessera.lib.money import Money
from tessera.lib.paging import Page, page_by_id

CHUNK = 2000
MOST_FOUND = 1000
STATES = ("valid", "cancelled", "entered", "awaited")
_READ = ("order__sold_by", "line", "date__event", "zone", "product")
_LEFT_OUT = ("code", "order__quote", "order__note", "date__event__description")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of tickets; an empty value asks nothing."""

    q: str = ""
    state: str = ""
    event: int | None = None
    date: int | None = None
    tariff: int | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def wanted_from(query: str) -> Wanted:
    """What stands in an address after the question mark; what makes no sense asks nothing."""
    told = parse_qs(query, max_num_fields=200)
    one = {name: values[-1].strip() for name, values in told.items()}
    ids = {name: one.get(name, "") for name in ("event", "date", "tariff")}
    return Wanted(
        q=" ".join(one.get("q", "").replace("\x00", "").split())[:200],
        state=one.get("state", "") if one.get("state") in STATES else "",
        **{
            name: int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
            for name, text in ids.items()
        },
    )


def tickets_visible_to(actor: Actor, shop: Shop) -> QuerySet[Ticket]:
    """The tickets of the orders that the actor sees, in the actor's events and zones."""
    found = Ticket.objects.filter(shop_id=shop.id)
    if sees_every_order(actor, shop.id):
        return found
    if actor.events is not None:
        found = found.filter(date__event_id__in=actor.events)
    if actor.zones is not None:
        found = found.filter(zone_id__in=actor.zones)
    return tickets_among(orders_visible_to(actor, shop.id), found)


def ticket_visible_to(actor: Actor, shop: Shop, ticket_id: int) -> Ticket | None:
    """One ticket with all that is printed on it, or nothing."""
    found = tickets_visible_to(actor, shop).filter(id=ticket_id)
    return found.select_related(*_READ).first()


def tickets_among(orders: QuerySet[Order], tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Those of these orders."""
    return tickets.filter(order__in=orders.order_by().values("id"))


def narrowed(
    tickets: QuerySet[Ticket], wanted: Wanted, *, orders: QuerySet[Order], shop: Shop
) -> QuerySet[Ticket]:
    """Those that fit everything that is asked; `orders` are those the actor may see."""
    found = _matching(tickets, wanted.q, orders=orders, shop=shop) if wanted.q else tickets
    if wanted.event is not None:
        found = found.filter(date__event_id=wanted.event)
    if wanted.date is not None:
        found = found.filter(date_id=wanted.date)
    if wanted.tariff is not None:
        found = found.filter(product_id=wanted.tariff)
    if wanted.state in Ticket.Status.values:
        found = found.filter(status=wanted.state)
    entered = Exists(Scan.objects.filter(ticket_id=OuterRef("id"), is_first_entry=True))
    if wanted.state == "entered":
        found = found.filter(entered)
    if wanted.state == "awaited":
        found = found.filter(~entered, status=Ticket.Status.VALID)
    return found


def entries_of(ticket_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these tickets came in first; those that did not are left out."""
    found = Scan.objects.filter(ticket_id__in=ticket_ids, is_first_entry=True)
    return {ticket_id: at for ticket_id, at in found.values_list("ticket_id", "at") if ticket_id}


def tickets_page(
    tickets: QuerySet[Ticket], *, after: str = "", before: str = "", size: int = 50
) -> Page[Ticket]:
    """The tickets next to a mark; nothing is skipped, nothing counted."""
    found = tickets.select_related(*_READ).defer(*_LEFT_OUT)
    return page_by_id(found, after=after, before=before, size=size)


def count_tickets(tickets: QuerySet[Ticket], most: int) -> int:
    """How many there are, counted no further than `most`."""
    return tickets.order_by()[:most].count()


def _matching(
    tickets: QuerySet[Ticket], words: str, *, orders: QuerySet[Order], shop: Shop
) -> QuerySet[Ticket]:
    """By number or scanned code, by the holder's last name, or by anything that finds the order."""
    code = signing.read(signing.public_key(shop.signing_key), words)
    serial = code.serial if code else parse_serial(words)
    if serial is not None:
        return tickets.filter(serial=serial)
    named = Ticket.objects.annotate(low=Lower("holder_last_name")).filter(
        ~Q(holder_last_name=""), shop_id=shop.id, low__startswith=words.lower()
    )
    held = list(named.values_list("id", flat=True)[:MOST_FOUND])
    ordered = list(matching(orders, words).values_list("id", flat=True)[:MOST_FOUND])
    bought = Ticket.objects.filter(order_id__in=ordered).values_list("id", flat=True)
    return tickets.filter(id__in={*held, *bought[:MOST_FOUND]})


Row = Mapping[str, Any]
Value = Callable[[Row, Told], Any]


def _field(name: str) -> tuple[tuple[str, ...], Value]:
    return (name,), lambda row, told: row[name]


def _named(name: str) -> tuple[tuple[str, ...], Value]:
    return (name,), lambda row, told: pick(row[name], told.language)


PRICED = ("unit_price", "quantity", "group_size", "discount")


def _price(row: Row) -> int:
    """What the ticket costs, its share of the line's discounts taken off."""
    line = OrderLine(**{name: row[f"line__{name}"] for name in PRICED})
    return line.price_of(row["place"])


VALUES: dict[str, tuple[tuple[str, ...], Value]] = {
    "serial": (("serial",), lambda row, told: readable_serial(row["serial"])),
    "event": _named("date__event__name"),
    "date": (("date__starts_at",), lambda row, told: told.moment(row["date__starts_at"])),
    "zone": _named("zone__name"),
    "tariff": _named("line__name"),
    "seat": _field("seat"),
    "price": (
        tuple(f"line__{name}" for name in PRICED) + ("place", "order__currency"),
        lambda row, told: Money(_price(row), row["order__currency"]).decimal(),
    ),
    "currency": _field("order__currency"),
    "state": (("status",), lambda row, told: told.word("state", row["status"])),
    "holder_first_name": _field("holder_first_name"),
    "holder_last_name": _field("holder_last_name"),
    "order": _field("order__number"),
    "order_status": (
        ("order__status",),
        lambda row, told: told.word("status", row["order__status"]),
    ),
    "buyer_first_name": _field("order__first_name"),
    "buyer_last_name": _field("order__last_name"),
    "buyer_company": _field("order__company"),
    "buyer_email": _field("order__email"),
    "placed_at": (("order__placed_at",), lambda row, told: told.moment(row["order__placed_at"])),
    "entered": ((), lambda row, told: told.moment(row["entered"])),
    "is_test": (
        ("order__is_test",),
        lambda row, told: told.word("is_test", row["order__is_test"]),
    ),
}
"""What can stand in a file of tickets: who holds one and who bought it are told apart."""


def ticket_rows(
    tickets: QuerySet[Ticket], columns: Sequence[str], *, told: Told
) -> Iterator[list[Any]]:
    """Every ticket, newest first, as values of the columns; memory stays flat."""
    chosen = [VALUES[name] for name in columns]
    needed = {"id"}.union(*(needs for needs, _ in chosen))
    rows = tickets.order_by("-id").values(*sorted(needed)).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        entries = entries_of([row["id"] for row in chunk]) if "entered" in columns else {}
        for row in chunk:
            yield [value({**row, "entered": entries.get(row["id"])}, told) for _, value in chosen]
