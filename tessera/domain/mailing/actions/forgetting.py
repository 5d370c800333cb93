"""Taking readers and words out of messages; that they were sent, and when, stays."""

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from tessera.domain.mailing.models import Message

NOWHERE = "@erased.invalid"


def forget_readers(messages: QuerySet[Message]) -> int:
    """They say nothing, to nobody; what was waiting is not sent. Says how many."""
    ids = list(messages.values_list("id", flat=True))
    found = Message.objects.filter(id__in=ids)
    found.filter(status=Message.Status.QUEUED).update(status=Message.Status.FAILED, next_at=None)
    nowhere = Concat(Value("erased-"), Cast(F("id"), CharField()), Value(NOWHERE))
    return found.update(to=nowhere, subject="", html="", text="", error="", attachments=[])
