"""The checkout's own SQL sent by plain psycopg: what the database alone could do."""

import asyncio
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from django.db import connection

from bench import stage, stories
from bench.client import Browser
from bench.house import House
from bench.load import Run, line
from bench.recording import statements_of
from bench.replay import Script, play
from tessera.domain.orders.models import Order

ORDER = 22
PROCESSES, THREADS, TIMES = 2, 4, 400
TABLES = ("order", "orderline", "claim", "payment", "customer", "activity", "ticket")
EMAIL = "buyer990001@bench.example"


def measure(house: House) -> Iterator[dict[str, Any]]:
    """As many at once as buyers in `checkout`."""
    script = _record(house)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        _play(pool, script, 40)
        house.calm()
        before, begin = house.cpu_seconds(), time.perf_counter()
        run = Run(latencies=_play(pool, script, TIMES))
        run.seconds = time.perf_counter() - begin
        cpu = house.cpu_seconds() - before
    found = line("floor_checkout", run, cpu=cpu, concurrency=PROCESSES * THREADS)
    found["statements"] = len(script.statements)
    yield found


def _play(pool: ProcessPoolExecutor, script: Script, times: int) -> list[float]:
    words = (os.environ["DATABASE_URL"], script, times // PROCESSES, THREADS)
    waiting = [pool.submit(play, *words) for _ in range(PROCESSES)]
    return [latency for each in waiting for latency in each.result()]


def _record(house: House) -> Script:
    """One checkout in this process, after one that warms it up."""
    programme = stage.event("floor", price=0)
    facts = stage.where(programme) | {"method": "free"}
    bases = _far_apart()

    async def story(browser: Browser, number: int = 990_001) -> None:
        await stories.buy_order(browser, number, facts)

    statements = asyncio.run(statements_of(story, house.port))
    order = Order.objects.get(email=EMAIL)
    ticket_words: dict[Any, str] = {}
    for ticket in order.tickets.all():
        ticket_words |= {ticket.serial: "serial", ticket.code: "word"}
    payment = order.payments.get()
    words = {order.secret: "word", order.number: "word", payment.reference: "word", EMAIL: "email"}
    given = {f"tessera_{table}": list(range(base, base + 9)) for table, base in bases.items()}
    return Script(statements, given, words | ticket_words)


def _far_apart() -> dict[str, int]:
    """Sets the ids of each table to a range of its own, so that one is told from another."""
    bases = {}
    with connection.cursor() as cursor:
        for number, table in enumerate(TABLES, start=7):
            bases[table] = number * 1_000_000_000
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)",
                [f"tessera_{table}", bases[table]],
            )
    return bases
