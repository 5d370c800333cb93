"""The invoice as people know it: a letter, with the payment slip below."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tessera.domain.invoices.documents import InvoiceDocument, Sheet
from tessera.lib.pdf import Template

TEMPLATE = Template(Path(__file__).with_name("letter.typ"))


class Letter(InvoiceDocument):
    """A4; the window of an envelope shows the address."""

    code = "pdf"
    name = _("PDF")

    def render(self, sheet: Sheet) -> bytes:
        """Letter, table, VAT, and how to pay."""
        return TEMPLATE.render(sheet.drawing, files=sheet.files)
