"""Reading tickets, and saying them in the words of their order."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from babel.dates import format_date
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from tessera.domain.answers.queries.telling import Lines, told_on_tickets
from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.orders.models import Order
from tessera.domain.shops.looks import BRAND
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.rules import TicketFacts
from tessera.lib import colours
from tessera.lib.i18n import local, pick, say_date, speaking
from tessera.lib.ids import readable_serial
from tessera.lib.markdown import to_text
from tessera.lib.money import LOCALES, Money
from tessera.lib.ready import Ready

NOTES_LENGTH = 600
MOST_ANSWERS = 6
"""A ticket has room for so many."""

HEADING = re.compile(r"^#.*$", re.MULTILINE)

NEEDED = ("order", "line", "date__event", "zone", "product")

_of_order = Ready[Ticket](
    lambda order: (
        Ticket.objects.filter(order_id=order)
        .select_related(*NEEDED)
        .order_by("date__starts_at", "line_id", "place")
    ),
    int,
)


def tickets_of_order(order_id: int) -> list[Ticket]:
    """Every ticket of the order with all that is printed on it, in the order of the evening."""
    return _of_order(order_id)


def valid_tickets_of_order(order_id: int) -> list[Ticket]:
    """Those that still open a door."""
    found = tickets_of_order(order_id)
    return [ticket for ticket in found if ticket.status == Ticket.Status.VALID]


def ticket_of_order(order_id: int, ticket_id: int) -> Ticket | None:
    """One ticket of the order, or nothing."""
    found = Ticket.objects.filter(order_id=order_id, id=ticket_id)
    return found.select_related(*NEEDED).first()


def facts_of(tickets: Sequence[Ticket], *, order: Order) -> list[TicketFacts]:
    """What the tickets say, in the language of their order."""
    with speaking(order.language):
        told = told_on_tickets(order)
        return [_facts(each, order, told[each.line_id, each.place]) for each in tickets]


def _facts(ticket: Ticket, order: Order, answers: Lines) -> TicketFacts:
    speaks, zone = order.language, order.shop.time_zone
    date, event = ticket.date, ticket.date.event
    weekday, day, month, starts, date_text, date_day = _when(date.starts_at, zone, speaks)
    return TicketFacts(
        number=readable_serial(ticket.serial),
        code=ticket.code,
        event=pick(event.name, speaks),
        subtitle=pick(event.subtitle, speaks),
        weekday=weekday,
        day=day,
        month=month,
        starts=starts,
        date_text=date_text,
        date_day=date_day,
        doors_text=_doors(date, zone, speaks),
        venue=event.venue,
        address=address_of(event),
        zone=pick(ticket.zone.name, speaks),
        zone_colour=colours.tidy(ticket.zone.colour, BRAND),
        seat=ticket.seat,
        tariff=pick(ticket.line.name, speaks) or pick(ticket.product.name, speaks),
        price=_price(ticket, order),
        holder=f"{ticket.holder_first_name} {ticket.holder_last_name}".strip(),
        buyer=order.full_name or order.company,
        order_number=order.number or "",
        notes=_notes(pick(order.shop.texts.get("ticket") or order.shop.terms, speaks)),
        is_valid=ticket.status == Ticket.Status.VALID,
        is_test=order.is_test,
        language=speaks,
        answers=answers[:MOST_ANSWERS],
    )


def address_of(event: Event) -> str:
    """Street, postcode and town on one line."""
    town = f"{event.postcode} {event.city}".strip()
    return ", ".join(part for part in (event.street, town) if part)


def _price(ticket: Ticket, order: Order) -> str:
    price = ticket.line.price_of(ticket.place)
    return Money(price, order.currency).format(order.language) if price else _("Free")


@lru_cache(maxsize=512)
def _when(moment: datetime, time_zone: str, language: str) -> tuple[str, ...]:
    day = local(moment, time_zone).date()
    locale = LOCALES.get(language, language)
    return (
        format_date(day, "EEEE", locale=locale),
        str(day.day),
        format_date(day, "MMMM y", locale=locale),
        say_date(moment, time_zone, language, "time"),
        say_date(moment, time_zone, language),
        say_date(moment, time_zone, language, "day"),
    )


def _doors(date: EventDate, time_zone: str, language: str) -> str:
    return say_date(date.doors_at, time_zone, language, "time") if date.doors_at else ""


@lru_cache(maxsize=128)
def _notes(terms: str) -> str:
    text = to_text(HEADING.sub("", terms))
    if len(text) <= NOTES_LENGTH:
        return text
    return text[:NOTES_LENGTH].rsplit(" ", 1)[0] + " …"


def tickets_naming(shop_id: int, *, first_name: str, last_name: str) -> QuerySet[Ticket]:
    """The tickets of a shop whose holder is called so, whoever bought them."""
    if not last_name:
        return Ticket.objects.none()
    named = Ticket.objects.annotate(
        low_first=Lower("holder_first_name"), low_last=Lower("holder_last_name")
    )
    called = Q(low_last=last_name.lower(), low_first=first_name.lower())
    return named.filter(called, shop_id=shop_id).exclude(holder_last_name="")
