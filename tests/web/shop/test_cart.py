"""The cart: what goes in, what is refused, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.flows.cancelling import let_expire
from tessera.lib import clock
from tests.factories import Programme, make_event
from tests.web.shop.steps import body, cart_of, post, put

pytestmark = pytest.mark.django_db

CART = "/en/theatre/cart/"
CHANGE = "/en/theatre/cart/changes/"


def change(gwen: Client, line: int, **said: str) -> str:
    return body(gwen.post(CHANGE, {"line": str(line)} | said, follow=True))


def test_tickets_go_in_and_are_counted(gwen: Client, programme: Programme) -> None:
    answer = put(gwen, programme, 2, 1)
    assert answer.status_code == 302
    assert answer["Location"] == CART
    assert gwen.cookies["cart-theatre"]["httponly"]
    assert gwen.cookies["count-theatre"].value == "3"
    page = body(gwen.get(CART))
    assert "CHF 105.00" in page
    assert "Hamlet" in page
    assert "data-countdown" in page


def test_one_cart_takes_several_events(gwen: Client, programme: Programme) -> None:
    other = make_event(programme.shop, slug="requiem", tariffs={"Full": 3000})
    put(gwen, programme, 1)
    put(gwen, other, 1)
    page = body(gwen.get(CART))
    assert "CHF 70.00" in page
    assert Order.objects.count() == 1


def test_an_empty_cart_shows_the_way(gwen: Client, programme: Programme) -> None:
    page = body(gwen.get(CART))
    assert "Your cart is empty" in page
    assert 'href="/en/theatre/"' in page


@pytest.mark.parametrize(
    ("quantities", "says"),
    [(("0", "0"), "at least one"), (("x",), "how many"), (("-1",), "how many"), (("21",), "20")],
)
def test_a_refusal_shows_the_event_with_what_was_typed(
    gwen: Client, programme: Programme, quantities: tuple[str, ...], says: str
) -> None:
    answer = put(gwen, programme, *quantities)  # type: ignore[arg-type]  # as typed
    page = body(answer)
    assert answer.status_code == 422
    assert "Hamlet" in page
    assert 'role="alert"' in page
    assert says in page
    if quantities[0] == "21":
        assert 'value="21"' in page
    assert 'href="/fr/theatre/events/hamlet/' in page, "the other language is no dead end"


def test_sold_out_meanwhile_names_it_and_keeps_the_rest(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2)
    Pool.objects.filter(zone=programme.zone).update(capacity=2)
    answer = put(gwen, programme, 1)
    assert answer.status_code == 422
    assert 'role="alert"' in body(answer)
    assert "CHF 80.00" in body(gwen.get(CART))


def test_one_cart_is_in_one_currency(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 1)
    answer = put(gwen, programme, 1, currency="EUR")
    assert answer.status_code == 422
    assert "CHF" in body(answer)
    assert cart_of(gwen, programme).total == 4000

    change(gwen, cart_of(gwen, programme).lines.get().id, remove="0")
    put(gwen, programme, 1, currency="EUR")
    assert cart_of(gwen, programme).currency == "EUR"
    assert "€ 40.00" in body(gwen.get(CART))


def test_more_fewer_none(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2, 1)
    line = cart_of(gwen, programme).lines.get(quantity=2)
    assert "CHF 145.00" in change(gwen, line.id, quantity="3")
    line = cart_of(gwen, programme).lines.get(quantity=3)
    assert "CHF 25.00" in change(gwen, line.id, remove="0")
    assert gwen.cookies["count-theatre"].value == "1"


@pytest.mark.parametrize(
    "said", [{"quantity": "x"}, {}, {"quantity": "-3"}, {"quantity": "9" * 30}]
)
def test_nonsense_changes_nothing(gwen: Client, programme: Programme, said: dict[str, str]) -> None:
    put(gwen, programme, 2)
    line = cart_of(gwen, programme).lines.get()
    answer = post(gwen, CHANGE, {"line": str(line.id)} | said)
    assert answer.status_code == 422
    assert "CHF 80.00" in body(answer)
    assert 'href="/fr/theatre/cart/"' in body(answer)


def test_a_change_of_a_line_that_is_not_mine(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2)
    other = Client(headers={"Sec-Fetch-Site": "same-origin"})
    put(other, programme, 1)
    line = cart_of(gwen, programme).lines.get()
    post(other, CHANGE, {"line": str(line.id), "remove": "0"})
    assert cart_of(gwen, programme).total == 8000


def test_a_fragment_for_htmx_and_a_page_for_others(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2)
    line = cart_of(gwen, programme).lines.get()
    part = gwen.post(CHANGE, {"line": line.id, "quantity": "3"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in body(part)
    assert "CHF 120.00" in body(part)


def test_a_hold_that_ended_is_taken_again(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2)
    Order.objects.update(held_until=clock.now() - timedelta(minutes=1))
    let_expire(at=clock.now())
    page = body(gwen.get(CART))
    assert "Take them again" in page
    page = body(gwen.post("/en/theatre/cart/hold/", follow=True))
    assert "data-countdown" in page
    assert Pool.objects.get(date=programme.date, zone=programme.zone).taken == 2


def test_a_cart_that_is_gone_is_forgotten(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2)
    Order.objects.all().delete()
    page = body(gwen.post(CHANGE, {"line": "1", "quantity": "1"}, follow=True))
    assert "Your cart is empty" in page


@pytest.mark.parametrize("tariffs", [1, 30])
def test_adding_asks_eight_questions_at_most(gwen: Client, shop: Shop, tariffs: int) -> None:
    made = make_event(shop, slug="big", tariffs={f"T{n}": 1000 for n in range(tariffs)})
    put(gwen, made, *[1] * tariffs)
    with CaptureQueriesContext(connection) as asked:
        answer = put(gwen, made, *[1] * tariffs)
    assert answer.status_code == 302
    said = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(said) <= 8, said
