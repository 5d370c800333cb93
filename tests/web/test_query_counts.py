"""How often a page asks the database: no more often with thirty tariffs than with one."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.web.parts.kept import forget_pages
from tests.factories import Programme, make_event, make_order
from tests.web.shop import steps

FRAME = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


@pytest.fixture
def gwen(shop: Shop) -> Iterator[Client]:
    """A guest, before pages that nobody has seen yet."""
    forget_pages()
    with translation.override("en"):
        yield Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture(params=[1, 30], ids=["1 tariff", "30 tariffs"])
def made(request: pytest.FixtureRequest, shop: Shop) -> Programme:
    """An event with so many tariffs."""
    tariffs = {f"Tariff {number}": 1000 + number for number in range(request.param)}
    return make_event(shop, slug="counted", tariffs=tariffs, dates=2)


def asked(found: CaptureQueriesContext) -> list[str]:
    """What was asked; the frame of a test's transaction is no question."""
    said = [each["sql"] for each in found.captured_queries]
    return [sql for sql in said if not sql.startswith(FRAME)]


def test_event_page(gwen: Client, made: Programme) -> None:
    with CaptureQueriesContext(connection) as found:
        answer = gwen.get(f"/en/{made.shop.slug}/events/counted/?date={made.date.id}")
    assert answer.status_code == 200
    assert b"Tariff 0" in answer.content
    assert 1 <= len(asked(found)) <= 6, asked(found)


def test_add_to_cart(gwen: Client, made: Programme) -> None:
    everything = [1] * len(made.tariffs)
    with CaptureQueriesContext(connection) as found:
        answer = steps.put(gwen, made, *everything)
    assert answer.status_code == 302
    assert 1 <= len(asked(found)) <= 8, asked(found)
    with CaptureQueriesContext(connection) as again:
        answer = steps.put(gwen, made, 1)
    assert answer.status_code == 302
    assert len(asked(again)) <= 8, asked(again)


def test_place_order(gwen: Client, made: Programme) -> None:
    steps.put(gwen, made, *[1] * len(made.tariffs))
    steps.tell(gwen, made)
    cart = steps.cart_of(gwen, made)
    with CaptureQueriesContext(connection) as found:
        answer = steps.order(gwen, made, "on_site", cart.total)
    assert answer.status_code == 302
    cart.refresh_from_db()
    assert cart.number
    assert 1 <= len(asked(found)) <= 15, asked(found)


def test_scan(gwen: Client, made: Programme, sam: TeamMember) -> None:
    ticket = make_order(made, quantity=1).tickets.get()
    gwen.force_login(sam.person)
    gwen.post("/scanner/", {"shop": made.shop.slug, "date": [made.date.id], "gate": ""})
    wish = json.dumps({"scan_id": str(uuid4()), "code": ticket.code})
    with CaptureQueriesContext(connection) as found:
        answer = gwen.post("/scanner/scans/", wish, content_type="application/json")
    assert answer.json()["answer"] == "welcome", answer.json()
    assert 1 <= len(asked(found)) <= 5, asked(found)
