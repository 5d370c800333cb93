"""Issuing documents: numbered without gaps, in the transaction that makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tessera.domain.invoices.models import Invoice
from tessera.domain.invoices.rules import Sold, Taxed, as_json, number_of
from tessera.domain.orders.models import Order
from tessera.domain.payments.models import Refund

NEXT = """
INSERT INTO tessera_invoicecounter (organisation_id, kind, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (organisation_id, kind, year)
DO UPDATE SET last = tessera_invoicecounter.last + 1 RETURNING last
"""


@dataclass(frozen=True, slots=True)
class Document:
    """What is to be written: who sold what to whom, and how it is to be paid."""

    kind: str
    seller: Mapping[str, Any]
    buyer: Mapping[str, Any]
    lines: Sequence[Sold]
    vat: Sequence[Taxed]
    total: int
    language: str
    reference: str = ""
    due_at: datetime | None = None
    corrects: Invoice | None = None
    refund: Refund | None = None
    reason: str = ""


def issue(order: Order, document: Document, *, year: int, at: datetime) -> Invoice:
    """Give the document the next number of its kind and year, and keep it for good.

    The number's counter stays locked until the transaction ends: what is rolled back leaves no
    gap. `year` 0 is for shops in test mode.
    """
    organisation = order.shop.organisation_id
    serial = _next(organisation, document.kind, year)
    return Invoice.objects.create(
        organisation_id=organisation,
        shop=order.shop,
        order=order,
        kind=document.kind,
        year=year,
        serial=serial,
        number=number_of(document.kind, year=year, serial=serial),
        seller=dict(document.seller),
        buyer=dict(document.buyer),
        lines=as_json(document.lines),
        vat=as_json(document.vat),
        total=document.total,
        currency=order.currency,
        language=document.language,
        reference=document.reference,
        due_at=document.due_at,
        corrects=document.corrects,
        refund=document.refund,
        reason=document.reason,
        issued_at=at,
    )


def _next(organisation_id: int, kind: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [organisation_id, kind, year])
        return int(cursor.fetchone()[0])
