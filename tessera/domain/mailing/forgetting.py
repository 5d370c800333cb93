"""Taking readers and words out of messages; that they were sent, and when, stays."""

from collections.abc import Collection

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Lower

from tessera.domain.mailing.models import Message

NOWHERE = "@erased.invalid"


def messages_naming(
    shop_id: int, *, order_ids: Collection[int], emails: Collection[str]
) -> QuerySet[Message]:
    """The messages about these orders or to one of these e-mails, in the shop."""
    low = [email.lower() for email in emails if email]
    found = Message.objects.annotate(low_to=Lower("to")).filter(shop_id=shop_id)
    return found.filter(Q(order_id__in=order_ids) | Q(low_to__in=low))


def forget_readers(messages: QuerySet[Message]) -> int:
    """They say nothing, to nobody; what was waiting is not sent. Says how many."""
    ids = list(messages.values_list("id", flat=True))
    found = Message.objects.filter(id__in=ids)
    found.filter(status=Message.Status.QUEUED).update(status=Message.Status.FAILED, next_at=None)
    nowhere = Concat(Value("erased-"), Cast(F("id"), CharField()), Value(NOWHERE))
    return found.update(to=nowhere, subject="", html="", text="", error="", attachments=[])
