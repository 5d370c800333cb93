"""Reading tickets, and saying them in the words of their order."""

from babel.dates import format_date
from django.utils.functional import Promise

from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.rules import Look, TicketFacts, number_of
from tessera.lib import colours
from tessera.lib.i18n import local, pick, say_date
from tessera.lib.markdown import to_text
from tessera.lib.money import LOCALES

BRAND = "#3b3a6e"
"""The colour of a shop that chose none."""

NOTES_LENGTH = 600

NEEDED = ("order", "line", "date__event", "zone", "product")


def tickets_of_order(order_id: int) -> list[Ticket]:
    """Every ticket of the order with all that is printed on it, in the order of the evening."""
    found = Ticket.objects.filter(order_id=order_id).select_related(*NEEDED)
    return list(found.order_by("date__starts_at", "line_id", "place"))


def valid_tickets_of_order(order_id: int) -> list[Ticket]:
    """Those that still open a door."""
    found = tickets_of_order(order_id)
    return [ticket for ticket in found if ticket.status == Ticket.Status.VALID]


def ticket_of_order(order_id: int, ticket_id: int) -> Ticket | None:
    """One ticket of the order, or nothing."""
    found = Ticket.objects.filter(order_id=order_id, id=ticket_id)
    return found.select_related(*NEEDED).first()


def facts_of_order(order: Order) -> list[TicketFacts]:
    """What each valid ticket of the order says."""
    return [ticket_facts(ticket, order=order) for ticket in valid_tickets_of_order(order.pk)]


def ticket_facts(ticket: Ticket, *, order: Order) -> TicketFacts:
    """What the ticket says, in the language of its order."""
    speaks, zone = order.language, order.shop.time_zone
    event, date = ticket.date.event, ticket.date
    day = local(date.starts_at, zone).date()
    locale = LOCALES.get(speaks, speaks)
    return TicketFacts(
        number=number_of(ticket.serial),
        code=ticket.code,
        event=pick(event.name, speaks),
        subtitle=pick(event.subtitle, speaks),
        weekday=format_date(day, "EEEE", locale=locale),
        day=str(day.day),
        month=format_date(day, "MMMM y", locale=locale),
        starts=say_date(date.starts_at, zone, speaks, "time"),
        date_text=say_date(date.starts_at, zone, speaks),
        doors_text=_doors(date, zone, speaks),
        venue=event.venue,
        address=address_of(event),
        zone=pick(ticket.zone.name, speaks),
        zone_colour=colours.tidy(ticket.zone.colour, BRAND),
        seat=ticket.seat,
        tariff=pick(ticket.line.name, speaks) or pick(ticket.product.name, speaks),
        price=price_of(ticket, order),
        holder=f"{ticket.holder_first_name} {ticket.holder_last_name}".strip(),
        buyer=order.full_name or order.company,
        order_number=order.number or "",
        notes=_shortened(to_text(pick(order.shop.terms, speaks))),
        is_valid=ticket.status == Ticket.Status.VALID,
        is_test=order.is_test,
        language=speaks,
    )


def look_of(shop: Shop, language: str) -> Look:
    """How the shop's documents look; any colour of it stays readable."""
    chosen = shop.colours if isinstance(shop.colours, dict) else {}
    primary = colours.tidy(chosen.get("primary"), BRAND)
    contact = [shop.contact_email, shop.contact_phone]
    return Look(
        shop_name=pick(shop.name, language),
        primary=primary,
        on_primary=colours.ink_on(primary),
        primary_text=colours.readable(primary),
        display_font=shop.display_font,
        contact=" · ".join(part for part in contact if part),
        website=shop.website.removeprefix("https://").removeprefix("http://").rstrip("/"),
        logo=_logo(shop),
    )


def address_of(event: Event) -> str:
    """Street, postcode and town on one line."""
    town = f"{event.postcode} {event.city}".strip()
    return ", ".join(part for part in (event.street, town) if part)


def price_of(ticket: Ticket, order: Order) -> str:
    """What one ticket of the line costs, for people."""
    money = order.total_money.__class__(ticket.line.unit_price, order.currency)
    return money.format(order.language)
