"""What an invoice document is: the contract of `plugins/invoice_documents`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from tessera.domain.invoices.drawing import drawing_of
from tessera.domain.invoices.models import Invoice
from tessera.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class Sheet:
    """An invoice with all that is drawn of it, in the words of its reader."""

    invoice: Invoice
    drawing: Mapping[str, Any]
    files: Mapping[str, bytes]


class InvoiceDocument:
    """One form of an invoice. Told everything, it looks nothing up."""

    code = ""
    name: str | Promise = ""
    mime = "application/pdf"
    suffix = "pdf"

    def render(self, sheet: Sheet) -> bytes:
        """The document, in the language of the invoice."""
        raise NotImplementedError


DOCUMENTS = Registry("tessera.plugins.invoice_documents", InvoiceDocument)


def render_invoice(
    invoice: Invoice, *, message: Mapping[str, str] | None = None, code: str = "pdf"
) -> bytes:
    """The invoice (with its order and shop) as a document of this kind.

    `message` is the organiser's own, by language. Refuses an unknown kind (KeyError).
    """
    drawing, files = drawing_of(invoice, message=message)
    return DOCUMENTS.get(code)().render(Sheet(invoice, drawing, files))
