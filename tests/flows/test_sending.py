"""Sending: the outbox is emptied through a real mail server on loopback, which may be away."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from pytest_django.fixtures import Settings

from tessera.domain.activity import actions as activity
from tessera.domain.activity.models import Activity
from tessera.domain.mailing.errors import AlreadySent, NothingToSend
from tessera.domain.mailing.models import Message
from tessera.domain.mailing.rules import LEASE, WAITS
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.tickets import actions as tickets
from tessera.flows import sending
from tessera.flows.reacting import react
from tessera.flows.sending import resend_tickets, retry_message, send_due
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.ops.commands.demo import free_port
from tests.factories import Programme, actor_of, make_order

pytestmark = pytest.mark.django_db


class PostOffice:
    """Takes letters, or answers as it is told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = ""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(0)
        letter = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """A mail server that is up, and settings that lead to it."""
    found = PostOffice()
    controller = _serve(found, settings)
    yield found
    controller.stop(no_assert=True)


def _serve(office: PostOffice, settings: Settings) -> Controller:
    settings.TESSERA_MAIL = "smtp"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.DEFAULT_FROM_EMAIL = "Tessera <tickets@tessera.example>"
    controller = Controller(office, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    return controller


def written(programme: Programme, at: datetime, verb: str = "order.paid", **facts: Any) -> Order:
    """An order about which a mail waits in the outbox."""
    order = make_order(programme, **facts)
    activity.record(verb, of=("order", order.pk), shop=order.shop, by=SYSTEM, at=at)
    react(at=at)
    return order


def only_message() -> Message:
    return Message.objects.get()


# What leaves


def test_the_buyer_gets_tickets_and_calendar(programme: Programme, office: PostOffice) -> None:
    at = clock.now()
    order = written(programme, at, language="fr", quantity=2)

    assert send_due(at=at) == 1

    (letter,) = office.letters
    assert letter["To"] == order.email
    assert letter["From"].addresses[0].addr_spec == "tickets@tessera.example"
    assert letter["From"].addresses[0].display_name == programme.shop.name["fr"]
    assert letter["Reply-To"] == programme.shop.contact_email
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].startswith(f"<message-{only_message().pk}.")
    files = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    pdf, ics = files[f"billets-{order.number}.pdf"], files[f"{order.number}.ics"]
    assert pdf.startswith(b"%PDF-")
    assert "SUMMARY:Hamlet" in ics and "BEGIN:VEVENT" in ics
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text and html
    assert "Voici vos billets" in text.get_content()
    assert "Voici vos billets" in html.get_content()
    assert (only_message().status, only_message().sent_at) == (Message.Status.SENT, at)


def test_what_left_does_not_leave_again(programme: Programme, office: PostOffice) -> None:
    at = clock.now()
    written(programme, at)
    assert [send_due(at=at), send_due(at=at), send_due(at=at + timedelta(days=2))] == [1, 0, 0]
    assert len(office.letters) == 1


def test_cancelled_tickets_are_not_attached(programme: Programme, office: PostOffice) -> None:
    at = clock.now()
    order = written(programme, at)
    tickets.cancel(order, at=at)

    send_due(at=at)

    assert list(office.letters[0].iter_attachments()) == []


def test_the_demo_keeps_everything(programme: Programme, settings: Settings) -> None:
    settings.TESSERA_MAIL = "outbox"
    at = clock.now()
    written(programme, at)

    assert send_due(at=at) == 1
    assert only_message().status == Message.Status.SENT
    assert django_mail.outbox == []


# What does not leave


def test_an_address_that_does_not_exist_is_not_tried_again(
    programme: Programme, office: PostOffice
) -> None:
    office.answer = "550 No such user here"
    at = clock.now()
    written(programme, at)

    assert send_due(at=at) == 0

    message = only_message()
    assert (message.status, message.next_at) == (Message.Status.FAILED, None)
    assert message.error == "550 No such user here"


