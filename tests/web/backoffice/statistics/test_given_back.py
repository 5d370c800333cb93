"""Reports say what was sold, what was given back on its day, and what is left."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Refund
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order

pytestmark = pytest.mark.django_db
DESK = "/manage/theatre/"
CODES = ["sales-by-channel", "sales-by-method", "sales-by-date", "sales-by-tariff"]


@pytest.fixture
def desk(client: Client, alice: TeamMember) -> Client:
    """Alice's browser."""
    client.force_login(alice.person)
    return client


def _went(order: Order, amount: int, *, days: int = 0, **facts: Any) -> Refund:
    """So much of the order left so many days ago."""
    at = clock.now() - timedelta(days=days)
    values: dict[str, Any] = {"status": "done", "reason": "given_back", "reference": f"R{order.id}"}
    return Refund.objects.create(
        payment=order.payments.get(), amount=amount, created_at=at, done_at=at, **values | facts
    )


def _totals(desk: Client, code: str, query: str = "") -> dict[str, str]:
    page = desk.get(f"{DESK}reports/{code}/{query}")
    found = {column.name: str(value) for column, value in page.context["totals"]}
    return {
        name: text.replace("\xa0", " ")
        for name, text in found.items()
        if name in ("amount", "given_back", "net", "tickets")
    }


@pytest.mark.parametrize("code", CODES)
def test_a_part_that_went_back_is_deducted(desk: Client, programme: Programme, code: str) -> None:
    _went(make_order(programme, quantity=2), 1000)
    make_order(programme, quantity=1)
    told = _totals(desk, code)
    assert (told["amount"], told["given_back"], told["net"]) == (
        "CHF 120.00",
        "CHF 10.00",
        "CHF 110.00",
    )


@pytest.mark.parametrize("code", CODES)
def test_a_cancelled_order_was_sold_and_given_back(
    desk: Client, programme: Programme, code: str
) -> None:
    order = make_order(programme, quantity=2)
    _went(order, 8000)
    Order.objects.filter(id=order.id).update(status=Status.CANCELLED)
    make_order(programme, quantity=1)
    told = _totals(desk, code)
    assert (told["amount"], told["given_back"], told["net"]) == (
        "CHF 120.00",
        "CHF 80.00",
        "CHF 40.00",
    )
    assert told["tickets"] == "1", "tickets are those that stand"


@pytest.mark.parametrize("code", CODES)
def test_it_counts_on_the_day_it_went(desk: Client, programme: Programme, code: str) -> None:
    sold = clock.now() - timedelta(days=20)
    _went(make_order(programme, quantity=2, at=sold), 1000, days=3)
    then = f"?since={sold - timedelta(days=1):%Y-%m-%d}&until={sold + timedelta(days=1):%Y-%m-%d}"
    told = _totals(desk, code, then)
    assert (told["amount"], told["net"]) == ("CHF 80.00", "CHF 80.00")
    told = _totals(desk, code, f"?since={clock.now() - timedelta(days=5):%Y-%m-%d}")
    assert told["given_back"] == "CHF 10.00"
    assert told["net"] == "−CHF 10.00"


@pytest.mark.parametrize("reason", ["overpaid", "places_gone", "order_ended"])
def test_what_was_never_sold_is_not_deducted(
    desk: Client, programme: Programme, reason: str
) -> None:
    _went(make_order(programme, quantity=2), 8000, reason=reason)
    assert _totals(desk, "sales-by-channel")["net"] == "CHF 80.00"


def test_what_has_not_left_yet_is_not_deducted(desk: Client, programme: Programme) -> None:
    _went(make_order(programme, quantity=2), 1000, status="wished")
    assert _totals(desk, "sales-by-tariff")["net"] == "CHF 80.00"


def test_shares_of_lines_add_up_to_the_last_cent(desk: Client, programme: Programme) -> None:
    order = make_order(programme, quantity=1)
    other = make_event(programme.shop, slug="other", tariffs={"A": 3333})
    line = order.lines.get()
    line.pk, line.claim = None, None
    line.product, line.date = other.tariffs[0].product, other.date
    line.unit_price = 3333
    line.save()
    Order.objects.filter(id=order.id).update(total=7333)
    _went(order, 1001)
    assert _totals(desk, "sales-by-tariff")["given_back"] == "CHF 10.01"
    assert _totals(desk, "sales-by-date")["given_back"] == "CHF 10.01"


def test_the_journal_keeps_what_came_and_went_apart(desk: Client, programme: Programme) -> None:
    _went(make_order(programme, quantity=2), 1000)
    page = desk.get(f"{DESK}reports/sales-journal/?since={clock.now() - timedelta(2):%Y-%m-%d}")
    told = {
        column.name: str(value).replace("\xa0", " ") for column, value in page.context["totals"]
    }
    assert (told["received"], told["given_back"], told["amount"]) == (
        "CHF 80.00",
        "CHF 10.00",
        "CHF 70.00",
    )
