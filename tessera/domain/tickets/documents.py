"""What a ticket document is: the contract of `plugins/ticket_documents`."""

from collections.abc import Sequence

from django.utils.functional import Promise

from tessera.domain.orders.models import Order
from tessera.domain.shops.looks import Look, look_of
from tessera.domain.tickets import queries
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.rules import TicketFacts
from tessera.lib.registry import Registry

__all__ = ["DOCUMENTS", "Look", "TicketDocument", "TicketFacts", "render_tickets"]


class TicketDocument:
    """One form of a ticket: on paper, on a phone. Told everything, it looks nothing up."""

    code = ""
    name: str | Promise = ""
    mime = "application/pdf"

    def render(self, tickets: Sequence[TicketFacts], look: Look) -> bytes:
        """One file with all of the tickets, in the language of the first."""
        raise NotImplementedError


DOCUMENTS = Registry("tessera.plugins.ticket_documents", TicketDocument)


def render_tickets(order: Order, tickets: Sequence[Ticket], *, code: str = "a4") -> bytes:
    """The tickets as a document of this kind; they come from `queries.tickets_of_order`.

    Refuses none at all (ValueError) and an unknown kind (KeyError).
    """
    if not tickets:
        raise ValueError("a document needs a ticket")
    facts = queries.facts_of(tickets, order=order)
    return DOCUMENTS.get(code)().render(facts, look_of(order.shop, order.language))
