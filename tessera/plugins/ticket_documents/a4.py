"""Tickets to print at home: one sheet each."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tessera.domain.tickets.documents import Look, TicketDocument, TicketFacts
from tessera.domain.tickets.drawing import drawing_of, files_of
from tessera.lib.pdf import Template

TEMPLATE = Template(Path(__file__).with_suffix(".typ"))


class PrintAtHome(TicketDocument):
    """A4, folded twice it fits a pocket; the code stays on the outside."""

    code = "a4"
    name = _("To print (A4)")

    def render(self, tickets: Sequence[TicketFacts], look: Look) -> bytes:
        """One sheet a ticket."""
        return TEMPLATE.render(drawing_of(tickets, look), files=files_of(look))
