"""One order: its tabs, and what is done with it."""

import pytest
from django.test import Client

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Payment
from tessera.domain.tickets.models import Ticket
from tests.factories import Programme, make_order, make_payment


@pytest.fixture
def waiting(programme: Programme) -> Order:
    """An order on invoice, three tickets, not paid."""
    order = make_order(programme, quantity=3, status=Status.PENDING, method="invoice")
    make_payment(order)
    return order


def _page(order: Order) -> str:
    return f"/manage/theatre/orders/{order.number}/"


@pytest.mark.parametrize(
    "tab", ["lines", "customer", "payments", "tickets", "messages", "history", "all", "rubbish"]
)
def test_every_tab_opens(desk: Client, programme: Programme, tab: str) -> None:
    order = make_order(programme)
    answer = desk.get(f"{_page(order)}?tab={tab}")
    assert answer.status_code == 200
    part = desk.get(f"{_page(order)}?tab={tab}", headers={"HX-Request": "true"})
    assert part.content.strip().startswith(b'<div id="tabs"')


def test_a_validated_payment_yields_tickets(desk: Client, waiting: Order) -> None:
    payment = waiting.payments.get()
    url = f"{_page(waiting)}payments/{payment.id}/approval/"
    assert url.encode() in desk.get(_page(waiting)).content
    assert b"120" in desk.get(url).content
    answer = desk.post(url, {"note": "statement of 12 May"})
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == Status.PAID
    assert Ticket.objects.filter(order=waiting).count() == 3
    history = desk.get(f"{_page(waiting)}?tab=history").content.decode()
    assert "statement of 12 May" in history
    assert "Alice" in history


def test_a_payment_is_validated_once(desk: Client, waiting: Order) -> None:
    url = f"{_page(waiting)}payments/{waiting.payments.get().id}/approval/"
    desk.post(url)
    again = desk.post(url)
    assert again.status_code == 422
    assert "Alice" in again.content.decode()
    assert Ticket.objects.filter(order=waiting).count() == 3


def test_a_payment_by_a_provider_is_not_validated_by_hand(
    desk: Client, programme: Programme
) -> None:
    order = make_order(programme, status=Status.PENDING, method="free")
    payment = make_payment(order, method="free")
    assert desk.get(f"{_page(order)}payments/{payment.id}/approval/").status_code == 404


def test_the_payment_of_another_order_is_not_there(
    desk: Client, programme: Programme, waiting: Order
) -> None:
    other = make_order(programme, status=Status.PENDING)
    payment = make_payment(other)
    assert desk.post(f"{_page(waiting)}payments/{payment.id}/approval/").status_code == 404
    assert Payment.objects.get(id=payment.id).status == Payment.Status.OPEN


def test_cancelling_says_what_it_does_and_does_it(desk: Client, programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    page = desk.get(f"{_page(order)}cancellation/").content.decode()
    assert "2 places are free again" in page
    assert "2 tickets no longer open the door" in page
    assert "is not given back" in page
    assert desk.post(f"{_page(order)}cancellation/", {"reason": ""}).status_code == 200
    assert programme.pool().taken == 2
    desk.post(f"{_page(order)}cancellation/", {"reason": "ill"})
    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    assert programme.pool().taken == 0
    assert "ill" in desk.get(f"{_page(order)}?tab=history").content.decode()


def test_an_ended_order_is_not_cancelled_again(desk: Client, programme: Programme) -> None:
    order = make_order(programme, status=Status.EXPIRED)
    answer = desk.post(f"{_page(order)}cancellation/", {"reason": "again"})
    assert answer.status_code == 422
    assert b"already ended" in answer.content


def test_tickets_are_sent_again(desk: Client, programme: Programme) -> None:
    order = make_order(programme)
    assert desk.post(f"{_page(order)}sending/").status_code == 302
    assert Activity.objects.filter(verb="tickets.resent", subject_id=order.id).count() == 1
    assert desk.get(f"{_page(order)}sending/").status_code == 405


def test_an_order_without_tickets_says_so(desk: Client, waiting: Order) -> None:
    answer = desk.post(f"{_page(waiting)}sending/", follow=True)
    assert b"no valid ticket" in answer.content


def test_a_reseller_changes_nothing(client: Client, rita: TeamMember, programme: Programme) -> None:
    order = make_order(programme, sold_by=rita.person)
    client.force_login(rita.person)
    for action in ("cancellation", "sending"):
        assert client.post(f"{_page(order)}{action}/", {"reason": "x"}).status_code == 403
    assert b"Cancel order" not in client.get(_page(order)).content


def test_what_the_buyer_typed_runs_nothing(desk: Client, programme: Programme) -> None:
    order = make_order(programme, last_name="<script>alert(1)</script>", note="<b>bold</b>")
    for url in (_page(order), f"{_page(order)}?tab=all", "/manage/theatre/orders/"):
        assert b"<script>alert" not in desk.get(url).content


def test_who_validates_says_how_much_came_when_and_under_which_reference(
    desk: Client, waiting: Order
) -> None:
    payment = waiting.payments.get()
    url = f"{_page(waiting)}payments/{payment.id}/approval/"
    shown = desk.get(url).content.decode()
    assert 'value="120.00"' in shown
    told = {"amount": "50", "booked_on": "2026-01-05", "reference": "CHEQUE-7", "note": "a part"}
    answer = desk.post(url, told, follow=True).content.decode()
    assert "70.00" in answer
    payment.refresh_from_db()
    assert (payment.amount, f"{payment.booked_on}", payment.bank_reference) == (
        5000,
        "2026-01-05",
        "CHEQUE-7",
    )
    waiting.refresh_from_db()
    assert (waiting.status, waiting.balance) == (Status.PENDING, 7000)
    tab = desk.get(f"{_page(waiting)}?tab=payments").content.decode()
    assert " 2026" in tab
    assert "CHEQUE-7" in tab
    rest = waiting.payments.exclude(id=payment.id).get()
    desk.post(f"{_page(waiting)}payments/{rest.id}/approval/", {})
    waiting.refresh_from_db()
    assert waiting.status == Status.PAID


@pytest.mark.parametrize("told", [{"amount": "0"}, {"amount": "x"}, {"booked_on": "2999-01-01"}])
def test_what_cannot_have_come_is_refused(
    desk: Client, waiting: Order, told: dict[str, str]
) -> None:
    payment = waiting.payments.get()
    answer = desk.post(f"{_page(waiting)}payments/{payment.id}/approval/", told | {"note": "kept"})
    assert answer.status_code == 422
    assert "kept" in answer.content.decode()
    assert Payment.objects.get(id=payment.id).status == Payment.Status.OPEN
