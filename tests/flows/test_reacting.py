"""Reacting: what happened is answered by mail, once."""

from datetime import timedelta

import pytest

from tessera.domain.activity import actions as activity
from tessera.domain.activity.models import Activity
from tessera.domain.mailing.mail import MAILS, Letter, Mail, Occasion
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import SYSTEM
from tessera.flows.reacting import react
from tessera.flows.sending import retry_message
from tessera.lib import clock
from tests.factories import Programme, actor_of, make_order

pytestmark = pytest.mark.django_db


def tell(order: Order, verb: str, **facts: object) -> Activity:
    """Note that it happened to the order."""
    at = clock.now()
    return activity.record(verb, of=("order", order.pk), shop=order.shop, by=SYSTEM, at=at, **facts)


def kinds() -> list[str]:
    """What is in the outbox."""
    return list(Message.objects.order_by("id").values_list("kind", flat=True))


def test_a_paid_order_is_answered_with_its_tickets(programme: Programme) -> None:
    order = make_order(programme, language="fr")
    tell(order, "order.paid")
    at = clock.now()

    assert react(at=at) == 1

    message = Message.objects.get()
    assert (message.kind, message.to, message.language) == ("order_paid", order.email, "fr")
    assert message.subject == "Vos billets\u202f: Hamlet"
    assert message.attachments == [{"kind": "tickets"}, {"kind": "calendar"}]
    assert message.status == Message.Status.QUEUED
    assert message.next_at == at
    assert f"/fr/theatre/orders/{order.secret}/" in message.html
    assert f"/fr/theatre/orders/{order.secret}/" in message.text


def test_what_was_answered_is_not_answered_again(programme: Programme) -> None:
    happened = tell(make_order(programme), "order.paid")

    assert react(at=clock.now()) == 1
    assert react(at=clock.now()) == 0

    happened.refresh_from_db()
    assert happened.reacted_at is not None
    assert kinds() == ["order_paid"]


def test_an_activity_read_twice_is_written_about_once(programme: Programme) -> None:
    """Even if the note that it was read is lost, the outbox keeps one message."""
    tell(make_order(programme), "order.paid")
    react(at=clock.now())
    Activity.objects.update(reacted_at=None)

    react(at=clock.now())

    assert kinds() == ["order_paid"]


def test_waiting_orders_are_told_how_to_pay_and_others_are_not(programme: Programme) -> None:
    invoice = make_order(programme, status=Status.PENDING, method="invoice")
    card = make_order(programme, status=Status.PROCESSING, method="stripe")
    for order in (invoice, card):
        tell(order, "order.placed")

    react(at=clock.now())

    assert [message.order_id for message in Message.objects.all()] == [invoice.pk]


def test_ten_declined_cards_are_one_mail(programme: Programme) -> None:
    order = make_order(programme, status=Status.FAILED)
    at = clock.now()
    for _ in range(10):
        tell(order, "payment.failed", message="Insufficient funds.")
    react(at=at)
    assert kinds() == ["payment_failed"]
    assert "Insufficient funds." in Message.objects.get().text

    tell(order, "payment.failed", message="Insufficient funds.")
    react(at=at + timedelta(minutes=31))
    assert kinds() == ["payment_failed"] * 2


def test_a_failure_that_was_mended_is_not_mentioned(programme: Programme) -> None:
    tell(make_order(programme, status=Status.PAID), "payment.failed", message="Declined")
    react(at=clock.now())
    assert kinds() == []


def test_orders_without_an_address_get_no_mail(programme: Programme) -> None:
    tell(make_order(programme, email=""), "order.paid")
    assert react(at=clock.now()) == 1
    assert kinds() == []


def test_what_nobody_writes_about_is_ticked_off(programme: Programme) -> None:
    tell(make_order(programme), "payment.received")
    assert react(at=clock.now()) == 1
    assert react(at=clock.now()) == 0
    assert kinds() == []


class Broken(Mail):
    """A mail that cannot be written, until it is mended."""

    code = "a_broken_one"
    name = "Broken"
    on = "order.paid"
    is_mended = False

    def facts(self, occasion: Occasion) -> Letter:
        if not self.is_mended:
            raise RuntimeError("oh")
        return Letter(subject="Mended", headline="Mended", paragraphs=("Yes",))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> type[Broken]:
    monkeypatch.setattr(Broken, "is_mended", False)
    monkeypatch.setattr(MAILS, "_parts", {Broken.code: Broken, **MAILS.all()})
    return Broken


def test_a_broken_mail_does_not_keep_the_others(programme: Programme, broken: type[Broken]) -> None:
    tell(make_order(programme), "order.paid")

    react(at=clock.now())

    found = {message.kind: message for message in Message.objects.all()}
    assert found["order_paid"].status == Message.Status.QUEUED
    assert (found["a_broken_one"].status, found["a_broken_one"].error) == (
        Message.Status.FAILED,
        "RuntimeError: oh",
    )


def test_a_mended_mail_is_written_anew_by_hand(
    programme: Programme, alice: TeamMember, broken: type[Broken]
) -> None:
    tell(make_order(programme), "order.paid")
    react(at=clock.now())
    broken.is_mended = True

    failed = Message.objects.get(kind=Broken.code)
    retry_message(failed.pk, by=actor_of(alice), at=clock.now())
    react(at=clock.now())

    assert sorted(kinds()) == ["a_broken_one", "order_paid"]
    assert Message.objects.get(kind=Broken.code).subject == "Mended"


def test_queries_do_not_grow_with_the_order(
    programme: Programme, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        tell(make_order(programme, quantity=5), "order.paid")
    with django_assert_max_num_queries(6 + 3 * 7):  # type: ignore[operator]
        react(at=clock.now())
    assert len(kinds()) == 3
