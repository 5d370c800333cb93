"""From the cart to the order: details, payment, and the same total on every page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.catalogue.models import Product
from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.flows.cancelling import let_expire
from tessera.lib import clock
from tests.factories import Programme, make_event
from tests.web.shop.steps import body, cart_of, order, put, tell

pytestmark = pytest.mark.django_db

DETAILS, PAYMENT = "/en/theatre/checkout/", "/en/theatre/checkout/payment/"


def test_the_total_is_the_same_on_every_page(gwen: Client, programme: Programme) -> None:
    PaymentMethod.objects.filter(code="invoice").update(fee_order={"CHF": 300})
    Shop.objects.update(vat_rate="8.1")
    put(gwen, programme, 2)
    for path in ("/en/theatre/cart/", DETAILS):
        assert "CHF 80.00" in body(gwen.get(path))
    tell(gwen, programme)
    page = body(gwen.get(PAYMENT))
    assert "CHF 83.00" in page, "the fee is known before ordering"
    assert "of which VAT 8.1 %" in page
    answer = order(gwen, programme, "invoice", 8300)
    assert answer.status_code == 302
    page = body(gwen.get(answer["Location"]))
    assert "CHF 83.00" in page
    assert "Fee of the payment method" in page


def test_a_fee_stands_in_the_summary_with_its_total(gwen: Client, programme: Programme) -> None:
    """The VAT of the lines is not shown as that of a total with a fee."""
    PaymentMethod.objects.filter(code="invoice").update(fee_order={"CHF": 300})
    Shop.objects.update(vat_rate="8.1")
    put(gwen, programme, 2)
    tell(gwen, programme)
    for way, hidden in (("invoice", "data-without-fee"), ("card", "data-with-fee")):
        answer = gwen.post("/en/theatre/checkout/order/", {"method": way})
        rows = re.findall(r"(data-with(?:out)?-fee)\s+(hidden)?", body(answer))
        assert {name: bool(said) for name, said in rows} == {
            "data-with-fee": hidden == "data-with-fee",
            "data-without-fee": hidden == "data-without-fee",
        }
    summary = body(gwen.post("/en/theatre/checkout/order/", {"method": "invoice"})).split("<aside")[
        1
    ]
    assert re.search(r"data-fee>CHF.3\.00<", summary)
    assert re.search(r"data-total>\s*CHF.83\.00", summary)


def test_nobody_pays_what_is_not_in_the_cart(gwen: Client, programme: Programme) -> None:
    for path in (DETAILS, PAYMENT):
        answer = gwen.get(path)
        assert answer.status_code == 302
        assert answer["Location"] == "/en/theatre/cart/"
    put(gwen, programme, 1)
    assert gwen.get(PAYMENT)["Location"] == DETAILS, "first say who you are"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"first_name": ""}, "first_name"),
        ({"phone": "call me"}, "phone"),
        ({"country": "XX"}, "country"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_on_top(
    gwen: Client, programme: Programme, said: dict[str, str], field: str
) -> None:
    put(gwen, programme, 1)
    answer = tell(gwen, programme, **said)
    page = body(answer)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert 'value="Guest"' in page, "what was typed is kept"


def test_a_phone_number_is_written_so_that_it_can_be_called(
    gwen: Client, programme: Programme
) -> None:
    put(gwen, programme, 1)
    tell(gwen, programme, phone="021 555 12 12")
    assert cart_of(gwen, programme).phone == "+41 21 555 12 12"


def test_a_returning_buyer_is_known(gwen: Client, programme: Programme, max_: Person) -> None:
    put(gwen, programme, 1)
    assert "max@test.example" not in body(gwen.get(DETAILS))
    gwen.force_login(max_)
    page = body(gwen.get(DETAILS))
    assert 'value="max@test.example"' in page
    assert 'value="Member"' in page


def test_terms_are_accepted_or_the_page_comes_back(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 1)
    tell(gwen, programme)
    answer = order(gwen, programme, "invoice", 4000, terms="")
    page = body(answer)
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "terms" in page
    assert 'href="/fr/theatre/checkout/payment/"' in page
    assert not Order.objects.filter(placed_at__isnull=False).exists()


def test_a_total_that_changed_is_shown_before_it_is_paid(
    gwen: Client, programme: Programme
) -> None:
    put(gwen, programme, 1)
    tell(gwen, programme)
    PaymentMethod.objects.filter(code="invoice").update(fee_order={"CHF": 500})
    answer = order(gwen, programme, "invoice", 4000)
    assert answer.status_code == 422
    assert "CHF 45.00" in body(answer)
    assert order(gwen, programme, "invoice", 4500).status_code == 302


def test_an_invoice_asks_for_the_address(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 1)
    tell(gwen, programme, street="")
    answer = order(gwen, programme, "invoice", 4000)
    page = body(answer)
    assert answer.status_code == 422
    assert "Please fill this in." in page
    assert 'name="street"' in page
    assert 'action="/en/theatre/checkout/"' in page


@pytest.mark.parametrize("way", ["", "stripe_card", "no_such"])
def test_a_way_to_pay_that_is_not_offered(gwen: Client, programme: Programme, way: str) -> None:
    put(gwen, programme, 1)
    tell(gwen, programme)
    answer = order(gwen, programme, way, 4000)
    assert answer.status_code == 422
    assert 'role="alert"' in body(answer)


def test_places_that_went_are_named_and_the_cart_stays(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 2)
    tell(gwen, programme)
    Order.objects.update(held_until=clock.now() - timedelta(minutes=1))
    let_expire(at=clock.now())
    Pool.objects.filter(zone=programme.zone).update(capacity=0)
    answer = order(gwen, programme, "invoice", 8000)
    page = body(answer)
    assert answer.status_code == 422
    assert "Hamlet" in page
    assert "/en/theatre/cart/" in page
    assert cart_of(gwen, programme).lines.count() == 1


def test_a_free_order_is_paid_at_once(gwen: Client, shop: Shop) -> None:
    made = make_event(shop, slug="talk", tariffs={"Free": 0})
    put(gwen, made, 2)
    tell(gwen, made)
    page = body(gwen.get(PAYMENT))
    assert "invoice" not in page.lower().split("</header>")[1].split("<footer")[0]
    answer = order(gwen, made, "free", 0)
    placed = Order.objects.get()
    assert placed.status == Status.PAID
    assert placed.tickets.count() == 2
    assert placed.secret in answer["Location"]
    assert gwen.cookies["cart-theatre"].value == "", "the next purchase begins anew"


def test_ordering_twice_orders_once(gwen: Client, programme: Programme) -> None:
    put(gwen, programme, 1)
    tell(gwen, programme)
    first = order(gwen, programme, "invoice", 4000)
    gwen.cookies["cart-theatre"] = first["Location"].split("/")[-2]
    again = order(gwen, programme, "invoice", 4000)
    assert again.status_code == 302
    assert Order.objects.count() == 1


def test_a_sale_needs_no_open_door_of_another_shop(
    gwen: Client, programme: Programme, club_shop: Shop
) -> None:
    put(gwen, programme, 1)
    gwen.cookies["cart-club"] = gwen.cookies["cart-theatre"].value
    assert "Your cart is empty" in body(gwen.get("/en/club/cart/"))


@pytest.mark.parametrize("tariffs", [1, 30])
def test_ordering_asks_a_fixed_number_of_questions(gwen: Client, shop: Shop, tariffs: int) -> None:
    made = make_event(shop, slug="big", tariffs={f"T{n}": 1000 for n in range(tariffs)})
    put(gwen, made, *[1] * tariffs)
    tell(gwen, made)
    with CaptureQueriesContext(connection) as asked:
        answer = order(gwen, made, "invoice", 1000 * tariffs)
    assert answer.status_code == 302
    said = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(said) == 14, said


def test_what_needs_approval_is_ordered_without_a_way_to_pay(
    gwen: Client, programme: Programme
) -> None:
    Product.objects.filter(id=programme.tariff.product_id).update(needs_approval=True)
    put(gwen, programme, 2)
    tell(gwen, programme)
    page = body(gwen.get(PAYMENT))
    assert "Send my order for approval" in page
    assert "How would you like to pay?" not in page
    answer = order(gwen, programme, "", 8000)
    assert answer.status_code == 302
    assert "We have noted your order" in body(gwen.get(answer["Location"]))
    assert Order.objects.get(placed_at__isnull=False).status == Status.REVIEW
