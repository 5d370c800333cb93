"""What is attached to a message, made when it is sent."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tessera.domain.invoices.documents import render_invoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.queries import credit_note_named, invoice_of
from tessera.domain.mailing.senders import File
from tessera.domain.orders.models import Order
from tessera.domain.payments.queries import method_row
from tessera.domain.tickets.calendar import entries_of
from tessera.domain.tickets.documents import DOCUMENTS, render_tickets
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import valid_tickets_of_order
from tessera.lib.calendar import to_ics
from tessera.lib.i18n import pick, speaking


def files_for(
    kinds: Sequence[str], *, order: Order, order_url: str, credit_note: str = ""
) -> list[File]:
    """The files of these kinds: tickets and calendar while a ticket is valid, an issued invoice.

    `credit_note` is the number of the one that is meant.
    """
    tickets = valid_tickets_of_order(order.pk) if {"tickets", "calendar"} & set(kinds) else []
    with speaking(order.language):
        found = [_invoice(order)] if "invoice" in kinds else []
        if "credit_note" in kinds and credit_note:
            found.append(_credit_note(order, credit_note))
        if tickets:
            rest = [kind for kind in kinds if kind in ("tickets", "calendar")]
            found += [_file(kind, order, tickets, order_url) for kind in rest]
    return [each for each in found if each is not None]


def _invoice(order: Order) -> File | None:
    issued = invoice_of(order.pk)
    return _paper(issued, order) if issued is not None else None


def _credit_note(order: Order, number: str) -> File | None:
    issued = credit_note_named(order.pk, number)
    return _paper(issued, order) if issued is not None else None


def _paper(issued: Invoice, order: Order) -> File:
    issued.order, issued.shop = order, order.shop
    message = method_row(order.shop_id, order.method).message
    return File(f"{issued.number}.pdf", render_invoice(issued, message=message), "application/pdf")


def _file(kind: str, order: Order, tickets: Sequence[Ticket], order_url: str) -> File:
    if kind == "tickets":
        name = _("tickets-%(number)s.pdf") % {"number": order.number}
        return File(name, render_tickets(order, tickets, code="a4"), DOCUMENTS.get("a4").mime)
    if kind == "calendar":
        entries = entries_of(order, tickets, url=order_url)
        content = to_ics(entries, name=pick(order.shop.name, order.language))
        return File(f"{order.number}.ics", content, "text/calendar")
    raise ValueError(f"nothing attaches {kind!r}")
