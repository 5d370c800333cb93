"""What is attached to a message, made when it is sent."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tessera.domain.mailing.senders import File
from tessera.domain.orders.models import Order
from tessera.domain.tickets.calendar import entries_of
from tessera.domain.tickets.documents import DOCUMENTS, render_tickets
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import valid_tickets_of_order
from tessera.lib.calendar import to_ics
from tessera.lib.i18n import pick, speaking


def files_for(kinds: Sequence[str], *, order: Order, order_url: str) -> list[File]:
    """The files of these kinds (tickets, calendar); none when no ticket is valid any more."""
    tickets = valid_tickets_of_order(order.pk) if kinds else []
    if not tickets:
        return []
    with speaking(order.language):
        return [_file(kind, order, tickets, order_url) for kind in kinds]


def _file(kind: str, order: Order, tickets: Sequence[Ticket], order_url: str) -> File:
    if kind == "tickets":
        name = _("tickets-%(number)s.pdf") % {"number": order.number}
        return File(name, render_tickets(order, tickets, code="a4"), DOCUMENTS.get("a4").mime)
    if kind == "calendar":
        entries = entries_of(order, tickets, url=order_url)
        content = to_ics(entries, name=pick(order.shop.name, order.language))
        return File(f"{order.number}.ics", content, "text/calendar")
    raise ValueError(f"nothing attaches {kind!r}")
