"""Programs answer with an order, read what was answered, and change it."""

from collections.abc import Callable

import pytest

from tessera.domain.answers.models import Sheet, SheetChange
from tessera.domain.forms.rules import Given
from tessera.domain.orders.models import Order
from tests.factories import Programme, ask, make_answered_order, make_form
from tests.web.api.conftest import Program
from tests.web.api.test_orders import ORDERS, wish

ADA = {"record": {"first_name": "Ada", "last_name": "Able"}, "answers": {"meal": "veg"}}
BOB = {"record": {"first_name": "Bob", "last_name": "Best"}, "answers": {"meal": "meat"}}


@pytest.fixture
def asked(programme: Programme) -> Programme:
    make_form(
        programme.shop,
        ask("meal", "one_of", options=["meat", "veg"], is_required=True),
        record={"first_name": "required", "last_name": "required"},
        tariffs=[programme.tariff],
    )
    make_form(programme.shop, ask("heard"), kind="order")
    return programme


def test_an_order_with_answers(program: Program, asked: Programme) -> None:
    new = wish(asked, answers={"heard": "radio"})
    new["items"][0]["holders"] = [ADA, BOB]
    status, placed = program.post(ORDERS, new)
    assert status == 201
    _status, told = program.get(f"{ORDERS}/{placed['number']}/answers")
    buyer, one, two = told["items"]
    assert (buyer["respondent"], buyer["answers"]) == ("order", {"heard": "radio"})
    assert (one["record"], two["record"]) == (ADA["record"], BOB["record"])
    assert (one["place"], two["place"]) == (1, 2)
    assert [each["code"] for each in one["questions"]] == ["meal"]


def test_missing_answers_are_named(program: Program, asked: Programme) -> None:
    new = wish(asked)
    new["items"][0]["holders"] = [ADA]
    status, problem = program.post(ORDERS, new)
    assert (status, problem["code"]) == (409, "answers_refused")
    (fields,) = problem["fields"].values()
    assert set(fields) == {"first_name", "last_name", "meal"}
    assert program.post(ORDERS, wish(asked))[1]["code"] == "answers_refused"
    assert not Order.objects.exclude(placed_at=None).exists()


@pytest.fixture
def order(asked: Programme) -> Order:
    return make_answered_order(asked, Given(**ADA), pays=True)


def test_answers_are_changed(program: Program, order: Order) -> None:
    key = f"t{order.lines.get().pk}-1"
    path = f"{ORDERS}/{order.number}/answers"
    status, told = program.put(path, {"items": [{"respondent": key, **BOB}]})
    assert status == 200
    assert told["items"][1]["record"]["first_name"] == "Bob"
    assert SheetChange.objects.count() == 1
    status, problem = program.put(path, {"items": [{"respondent": key, "answers": {"meal": "x"}}]})
    assert (status, problem["code"]) == (409, "answers_refused")
    status, _problem = program.put(path, {"items": [{"respondent": "t999-1", **BOB}]})
    assert status == 404
    assert Sheet.objects.get(place=1).record == BOB["record"]


def test_rights(with_rights: Callable[..., Program], oscars: Program, order: Order) -> None:
    path = f"{ORDERS}/{order.number}/answers"
    assert with_rights("see_orders").get(path)[0] == 403
    assert oscars.get(path)[0] == 404
    body = {"items": [{"respondent": f"t{order.lines.get().pk}-1", **BOB}]}
    assert with_rights("see_orders", "see_customers").put(path, body)[0] == 403
    assert oscars.put(path, body)[0] == 404
