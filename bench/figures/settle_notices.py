"""Notices of a provider settle orders: the money is counted, the tickets are issued."""

import time
from collections.abc import Iterator
from typing import Any

from bench import stage
from bench.house import House
from tessera.domain.payments.methods import Heard
from tessera.domain.payments.models import Payment
from tessera.flows.paying import _note_heard
from tessera.lib import clock
from tests.factories import make_order, make_payment

ORDER = 45
TIMES, WARM = 300, 20


def measure(house: House) -> Iterator[dict[str, Any]]:
    """One notice an order, each in its own transaction; mails wait for the worker."""
    programme = stage.hall()
    waiting = []
    for _ in range(WARM + TIMES):
        order = make_order(
            programme, quantity=2, status="processing", method="stripe_card", is_test=False
        )
        waiting.append(make_payment(order))
    latencies, cpu = [], 0.0
    for number, payment in enumerate(waiting):
        if number == WARM:
            cpu = time.process_time()
        heard = _heard(payment)
        begin = time.perf_counter()
        if not _note_heard("stripe_card", heard, at=clock.now()):
            raise AssertionError("the notice was not heard")
        latencies.append(time.perf_counter() - begin)
    cpu = time.process_time() - cpu
    received = Payment.objects.filter(
        id__in=[each.id for each in waiting], status=Payment.Status.RECEIVED, order__status="paid"
    )
    if received.count() != len(waiting):
        raise AssertionError("not every order is paid")
    timed = sorted(latencies[WARM:])
    yield {
        "name": "settle_notices",
        "value": round(TIMES / cpu, 1),
        "unit": "1/s",
        "per_wall_second": round(TIMES / sum(timed), 1),
        "p50_ms": round(1000 * timed[TIMES // 2], 2),
        "p95_ms": round(1000 * timed[int(TIMES * 0.95)], 2),
        "cpu_s_per_op": round(cpu / TIMES, 5),
        "concurrency": 1,
    }


def _heard(payment: Payment) -> Heard:
    return Heard(
        notice_id=f"evt_{payment.id}",
        reference=payment.reference,
        status="received",
        provider_id=f"pi_{payment.id}",
        amount=payment.amount,
        currency=payment.currency,
    )
