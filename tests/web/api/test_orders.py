"""Programs read orders, and place them by the same rules as buyers."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tessera.domain.orders.models import Order
from tessera.domain.stock.queries import pools_out_of_balance
from tests.factories import Programme, make_code, make_event, make_offer, make_order
from tests.web.api.conftest import Program

ORDERS = "/shops/theatre/orders"


def wish(programme: Programme, *, quantity: int = 2, **facts: Any) -> dict[str, Any]:
    item = {
        "product": programme.tariff.product_id,
        "date": programme.date.id,
        "quantity": quantity,
    }
    return {
        "items": [item],
        "buyer": {"email": "bea@test.example", "first_name": "Bea", "last_name": "Buyer"},
        "method": "on_site",
        "currency": "CHF",
        "language": "fr",
        "terms_accepted": True,
        **facts,
    }


def test_orders_page_by_page(program: Program, programme: Programme) -> None:
    made = [make_order(programme, quantity=1).number for _ in range(5)]
    seen: list[str] = []
    mark = ""
    while mark is not None:
        _status, page = program.get(ORDERS, limit=2, after=mark)
        seen += [order["number"] for order in page["items"]]
        mark = page["next"]
    assert seen == made[::-1]


def test_one_order_with_its_tickets(program: Program, programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    _status, found = program.get(f"{ORDERS}/{order.number}")
    assert (found["status"], found["total"], found["email"]) == ("paid", 8000, "bea@test.example")
    assert [line["tickets"] for line in found["lines"]] == [2]
    assert len({ticket["code"] for ticket in found["tickets"]}) == 2
    assert program.get(f"{ORDERS}/ZZZZZZZ")[0] == 404


def test_customers_are_for_those_who_may_see_them(
    with_rights: Callable[..., Program], programme: Programme
) -> None:
    order = make_order(programme)
    blind = with_rights("see_orders")
    assert blind.get(ORDERS)[1]["items"] == []
    assert blind.get(f"{ORDERS}/{order.number}")[0] == 404


def test_carts_are_no_orders(program: Program, programme: Programme) -> None:
    Order.objects.all().delete()
    assert program.get(ORDERS)[1] == {"items": [], "next": None}


def test_an_order_is_placed(program: Program, programme: Programme) -> None:
    status, placed = program.post(ORDERS, wish(programme))
    assert status == 201
    assert (placed["status"], placed["total"]) == ("pending", 8000)
    assert placed["page"].endswith(f"/{Order.objects.get().secret}/")
    assert programme.pool().taken == 2
    assert program.get(f"{ORDERS}/{placed['number']}")[0] == 200


def test_what_is_free_is_paid_at_once(program: Program, programme: Programme) -> None:
    free = make_event(programme.shop, tariffs={"Free": 0})
    status, placed = program.post(ORDERS, wish(free, method="free"))
    assert (status, placed["status"]) == (201, "paid")
    assert len(placed["tickets"]) == 2


def test_a_refusal_gives_the_places_back(program: Program, programme: Programme) -> None:
    for facts, code in (
        ({"terms_accepted": False}, "terms_not_accepted"),
        ({"total": 1}, "price_changed"),
        ({"method": "barter"}, "method_not_offered"),
    ):
        status, problem = program.post(ORDERS, wish(programme, **facts))
        assert (status, problem["code"]) == (409, code)
    assert programme.pool().taken == 0
    assert pools_out_of_balance() == []
    assert not Order.objects.exclude(placed_at=None).exists()


def test_sold_out_says_what_is_left(program: Program, programme: Programme) -> None:
    small = make_event(programme.shop, zones={"Box": 3})
    make_order(small, quantity=2)
    status, problem = program.post(ORDERS, wish(small, quantity=2))
    assert (status, problem["code"], problem["left"]) == (409, "sold_out", 1)
    assert problem["status"] == 409


def test_tariffs_of_others_are_not_sold(
    program: Program, programme: Programme, club_shop: Any
) -> None:
    theirs = make_event(club_shop)
    assert program.post(ORDERS, wish(theirs))[0] in (404, 409)


@pytest.mark.parametrize(
    "facts",
    [
        {"items": []},
        {"items": [{"product": 1, "date": 1, "quantity": 0}]},
        {"items": [{"product": 1, "date": 1, "quantity": 1, "discount": 100}]},
        {"buyer": {"email": "nobody", "first_name": "A", "last_name": "B"}},
        {"buyer": {"email": "a@b.example", "first_name": "", "last_name": "B"}},
        {"buyer": {"email": "a@b.example", "first_name": "\0", "last_name": "B"}},
        {"currency": "chf"},
        {"total": 2**70},
        {"surprise": 1},
    ],
)
def test_what_is_not_understood(
    program: Program, programme: Programme, facts: dict[str, Any]
) -> None:
    status, problem = program.post(ORDERS, wish(programme, **facts))
    assert (status, problem["code"]) == (422, "invalid")


@pytest.mark.parametrize("body", ["", "{", "[]", b"\xff", "null"])
def test_no_json(program: Program, programme: Programme, body: str) -> None:
    assert program.post(ORDERS, body)[0] == 422


@pytest.mark.parametrize("orders", [1, 3])
def test_the_list_asks_as_often_for_many(
    program: Program,
    programme: Programme,
    orders: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(orders):
        make_order(programme)
    with django_assert_num_queries(3):  # key, shop, orders
        program.get(ORDERS)


def test_an_order_by_code(program: Program, programme: Programme) -> None:
    make_code(make_offer(programme.shop, name={"en": "Loyal"}, needs_code=True), "LOYAL")

    status, found = program.post(ORDERS, wish(programme, code="loyal", total=7200))

    assert status == 201
    assert (found["total"], found["code"]) == (7200, "LOYAL")
    (told,) = found["discounts"]
    assert (told["amount"], told["tickets"], told["name"]["fr"]) == (800, 2, "−10\xa0% Loyal")
    (line,) = found["lines"]
    assert (line["unit_price"], line["discount"], line["amount"]) == (4000, 800, 7200)
    assert line["discounts"] == found["discounts"]


def test_a_code_that_does_nothing_places_nothing(program: Program, programme: Programme) -> None:
    make_code(make_offer(programme.shop, needs_code=True, max_per_order=1), "ONE")

    status, told = program.post(ORDERS, wish(programme, code="ONE"))

    assert (status, told["code"]) == (409, "code_serves_less")
    assert program.post(ORDERS, wish(programme, code="NONE"))[1]["code"] == "code_unknown"
    assert not Order.objects.filter(placed_at__isnull=False).exists()
    assert pools_out_of_balance() == []
