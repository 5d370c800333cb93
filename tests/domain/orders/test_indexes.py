"""Lists of orders and tickets are answered by indexes, whatever is asked of however many."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tessera.domain.orders.queries.criteria import criteria_from, narrowed
from tessera.domain.orders.queries.grid import orders_visible_to, page_of
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.queries.team import actor_in
from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries.tickets import tickets_visible_to
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order

MANY = 4000

# As many orders as make the planner choose: most are paid online by card, few are anything else.
COPY = """
INSERT INTO tessera_order (shop_id, number, secret, status, channel, currency, method, quote, total,
    received, note, is_test, created_at, placed_at, paid_at, email, civility, first_name, last_name,
    company, phone, street, postcode, city, country, language, newsletter)
SELECT %(shop)s, 'N' || lpad(i::text, 6, '0'), md5(i::text),
    CASE WHEN i %% 400 = 0 THEN 'failed' ELSE 'paid' END,
    CASE WHEN i %% 500 = 0 THEN 'counter' ELSE 'online' END, 'CHF',
    CASE WHEN i %% 450 = 0 THEN 'on_site' ELSE 'card' END, '{}', i, i, '', i %% 700 = 0,
    moment, moment, moment, 'mail' || i || '@test.example', '', 'Ada', 'Name' || i, '', '', '', '',
    '', 'CH', 'en', false
FROM (SELECT i, now() - i * interval '1 minute' AS moment FROM generate_series(1, %(many)s) AS i) x
"""


@pytest.fixture
def by(alice: TeamMember, programme: Programme) -> Actor:
    """Alice, before a shop with many orders."""
    with connection.cursor() as cursor:
        cursor.execute(COPY, {"shop": programme.shop.id, "many": MANY})
        cursor.execute("ANALYZE tessera_order")
    return actor_in(alice)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "orders_of_a_shop"),
        ("status=failed", "orders_by_status"),
        ("method=on_site", "orders_by_method"),
        ("channel=counter", "orders_by_channel"),
        ("kind=test", "orders_of_tests"),
        ("until=2001-01-01", "orders_of_a_shop"),
        ("paid_until=2001-01-01", "orders_by_payment"),
        ("most=0.05", "orders_by_total"),
    ],
)
def test_a_page_walks_an_index(programme: Programme, by: Actor, query: str, index: str) -> None:
    found = narrowed(
        orders_visible_to(by, programme.shop.id), criteria_from(query), time_zone="Europe/Zurich"
    )
    plan = str(found.order_by("-placed_at", "-id")[:51].explain())
    assert index in plan, plan
    assert "Seq Scan" not in plan, plan


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        ("-placed", "orders_of_a_shop"),
        ("number", "order_number_once_a_shop"),
        ("-total", "orders_by_total"),
        ("name", "orders_sorted_by_name"),
    ],
)
def test_a_sorted_page_walks_an_index(
    programme: Programme, by: Actor, sort: str, index: str
) -> None:
    with _told() as said:
        page_of(orders_visible_to(by, programme.shop.id), sort=sort)
    plan = _explained(said[-1])
    assert index in plan, plan


@pytest.mark.parametrize(
    ("words", "indexes"),
    [
        ("Name399", {"orders_by_last_name", "orders_by_email", "order_number_once_a_shop"}),
        ("mail399", {"orders_by_email"}),
        ("mail399@", {"orders_by_email"}),
        ("N000399", {"order_number_once_a_shop"}),
    ],
)
def test_a_search_asks_indexes(
    programme: Programme, by: Actor, words: str, indexes: set[str]
) -> None:
    with _told() as said:
        found = narrowed(
            orders_visible_to(by, programme.shop.id),
            criteria_from(f"q={words}"),
            time_zone="Europe/Zurich",
        )
        assert list(found)
    plans = [_explained(sql) for sql in said]
    assert all("Seq Scan" not in plan for plan in plans), plans
    used = {name for plan in plans for name in re.findall(r"\b(orders?_\w+)", plan)}
    assert indexes <= used, plans


def test_a_page_of_tickets_walks_an_index(programme: Programme, by: Actor) -> None:
    make_order(programme, quantity=9, at=clock.now() - timedelta(hours=1))
    elsewhere = make_event()
    for _ in range(9):
        make_order(elsewhere, quantity=9, at=clock.now() - timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tessera_ticket")  # what it knew before came from other tests
        cursor.execute("SET LOCAL enable_seqscan = off")  # few tickets: the planner would not mind
        cursor.execute("SET LOCAL enable_sort = off")
    plan = str(tickets_visible_to(by, programme.shop).order_by("-id")[:51].explain())
    assert "tickets_of_a_shop" in plan, plan
    assert "Sort" not in plan, plan


Told = tuple[str, Any]


@contextmanager
def _told() -> Iterator[list[Told]]:
    """The statements that are sent meanwhile."""
    said: list[Told] = []

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        said.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield said


def _explained(told: Told) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {told[0]}", told[1])
        return "\n".join(row[0] for row in cursor.fetchall())
