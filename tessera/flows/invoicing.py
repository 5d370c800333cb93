"""Invoices and receipts, on demand."""

from datetime import datetime

from django.db import transaction

from tessera.domain.activity import actions as activity
from tessera.domain.invoices.models import Invoice
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import Actor
from tessera.flows.steps import billing


@transaction.atomic(durable=True)
def issue_receipt(order_id: int, *, by: Actor, at: datetime) -> Invoice:
    """The document of a paid order: its invoice, or a receipt; issued once.

    Refuses (NothingToInvoice) an order that is not paid or cost nothing.
    """
    order = lock_order(order_id)
    found = billing.receipt(order, lines_of(order.pk), at=at)
    if found.issued_at == at:
        activity.record(
            "invoice.issued",
            of=("order", order.pk),
            shop=order.shop,
            by=by,
            at=at,
            number=found.number,
        )
    return found
