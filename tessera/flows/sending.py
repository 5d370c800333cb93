"""The outbox is emptied: messages are taken, handed over, and what became of them is noted."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import formataddr, parseaddr

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.mailing import actions as mailing
from tessera.domain.mailing.attaching import files_for
from tessera.domain.mailing.errors import AlreadySent, NothingToSend
from tessera.domain.mailing.models import Message
from tessera.domain.mailing.queries import lock_message
from tessera.domain.mailing.senders import SENDERS, File, NotNow, Parcel, Refused, Sender
from tessera.domain.orders.queries.orders import lock_order
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.tickets.queries import valid_tickets_of_order
from tessera.flows.steps.links import order_url
from tessera.lib.errors import NotFound
from tessera.lib.i18n import pick

log = structlog.get_logger(__name__)

BATCH = 20


def send_due(*, at: datetime) -> int:
    """Send what is due; says how many messages left. Two workers never send the same one.

    What is not taken is tried again with growing pauses; then it has failed, for all to see.
    """
    total = 0
    while messages := _take(at):
        total += _send_all(messages, at=at)
    return total


@transaction.atomic(durable=True)
def resend_tickets(order_id: int, *, by: Actor, at: datetime) -> None:
    """Send the valid tickets to the buyer once more; refuses (NothingToSend) without any."""
    require(by, Can.EDIT_ORDERS)
    order = lock_order(order_id)
    require_in(by, organisation_id=order.shop.organisation_id, shop_id=order.shop_id)
    if not order.email:
        raise NothingToSend(_("This order has no e-mail address."))
    if not valid_tickets_of_order(order.pk):
        raise NothingToSend(_("This order has no valid ticket."))
    activity.record("tickets.resent", of=("order", order.pk), shop=order.shop, by=by, at=at)


@transaction.atomic(durable=True)
def retry_message(message_id: int, *, by: Actor, at: datetime) -> None:
    """Try a failed or waiting message again now; refuses (AlreadySent) one that left.

    One that could not even be written is written anew.
    """
    require(by, Can.EDIT_ORDERS)
    message = lock_message(message_id)
    if message is None:
        raise NotFound(_("There is no such message."))
    require_in(by, organisation_id=message.shop.organisation_id, shop_id=message.shop_id)
    if message.status == Message.Status.SENT:
        raise AlreadySent(_("This message has already left."))
    if message.html or message.activity_id is None:
        mailing.queue_again(message, at=at)
    else:
        mailing.forget_unwritten(message)
        activity.react_again(message.activity_id)


@transaction.atomic(durable=True)
def _take(at: datetime) -> list[Message]:
    return mailing.take_due(at=at, most=BATCH)


def _send_all(messages: Sequence[Message], *, at: datetime) -> int:
    with SENDERS.get(settings.TESSERA_MAIL)() as sender:
        return sum(_send(message, sender, at=at) for message in messages)


def _send(message: Message, sender: Sender, *, at: datetime) -> bool:
    try:
        sender.send(_parcel(message))
    except Refused as refused:
        _note_refused(message, str(refused))
    except NotNow as away:
        _note_not_now(message, str(away), at=at)
    except Exception as bug:  # a part's own bug must not keep the other messages from leaving
        log.exception("sending a message failed", message=message.pk)
        _note_not_now(message, f"{type(bug).__name__}: {bug}", at=at)
    else:
        _note_sent(message, at=at)
        return True
    return False


@transaction.atomic(durable=True)
def _note_sent(message: Message, *, at: datetime) -> None:
    mailing.note_sent(message.pk, at=at)


@transaction.atomic(durable=True)
def _note_not_now(message: Message, error: str, *, at: datetime) -> None:
    mailing.note_not_now(message, error=error, at=at)


@transaction.atomic(durable=True)
def _note_refused(message: Message, error: str) -> None:
    mailing.note_refused(message.pk, error=error)


def _parcel(message: Message) -> Parcel:
    shop = message.shop
    kinds = [each["kind"] for each in message.attachments]
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Parcel(
        message_id=f"<message-{message.pk}.{int(message.created_at.timestamp())}@{_domain(address)}>",
        sender=formataddr((pick(shop.name, message.language), address)),
        to=message.to,
        reply_to=shop.contact_email,
        subject=message.subject,
        text=message.text,
        html=message.html,
        language=message.language,
        files=_files(message, kinds),
    )


def _files(message: Message, kinds: Sequence[str]) -> Sequence[File]:
    order = message.order
    if order is None:
        return ()
    facts = message.activity.facts if message.activity and "credit_note" in kinds else {}
    return files_for(
        kinds,
        order=order,
        order_url=order_url(order),
        credit_note=str(facts.get("credit_note") or ""),
    )


def _domain(address: str) -> str:
    return address.rpartition("@")[2] or "localhost"
