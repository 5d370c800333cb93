"""Tickets to show on a phone: one screen each."""

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tessera.domain.tickets.documents import Look, TicketDocument, TicketFacts
from tessera.domain.tickets.drawing import drawing_of, files_of
from tessera.lib.pdf import Template

TEMPLATE = Template(Path(__file__).with_suffix(".typ"))


class OnThePhone(TicketDocument):
    """As wide as a hand; the code fills the screen and nothing has to be zoomed."""

    code = "phone"
    name = _("On the phone")

    def render(self, tickets: Sequence[TicketFacts], look: Look) -> bytes:
        """One screen a ticket."""
        return TEMPLATE.render(drawing_of(tickets, look), files=files_of(look))
