"""Payment notices over HTTP, and a whole card payment with a real peer that sends them."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tessera.domain.orders.models import Order, Status
from tessera.domain.payments.methods import Form
from tessera.domain.payments.models import Notice, Payment
from tessera.domain.tickets.models import Ticket
from tessera.flows.cancelling import let_expire
from tessera.flows.paying import poll_payments, start_payment
from tessera.lib import clock
from tests.cards import ASKS, DECLINED, GOOD, Cards, signed
from tests.factories import Programme, make_order, make_payment

URL = "/hooks/payments/stripe/"


@pytest.fixture
def order(programme: Programme) -> Order:
    """Placed, to be paid by card, its places kept for half an hour."""
    made = make_order(programme, status=Status.PROCESSING, method="stripe")
    made.held_until = clock.now() + timedelta(minutes=30)
    made.save(update_fields=["held_until"])
    return made


def post(client: Client, payment: Payment, **facts: object) -> int:
    """Send a signed notice; the status of the answer."""
    body, headers = signed(payment, **facts)  # type: ignore[arg-type]
    answer = client.post(URL, body, content_type="application/json", headers=headers)
    return answer.status_code


@pytest.mark.django_db
def test_a_signed_notice_is_heard(client: Client, order: Order, card_settings: None) -> None:
    payment = make_payment(order, provider_id="pi_1")
    assert post(client, payment) == 200
    order.refresh_from_db()
    assert order.is_paid


@pytest.mark.django_db
def test_a_forged_notice_is_a_bad_request(
    client: Client, order: Order, card_settings: None
) -> None:
    make_payment(order, provider_id="pi_1")
    assert client.post(URL, b"{}", content_type="application/json").status_code == 400
    assert not Notice.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "status"), [("nothing", 404), ("invoice", 400)])
def test_methods_that_send_no_notices(client: Client, method: str, status: int) -> None:
    url = f"/hooks/payments/{method}/"
    assert client.post(url, b"{}", content_type="application/json").status_code == status


@pytest.mark.django_db
def test_only_post_and_not_too_much(client: Client) -> None:
    assert client.get(URL).status_code == 405
    long = b"x" * (600 * 1024)
    assert client.post(URL, long, content_type="application/json").status_code == 413


# A buyer, the peer, and our server


def pay(order: Order, cards: Cards, number: str) -> object:
    """Open the card page and send it with this card."""
    start_payment(order.id, at=clock.now())
    return start_payment(order.id, at=clock.now(), given={"payment_method": cards.token(number)})


def comes_true(order: Order, status: str) -> bool:
    """Whether the order gets there within some seconds."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
        order.refresh_from_db()
        if order.status == status:
            return True
        time.sleep(0.1)
    return False


def heard(count: int) -> bool:
    """Whether so many notices arrive within some seconds."""
    end = time.monotonic() + 15
    while Notice.objects.count() < count and time.monotonic() < end:
        time.sleep(0.1)
    return Notice.objects.count() == count


@pytest.fixture
def told(cards: Cards, live_server: LiveServer) -> Cards:
    """The peer, which sends its notices to our server."""
    cards.notify(live_server.url + URL)
    return cards


@pytest.mark.django_db(transaction=True)
def test_a_good_card_pays_and_its_notice_changes_nothing(order: Order, told: Cards) -> None:
    pay(order, told, GOOD)

    order.refresh_from_db()
    assert order.is_paid
    assert heard(1)
    order.refresh_from_db()
    assert order.received == order.total
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_refused_card_then_a_good_one(order: Order, told: Cards) -> None:
    pay(order, told, DECLINED)
    order.refresh_from_db()
    assert order.status == Status.FAILED
    assert order.payments.get().error_message == "Your card was declined."

    pay(order, told, GOOD)

    order.refresh_from_db()
    assert order.is_paid
    assert heard(2)
    assert sorted(order.payments.values_list("status", flat=True)) == ["failed", "received"]
    assert order.received == order.total


@pytest.mark.django_db(transaction=True)
def test_the_window_is_closed_after_the_bank_said_yes(order: Order, told: Cards) -> None:
    page = pay(order, told, ASKS)
    assert isinstance(page, Form)
    told.authenticate(page.context["client_secret"], success=True)

    assert comes_true(order, Status.PAID)
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_any_notice_we_ask(order: Order, cards: Cards) -> None:
    page = pay(order, cards, ASKS)
    assert isinstance(page, Form)
    cards.authenticate(page.context["client_secret"], success=True)
    assert poll_payments(at=clock.now()) == 0

    later = clock.now() + timedelta(minutes=2)
    assert poll_payments(at=later) == 1
    assert poll_payments(at=later) == 0

    order.refresh_from_db()
    assert order.is_paid


@pytest.mark.django_db(transaction=True)
def test_what_nobody_paid_in_time_is_withdrawn(order: Order, cards: Cards) -> None:
    page = start_payment(order.id, at=clock.now())
    assert isinstance(page, Form)
    later = clock.now() + timedelta(hours=1)
    let_expire(at=later)

    assert poll_payments(at=later) == 1

    assert cards.intent(page.provider_id)["status"] == "canceled"
    assert order.payments.get().status == Payment.Status.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_what_was_paid_as_the_hold_ended_is_not_withdrawn(order: Order, cards: Cards) -> None:
    page = pay(order, cards, ASKS)
    assert isinstance(page, Form)
    later = clock.now() + timedelta(hours=1)
    let_expire(at=later)
    cards.authenticate(page.context["client_secret"], success=True)

    poll_payments(at=later)

    order.refresh_from_db()
    assert order.is_paid
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_page_opened_in_two_windows_is_one_payment(order: Order, cards: Cards) -> None:
    pages = [start_payment(order.id, at=clock.now()) for _ in range(2)]
    assert len({page.provider_id for page in pages if isinstance(page, Form)}) == 1
    assert order.payments.count() == 1