def test_a_full_mailbox_is_tried_later(programme: Programme, office: PostOffice) -> None:
    office.answer = "452 Mailbox full"
    at = clock.now()
    written(programme, at)
    send_due(at=at)
    assert (only_message().status, only_message().error) == ("queued", "452 Mailbox full")

    office.answer = ""
    assert send_due(at=at + timedelta(seconds=59)) == 0
    assert send_due(at=at + timedelta(seconds=60)) == 1
    assert (only_message().status, only_message().error) == ("sent", "")


def test_a_server_that_comes_back_is_used(programme: Programme, settings: Settings) -> None:
    office = PostOffice()
    _serve(office, settings).stop(no_assert=True)
    at = clock.now()
    written(programme, at)
    assert send_due(at=at) == 0
    assert "refused" in only_message().error.lower()

    controller = Controller(office, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        assert send_due(at=at + WAITS[0]) == 1
    finally:
        controller.stop(no_assert=True)
    assert len(office.letters) == 1


def test_one_refused_letter_does_not_keep_the_others(
    programme: Programme, office: PostOffice
) -> None:
    at = clock.now()
    written(programme, at, email="not an address\n@x")
    written(programme, at)

    assert send_due(at=at) == 1
    assert len(office.letters) == 1


def test_after_the_last_pause_it_has_failed_for_all_to_see(
    programme: Programme, office: PostOffice
) -> None:
    office.answer = "451 Try later"
    at = clock.now()
    written(programme, at)
    for pause in (*WAITS, timedelta(0)):
        send_due(at=at)
        at += pause

    message = only_message()
    assert (message.status, message.attempts) == (Message.Status.FAILED, len(WAITS) + 1)
    assert message.error == "451 Try later"


def test_a_worker_that_died_is_followed_by_another(
    programme: Programme, office: PostOffice
) -> None:
    """What it took is tried again after a while, under the same Message-ID."""
    at = clock.now()
    written(programme, at)
    taken = sending._take(at)

    assert len(taken) == 1
    assert send_due(at=at) == 0
    assert send_due(at=at + LEASE) == 1


# By hand


def test_tickets_are_sent_again_by_who_may(
    programme: Programme, alice: TeamMember, office: PostOffice
) -> None:
    order, at = make_order(programme), clock.now()

    resend_tickets(order.pk, by=actor_of(alice), at=at)
    react(at=at)
    send_due(at=at)

    assert Activity.objects.get(verb="tickets.resent").person_id == alice.person_id
    assert len(list(office.letters[0].iter_attachments())) == 2


def test_resending_is_refused_to_who_may_not(
    programme: Programme, sam: TeamMember, oscar: TeamMember
) -> None:
    order, at = make_order(programme), clock.now()
    with pytest.raises(NotAllowed):
        resend_tickets(order.pk, by=actor_of(sam), at=at)
    with pytest.raises(NotFound):
        resend_tickets(order.pk, by=actor_of(oscar), at=at)


@pytest.mark.parametrize("facts", [{"status": Status.PENDING}, {"email": ""}])
def test_there_must_be_tickets_and_an_address(
    programme: Programme, alice: TeamMember, facts: dict[str, Any]
) -> None:
    with pytest.raises(NothingToSend):
        resend_tickets(make_order(programme, **facts).pk, by=actor_of(alice), at=clock.now())


def test_a_failed_message_is_tried_again_by_hand(
    programme: Programme, alice: TeamMember, oscar: TeamMember, office: PostOffice
) -> None:
    office.answer = "550 No such user here"
    at = clock.now()
    written(programme, at)
    send_due(at=at)
    office.answer = ""
    with pytest.raises(NotFound):
        retry_message(only_message().pk, by=actor_of(oscar), at=at)

    retry_message(only_message().pk, by=actor_of(alice), at=at)

    assert send_due(at=at) == 1
    with pytest.raises(AlreadySent):
        retry_message(only_message().pk, by=actor_of(alice), at=at)
