"""Money that goes back, at Alice's desk."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Refund
from tessera.flows.cancelling import cancel_order
from tessera.flows.refunding import give_back
from tessera.lib import clock
from tests.factories import Programme, actor_of, make_order, make_payment

LIST = "/manage/theatre/refunds/"


@pytest.fixture
def ended(programme: Programme, alice: TeamMember) -> Order:
    """Paid by transfer, then cancelled: 80 francs are still here."""
    return make_ended(programme, alice)


def make_ended(programme: Programme, alice: TeamMember) -> Order:
    order = make_order(programme)
    cancel_order(order.id, reason="Ill", by=actor_of(alice), at=clock.now())
    return order


def page(order: Order) -> str:
    return f"/manage/theatre/orders/{order.number}/"


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_money_goes_back_from_wish_to_hand(desk: Client, ended: Order) -> None:
    payment = ended.payments.get()
    wish = f"{page(ended)}payments/{payment.id}/refunds/"
    assert wish in text(desk, f"{page(ended)}?tab=payments")
    assert 'value="80.00"' in text(desk, wish)

    answer = desk.post(wish, {"amount": "80.00", "note": "ill"})

    assert answer.status_code == 302
    refund = Refund.objects.get()
    assert refund.amount == 8000
    record = f"{page(ended)}refunds/{refund.id}/"
    assert record in text(desk, LIST)
    assert record in text(desk, f"{page(ended)}?tab=payments")
    assert "CHF 80.00" in text(desk, record)

    answer = desk.post(record, {"how": "transfer", "note": "statement 3"})

    assert answer.status_code == 302
    said = text(desk, f"{page(ended)}?tab=payments")
    assert "Paid back" in said and "Bank transfer" in said and "Alice" in said
    assert record not in said
    assert "Nothing to send back" in text(desk, LIST)
    assert "Paid back" in text(desk, f"{page(ended)}?tab=history")


def test_too_much_is_refused_and_stays_typed(desk: Client, ended: Order) -> None:
    wish = f"{page(ended)}payments/{ended.payments.get().id}/refunds/"
    answer = desk.post(wish, {"amount": "80.01", "note": "ill"})
    assert answer.status_code == 422
    assert b'value="80.01"' in answer.content
    assert b"No more than what is left" in answer.content
    assert not Refund.objects.exists()


def test_a_part_of_a_paid_order_goes_back_at_once(desk: Client, programme: Programme) -> None:
    order = make_order(programme)
    wish = f"{page(order)}payments/{order.payments.get().id}/refunds/"
    assert wish in text(desk, f"{page(order)}?tab=payments")
    assert "stay valid" in text(desk, wish)

    answer = desk.post(wish, {"amount": "30.00", "note": "Rain", "how": "cash"})

    assert answer.status_code == 302
    said = text(desk, f"{page(order)}?tab=payments")
    assert "Credit note" in said and "corrects R" in said and "Rain" in said
    assert "Paid back" in said


def test_who_left_no_address_is_promised_no_mail(desk: Client, programme: Programme) -> None:
    for email in ("bea@example.com", ""):
        order = make_order(programme, email=email, first_name="", last_name="")
        said = text(desk, f"{page(order)}payments/{order.payments.get().id}/refunds/")
        assert ("is told by mail" in said) is bool(email)


def test_a_waiting_order_keeps_its_money(desk: Client, programme: Programme) -> None:
    order = make_order(programme, status=Status.PENDING)
    payment = make_payment(order, status="received", amount=5000)
    Order.objects.update(received=5000)
    wish = f"{page(order)}payments/{payment.id}/refunds/"
    assert wish not in text(desk, f"{page(order)}?tab=payments")
    assert "the order still costs it" in text(desk, wish)


def test_it_is_recorded_once(desk: Client, ended: Order, alice: TeamMember) -> None:
    payment = ended.payments.get()
    refund = give_back(payment.id, amount=8000, by=actor_of(alice), at=clock.now())
    record = f"{page(ended)}refunds/{refund.id}/"
    desk.post(record, {"how": "cash"})
    again = desk.post(record, {"how": "cash"})
    assert again.status_code == 422
    assert b"Alice" in again.content


def test_who_may_not_refund_is_offered_nothing(
    client: Client, ended: Order, alice: TeamMember, carl: TeamMember
) -> None:
    payment = ended.payments.get()
    refund = give_back(payment.id, amount=1000, by=actor_of(alice), at=clock.now())
    client.force_login(carl.person)
    wish, record = (
        f"{page(ended)}payments/{payment.id}/refunds/",
        f"{page(ended)}refunds/{refund.id}/",
    )
    said = text(client, f"{page(ended)}?tab=payments")
    assert "To be paid back" in said, "but sees what happens"
    for url in (wish, record, LIST):
        assert url not in said
        assert client.get(url).status_code == 403
        assert client.post(url, {"how": "cash", "amount": "1"}).status_code == 403


def test_what_is_of_another_order_is_not_there(
    desk: Client, programme: Programme, ended: Order, alice: TeamMember
) -> None:
    other = make_order(programme)
    refund = give_back(ended.payments.get().id, amount=1, by=actor_of(alice), at=clock.now())
    assert desk.get(f"{page(other)}refunds/{refund.id}/").status_code == 404
    wish = f"{page(other)}payments/{ended.payments.get().id}/refunds/"
    assert desk.get(wish).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_for_one_and_three(
    desk: Client,
    programme: Programme,
    alice: TeamMember,
    number: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for _ in range(number):
        payment = make_ended(programme, alice).payments.get()
        give_back(payment.id, amount=8000, by=actor_of(alice), at=clock.now())
    desk.get(LIST)
    with django_assert_num_queries(QUERIES):
        desk.get(LIST)


QUERIES = 6
