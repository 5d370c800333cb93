"""Paying a placed order in another way, as its buyer does."""

import pytest
from django.test import Client

from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.models import WRONG_AMOUNT, Payment, PaymentMethod
from tests.factories import Programme, make_order, make_payment
from tests.web.shop.steps import body, post

pytestmark = pytest.mark.django_db

ADDRESS = {"street": "Rue du Lac 1", "postcode": "1003", "city": "Lausanne", "country": "CH"}


@pytest.fixture
def order(programme: Programme, card_settings: None) -> Order:
    """80 francs by card, which failed; on site is free, an invoice costs five francs more."""
    for code, fee in (("stripe", {}), ("on_site", {}), ("invoice", {"CHF": 500})):
        PaymentMethod.objects.update_or_create(
            shop=programme.shop, code=code, defaults={"fee_order": fee}
        )
    made = make_order(programme, status=Status.FAILED, method="stripe")
    make_payment(made, status=Payment.Status.FAILED, error_message="Your card was declined.")
    return made


def at(order: Order, rest: str = "") -> str:
    return f"/en/theatre/orders/{order.secret}/{rest}"


def test_a_failed_order_offers_other_ways(gwen: Client, order: Order) -> None:
    assert at(order, "method/") in body(gwen.get(at(order)))
    page = body(gwen.get(at(order, "method/")))
    assert "CHF 85.00" in page, "with the fee, before it is confirmed"
    assert "On site" in page
    assert 'name="street"' in page


def test_choosing_another_way_pays_so(gwen: Client, order: Order) -> None:
    answer = post(gwen, at(order, "method/"), {"method": "on_site", "total-on_site": "8000"})

    assert answer.status_code == 302
    assert answer["Location"] == at(order)
    order.refresh_from_db()
    assert (order.status, order.method) == (Status.PENDING, "on_site")
    page = body(gwen.get(at(order)))
    assert "How to pay" in page
    assert "declined" not in page


def test_an_invoice_asks_for_the_address(gwen: Client, order: Order) -> None:
    said = {"method": "invoice", "total-invoice": "8500"}
    refused = post(gwen, at(order, "method/"), said)
    assert refused.status_code == 422
    assert "Please fill this in." in body(refused)
    assert "CHF 85.00" in body(refused)

    answer = post(gwen, at(order, "method/"), said | ADDRESS)
    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.method, order.total, order.city) == ("invoice", 8500, "Lausanne")
    assert "CHF 85.00" in body(gwen.get(at(order)))


def test_another_total_than_shown_is_said(gwen: Client, order: Order) -> None:
    said = {"method": "invoice", "total-invoice": "8000"} | ADDRESS
    answer = post(gwen, at(order, "method/"), said)
    assert answer.status_code == 422
    assert "The total is now CHF 85.00" in body(answer)


@pytest.mark.parametrize("status", [Status.PAID, Status.CANCELLED, Status.EXPIRED])
def test_an_order_that_waits_for_no_money_offers_none(
    gwen: Client, order: Order, status: str
) -> None:
    Order.objects.update(status=status)
    assert at(order, "method/") not in body(gwen.get(at(order)))
    assert gwen.get(at(order, "method/")).status_code == 302
    said = {"method": "on_site", "total-on_site": "8000"}
    assert post(gwen, at(order, "method/"), said)["Location"] == at(order)
    order.refresh_from_db()
    assert order.method == "stripe"


def test_one_way_alone_is_no_choice(gwen: Client, order: Order) -> None:
    PaymentMethod.objects.exclude(code="stripe").update(is_enabled=False)
    assert at(order, "method/") not in body(gwen.get(at(order)))


def test_a_notice_of_another_amount_is_said(gwen: Client, order: Order) -> None:
    Payment.objects.update(error_code=WRONG_AMOUNT, error_message="")
    page = body(gwen.get(at(order)))
    assert "another amount" in page
    assert at(order, "payment/") in page
