"""A thousand invoices with their QR-bills, as a season of group bookings wants them."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from typing import Any

from bench import stage
from bench.house import House
from tessera.domain.invoices.documents import render_invoice
from tessera.domain.invoices.models import Invoice
from tessera.domain.orders.queries.carts import lines_of
from tessera.flows.steps.billing import bill
from tessera.lib import clock
from tessera.lib.pdf import DESKS
from tests.factories import make_order

ORDER = 41
HOW_MANY = 1000
ACCOUNT = "CH44 3199 9123 0008 8901 2"


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Two lines, one rate; each has a number, a buyer and a code of its own."""
    programme = stage.hall()
    shop = programme.shop
    shop.iban, shop.street, shop.postcode, shop.city = (
        ACCOUNT,
        "Rue de Bourg 12",
        "1003",
        "Lausanne",
    )
    shop.contact_name = "Bench"
    shop.save()
    order = make_order(programme, quantity=2, status="pending", method="invoice", is_test=False)
    order.shop = shop
    made = bill(order, lines_of(order.id), at=clock.now())
    invoice = Invoice.objects.select_related("order", "shop").get(id=made.id)
    with ThreadPoolExecutor(DESKS) as desks:
        list(desks.map(render_invoice, [invoice] * DESKS))
        cpu, begin = time.process_time(), time.perf_counter()
        wanted = [_like(invoice, number) for number in range(HOW_MANY)]
        for letter in desks.map(render_invoice, wanted):
            if not letter.startswith(b"%PDF"):
                raise ValueError("no PDF")
    yield {
        "name": "invoice_pdfs_1000",
        "value": round(time.perf_counter() - begin, 2),
        "unit": "s",
        "cpu_s_per_op": round((time.process_time() - cpu) / HOW_MANY, 5),
        "concurrency": DESKS,
    }


def _like(invoice: Invoice, number: int) -> Invoice:
    other = copy(invoice)
    other.number = f"2026-{number:05d}"
    other.buyer = invoice.buyer | {"last_name": f"Buyer {number}"}
    return other
