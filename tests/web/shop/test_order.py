"""The order behind its secret link."""

from datetime import timedelta

import pytest
from django.test import Client

from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.models import Payment, PaymentMethod
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tests.factories import Programme, make_order, make_payment
from tests.web.shop.steps import body

pytestmark = pytest.mark.django_db


def at(order: Order, rest: str = "") -> str:
    return f"/en/theatre/orders/{order.secret}/{rest}"


def test_a_paid_order_gives_tickets_and_calendar(gwen: Client, programme: Programme) -> None:
    order = make_order(programme)
    page = body(gwen.get(at(order)))
    assert order.number in page
    assert at(order, "tickets.pdf") in page
    assert "CHF 80.00" in page
    for path in (
        "tickets.pdf",
        "tickets.pdf?format=phone",
        f"tickets/{order.tickets.first().id}.pdf",
    ):
        pdf = gwen.get(at(order, path))
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF")
        assert "no-store" in pdf["Cache-Control"]
    calendar = gwen.get(at(order, "calendar.ics")).content.decode()
    assert calendar.count("BEGIN:VEVENT") == 1


def test_an_invoice_says_how_to_pay(gwen: Client, programme: Programme) -> None:
    Shop.objects.update(iban="CH9300762011623852957", bank_holder="Théâtre")
    order = make_order(programme, status=Status.PENDING, due_at=clock.now() + timedelta(days=30))
    page = body(gwen.get(at(order)))
    assert "CH93 0076 2011 6238 5295 7" in page
    assert order.number in page
    assert "Théâtre" in page
    assert "CHF 80.00" in page
    assert "tickets.pdf" not in page
    assert gwen.get(at(order, "tickets.pdf")).status_code == 404


def test_a_failed_payment_says_why_and_can_be_tried_again(
    gwen: Client, programme: Programme
) -> None:
    PaymentMethod.objects.create(shop=programme.shop, code="stripe")
    order = make_order(programme, status=Status.FAILED, method="stripe")
    make_payment(order, status=Payment.Status.FAILED, error_message="Your card was declined.")
    page = body(gwen.get(at(order)))
    assert "Your card was declined." in page
    assert at(order, "payment/") in page


@pytest.mark.parametrize(
    "status", [Status.CANCELLED, Status.EXPIRED, Status.REVIEW, Status.REFUSED, Status.PROCESSING]
)
def test_every_status_has_its_words(gwen: Client, programme: Programme, status: str) -> None:
    order = make_order(programme, status=status)
    answer = gwen.get(at(order))
    assert answer.status_code == 200
    assert "tickets.pdf" not in body(answer)


def test_it_is_for_who_holds_the_link(gwen: Client, programme: Programme, club_shop: Shop) -> None:
    order = make_order(programme)
    assert gwen.get(f"/en/theatre/orders/{order.secret[:-1]}x/").status_code == 404
    assert gwen.get(f"/en/club/orders/{order.secret}/").status_code == 404
    assert gwen.get(f"/en/theatre/orders/{order.number}/").status_code == 404
    assert 'content="noindex"' in body(gwen.get(at(order)))


def test_a_ticket_of_another_order_is_not_there(gwen: Client, programme: Programme) -> None:
    mine, other = make_order(programme), make_order(programme)
    assert gwen.get(at(mine, f"tickets/{other.tickets.first().id}.pdf")).status_code == 404


def test_secrets_are_guessed_a_few_times(programme: Programme) -> None:
    order = make_order(programme)
    oscar = Client(REMOTE_ADDR="192.0.2.66")
    said = [oscar.get(f"/en/theatre/orders/guess-{n}/").status_code for n in range(30)]
    assert said[0] == 404
    assert said[-1] == 429
    right = oscar.get(at(order))
    assert right.status_code == 429, "a right guess tells no more than a wrong one"
    assert 1 <= int(right["Retry-After"]) <= 60
    assert "Too many attempts. Wait " in body(right)
    assert Client(REMOTE_ADDR="192.0.2.67").get(at(order)).status_code == 200


def test_a_cart_is_no_order(gwen: Client, programme: Programme) -> None:
    order = make_order(programme)
    Order.objects.filter(id=order.id).update(placed_at=None, status=Status.CART, number=None)
    assert gwen.get(at(order)).status_code == 404


def test_it_speaks_the_language_of_its_address(gwen: Client, programme: Programme) -> None:
    order = make_order(programme, language="en")
    page = body(gwen.get(at(order).replace("/en/", "/fr/")))
    assert 'lang="fr"' in page
    assert "Vos billets" in page or "Merci" in page
