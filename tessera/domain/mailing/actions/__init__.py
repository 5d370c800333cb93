"""Writing to the outbox, and noting how its messages fare."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from tessera.domain.activity.models import Activity
from tessera.domain.mailing.mail import MemberOccasion, Occasion, Told
from tessera.domain.mailing.models import MailText, Message
from tessera.domain.mailing.rules import LEASE, next_attempt
from tessera.domain.mailing.wording import Words
from tessera.domain.orders.models import Order
from tessera.lib import rows

LONGEST_SUBJECT = 250
LONGEST_ERROR = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """A message in its final words."""

    kind: str
    to: str
    subject: str
    html: str
    text: str
    attachments: Sequence[str] = ()


def queue(written: Written, *, order: Order, activity: Activity, at: datetime) -> None:
    """Put the message in the outbox, once for its activity, kind and address."""
    rows.add(_message(written, order.shop_id, order, activity, order.language, at), or_leave=True)


def queue_to_member(written: Written, *, occasion: MemberOccasion, at: datetime) -> None:
    """The same for a mail to a member, which is about no order."""
    told = _message(written, occasion.shop.pk, None, occasion.activity, occasion.language, at)
    rows.add(told, or_leave=True)


def _message(
    written: Written,
    shop_id: int,
    order: Order | None,
    activity: Activity,
    language: str,
    at: datetime,
) -> Message:
    return Message(
        shop_id=shop_id,
        order=order,
        activity=activity,
        kind=written.kind,
        to=written.to,
        language=language,
        subject=" ".join(written.subject.splitlines())[:LONGEST_SUBJECT],
        html=written.html,
        text=written.text,
        attachments=[{"kind": kind} for kind in written.attachments],
        next_at=at,
        created_at=at,
    )


def note_unwritten(
    mail: Told, occasion: Occasion | MemberOccasion, *, error: str, at: datetime
) -> None:
    """A mail that could not be written stands in the outbox as failed, without words."""
    order = occasion.order if isinstance(occasion, Occasion) else None
    message = Message(
        shop_id=occasion.shop.pk,
        order=order,
        activity=occasion.activity,
        kind=mail.code,
        to=occasion.order.email if isinstance(occasion, Occasion) else occasion.member.email,
        language=occasion.language,
        subject=str(mail.name)[:LONGEST_SUBJECT],
        status=Message.Status.FAILED,
        error=error[:LONGEST_ERROR],
        created_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def forget_unwritten(message: Message) -> None:
    """Make room for the mail that is written anew."""
    Message.objects.filter(id=message.pk, html="").delete()


def take_due(*, at: datetime, most: int) -> list[Message]:
    """Take what is due, for a while: another worker tries again if this one dies."""
    due = Message.objects.filter(status=Message.Status.QUEUED, next_at__lte=at)
    due = due.select_for_update(of=("self",), skip_locked=True).select_related(
        "shop", "order__shop"
    )
    messages = list(due.order_by("next_at", "id")[:most])
    for message in messages:
        message.attempts += 1
        message.next_at = at + LEASE
    taken = Message.objects.filter(id__in=[message.pk for message in messages])
    taken.update(attempts=F("attempts") + 1, next_at=at + LEASE)
    return messages


def note_sent(message_id: int, *, at: datetime) -> None:
    """It is on its way."""
    Message.objects.filter(id=message_id).update(
        status=Message.Status.SENT, sent_at=at, next_at=None, error=""
    )


def note_not_now(message: Message, *, error: str, at: datetime) -> None:
    """It could not be sent this time; after the last attempt it has failed."""
    again = next_attempt(message.attempts, at=at)
    if again is None:
        note_refused(message.pk, error=error)
        return
    Message.objects.filter(id=message.pk).update(next_at=again, error=error[:LONGEST_ERROR])


def note_refused(message_id: int, *, error: str) -> None:
    """It will not be sent any more, unless somebody asks for it."""
    Message.objects.filter(id=message_id).update(
        status=Message.Status.FAILED, next_at=None, error=error[:LONGEST_ERROR]
    )


def queue_again(message: Message, *, at: datetime) -> None:
    """Begin anew with a message that has failed or waits."""
    message.status, message.attempts, message.next_at = Message.Status.QUEUED, 0, at
    message.save(update_fields=["status", "attempts", "next_at"])


def keep_words(shop_id: int, code: str, words: Words) -> None:
    """Say this mail of the shop in these words from now on."""
    MailText.objects.update_or_create(
        shop_id=shop_id,
        code=code,
        defaults={
            "subject": dict(words.subject),
            "intro": dict(words.intro),
            "is_on": words.is_on,
        },
    )


def forget_words(shop_id: int, code: str) -> bool:
    """Say it as we say it, and send it; says whether there was something to forget."""
    return bool(MailText.objects.filter(shop_id=shop_id, code=code).delete()[0])
