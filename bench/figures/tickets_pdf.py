"""Tickets as PDF: drawn in one process, and fetched by buyers."""

import time
from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, figure
from tessera.domain.orders.models import Order
from tessera.domain.tickets.documents import render_tickets
from tessera.domain.tickets.queries import valid_tickets_of_order
from tests.factories import make_order

ORDER = 40
TIMES, WARM = 300, 10


def measure(house: House) -> Iterator[dict[str, Any]]:
    """One page with one ticket, another one each time."""
    programme = stage.hall()
    made = make_order(programme, quantity=ORDER, is_test=False)
    order = Order.objects.select_related("shop").get(id=made.id)
    tickets = valid_tickets_of_order(order.id)
    latencies = []
    cpu = 0.0
    for number in range(WARM + TIMES):
        if number == WARM:
            cpu = time.process_time()
        begin = time.perf_counter()
        render_tickets(order, [tickets[number % ORDER]])
        latencies.append(time.perf_counter() - begin)
    cpu = time.process_time() - cpu
    timed = sorted(latencies[WARM:])
    yield {
        "name": "tickets_pdf",
        "value": round(TIMES / sum(timed), 1),
        "unit": "1/s",
        "p50_ms": round(1000 * timed[TIMES // 2], 2),
        "p95_ms": round(1000 * timed[int(TIMES * 0.95)], 2),
        "cpu_s_per_op": round(cpu / TIMES, 5),
        "concurrency": 1,
    }
    facts = {"path": f"/en/{programme.shop.slug}/orders/{order.secret}/tickets.pdf"}
    yield figure("tickets_pdf_http", Scene(stories.read, 400, 4, facts), house)
