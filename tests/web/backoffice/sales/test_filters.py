"""Each filter of the list of orders, the chips that tell of it, and the columns."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.orders.models import Order, Status
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order

LIST = "/manage/theatre/orders/"


def _found(client: Client, query: str) -> set[str]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return {order.number for order in answer.context["grid"].data}


@pytest.fixture
def paid(programme: Programme) -> Order:
    """Two tickets to Hamlet, 80.00, paid online a week ago, newsletter agreed."""
    at = clock.now() - timedelta(days=7)
    return make_order(programme, at=at, newsletter=True, last_name="Paid")


@pytest.fixture
def waiting(programme: Programme) -> Order:
    """One ticket at the counter today, 40.00, not paid; a test."""
    order = make_order(
        programme, quantity=1, status=Status.PENDING, channel="counter", last_name="Waiting"
    )
    order.is_test = True
    order.save(update_fields=["is_test"])
    return order


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("status=paid", "p"),
        ("status=pending", "w"),
        ("status=waiting", "w"),
        ("status=paid&status=pending", "pw"),
        ("status=nonsense", "pw"),
        ("method=invoice", "pw"),
        ("method=on_site", ""),
        ("channel=counter", "w"),
        ("channel=moon", "pw"),
        ("currency=CHF", "pw"),
        ("currency=EUR", ""),
        ("kind=test", "w"),
        ("kind=real", "p"),
        ("newsletter=yes", "p"),
        ("newsletter=no", "w"),
        ("least=50", "p"),
        ("most=50", "w"),
        ("least=40&most=80.00", "pw"),
        ("least=rubbish", "pw"),
        ("q=pai", "p"),
        ("q=wai&status=paid", ""),
        ("q=%00", "pw"),
    ],
)
def test_filters_narrow(desk: Client, paid: Order, waiting: Order, query: str, finds: str) -> None:
    expected = {order.number for sign, order in (("p", paid), ("w", waiting)) if sign in finds}
    assert _found(desk, query) == expected


def test_days_are_days_of_the_shop(desk: Client, paid: Order, waiting: Order) -> None:
    today = clock.now().date()
    week_ago = today - timedelta(days=7)
    assert _found(desk, f"since={today - timedelta(days=1)}") == {waiting.number}
    assert _found(desk, f"until={today - timedelta(days=2)}") == {paid.number}
    around = f"paid_since={week_ago - timedelta(days=1)}&paid_until={week_ago + timedelta(days=1)}"
    assert _found(desk, around) == {paid.number}
    assert _found(desk, "paid_since=2099-01-01") == set()


def test_what_an_order_holds_narrows(desk: Client, programme: Programme, paid: Order) -> None:
    other = make_event(programme.shop, slug="macbeth")
    macbeth = make_order(other)
    assert _found(desk, f"event={programme.event.id}") == {paid.number}
    assert _found(desk, f"event={other.event.id}&date={other.date.id}") == {macbeth.number}
    assert _found(desk, f"event={other.event.id}&date={programme.date.id}") == set()
    assert _found(desk, f"tariff={programme.tariff.pk}") == {paid.number}
    assert _found(desk, f"tariff={programme.tariffs[1].pk}") == set()
    assert _found(desk, "event=x&date=²&tariff=-1") == {paid.number, macbeth.number}


def test_dates_and_tariffs_are_offered_with_an_event(desk: Client, programme: Programme) -> None:
    make_order(programme)
    without = desk.get(LIST).content.decode()
    assert 'name="date"' not in without
    with_event = desk.get(f"{LIST}?event={programme.event.id}").content.decode()
    assert 'name="date"' in with_event
    assert 'name="tariff"' in with_event
    part = desk.get(f"{LIST}?event={programme.event.id}", headers={"HX-Request": "true"})
    assert b'id="of-event"' in part.content
    assert b'hx-swap-oob="true"' in part.content


def test_a_chip_takes_its_filter_away(desk: Client, paid: Order, waiting: Order) -> None:
    answer = desk.get(f"{LIST}?status=paid&status=pending&channel=counter&least=10")
    chips = {chip.said: chip.url for chip in answer.context["chips"]}
    assert chips["Paid"] == "?channel=counter&least=10&status=pending"
    assert chips["Counter"] == "?status=paid&status=pending&least=10"
    assert "Total from 10.00" in chips
    assert len(chips) == 4


def test_columns_are_chosen_in_the_address(desk: Client, paid: Order) -> None:
    usual = [column.code for column in desk.get(LIST).context["grid"].columns]
    assert usual == ["number", "buyer", "contents", "method", "placed_at", "total", "status"]
    answer = desk.get(f"{LIST}?columns=email,vat&columns=net&columns=nonsense")
    assert [column.code for column in answer.context["grid"].columns] == [
        "number",
        "email",
        "net",
        "vat",
    ]
    said = answer.content.decode()
    assert "bea@test.example" in said
    assert "Hamlet" not in said.split("<tbody>")[1].split("</tbody>")[0]


def test_every_column_says_something_of_every_order(desk: Client, waiting: Order) -> None:
    waiting.note = "<b>call back</b>"
    waiting.save(update_fields=["note"])
    every = "&".join(f"columns={code}" for code, _ in _all_columns(desk))
    body = desk.get(f"{LIST}?{every}").content.decode()
    assert "&lt;b&gt;call back" in body
    assert "<b>call back" not in body


def test_net_and_vat_make_the_total(desk: Client, paid: Order) -> None:
    paid.quote = {**paid.quote, "vat": [{"rate": "8.10", "gross": 8000, "tax": 599}]}
    paid.save(update_fields=["quote"])
    body = desk.get(f"{LIST}?columns=total&columns=net&columns=vat").content.decode()
    assert "5.99" in body
    assert "74.01" in body


@pytest.mark.parametrize("query", ["", "columns=sold_by&columns=vat&columns=contents", "q=buy"])
def test_fifty_rows_cost_as_much_as_one(
    desk: Client,
    programme: Programme,
    query: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_order(programme, quantity=1)
    most = 12 if not query.startswith("q=") else 15
    with django_assert_max_num_queries(most):
        desk.get(f"{LIST}?{query}")
    for _ in range(49):
        make_order(programme, quantity=1)
    with django_assert_max_num_queries(most):
        assert len(desk.get(f"{LIST}?{query}").context["grid"].data) == 50


def _all_columns(client: Client) -> list[tuple[str, bool]]:
    shown = client.get(LIST).context["columns"]
    return [(column.code, is_shown) for column, is_shown in shown]
