"""Reading the outbox."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from tessera.domain.activity.models import Activity
from tessera.domain.mailing.models import MailText, Message
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Actor, Can
from tessera.lib.ready import Ready

_own_words = Ready[MailText](
    lambda shop, code: MailText.objects.filter(shop_id=shop, code=code), int, str
)
_LISTED = (
    "order__number",
    "kind",
    "to",
    "language",
    "subject",
    "status",
    "attempts",
    "next_at",
    "error",
    "created_at",
    "sent_at",
)


def messages_visible_to(actor: Actor, shop_id: int) -> QuerySet[Message]:
    """The messages of a shop, newest first, for who may see them; nothing for others."""
    if not actor.may_in(Can.SEE_MESSAGES, shop_id):
        return Message.objects.none()
    found = Message.objects.filter(shop_id=shop_id).select_related("order")
    if actor.organisation_id is not None:
        found = found.filter(shop__organisation_id=actor.organisation_id)
    if actor.is_narrow:
        found = found.filter(order__in=orders_visible_to(actor, shop_id))
    return found.order_by("-id")


def outbox_page(
    messages: QuerySet[Message], *, before_id: int | None = None, size: int = 50
) -> list[Message]:
    """So many messages older than `before_id`, without their bodies; one more says: there are."""
    if before_id is not None:
        messages = messages.filter(id__lt=before_id)
    return list(messages.only(*_LISTED)[: size + 1])


def message_visible_to(actor: Actor, shop_id: int, message_id: int) -> Message | None:
    """One whole message, or nothing."""
    return messages_visible_to(actor, shop_id).filter(id=message_id).first()


def messages_of_order(order_id: int) -> list[Message]:
    """What was written to the buyer of an order, newest first."""
    return list(Message.objects.filter(order_id=order_id).only(*_LISTED).order_by("-id"))


def count_by_status(messages: QuerySet[Message]) -> dict[str, int]:
    """How many messages stand where."""
    counted = messages.order_by().values_list("status").annotate(number=Count("id"))
    return dict(counted)


def was_written_since(order_id: int, kind: str, *, since: datetime) -> bool:
    """Whether the buyer of the order was written to in this way lately."""
    found = Message.objects.filter(order_id=order_id, kind=kind, created_at__gt=since)
    return found.exists()


def lock_message(message_id: int) -> Message | None:
    """The message with its shop, locked, or nothing."""
    found = Message.objects.select_for_update(of=("self",)).filter(id=message_id)
    return found.select_related("shop").first()


def own_words(shop_id: int) -> dict[str, MailText]:
    """The automatic mails that the shop says in its own words, or does not send, by code."""
    return {each.code: each for each in MailText.objects.filter(shop_id=shop_id)}


def own_words_of(shop_id: int, code: str) -> MailText | None:
    """The shop's own words for one mail, if it has any."""
    return _own_words.first(shop_id, code)


LATELY = 2000
"""So far back, in things that happened, an example for a preview is looked for."""


def last_time(
    actor: Actor, shop_id: int, verbs: Sequence[str], *, statuses: Collection[str] = ()
) -> Activity | None:
    """When one of these last happened to an order that the actor sees, not long ago; to one of
    these statuses, if any are told."""
    lately = Activity.objects.filter(shop_id=shop_id, subject="order").order_by("-at", "-id")
    seen = _of_status(orders_visible_to(actor, shop_id), statuses).order_by().values("id")
    found = Activity.objects.filter(
        id__in=lately.values("id")[:LATELY], verb__in=verbs, subject_id__in=seen
    )
    return found.order_by("-at", "-id").first()


def last_order(actor: Actor, shop_id: int, *, statuses: Collection[str] = ()) -> Order | None:
    """The newest order that the actor sees in the shop; of these statuses, if any are told."""
    seen = _of_status(orders_visible_to(actor, shop_id), statuses)
    return seen.order_by("-placed_at", "-id").first()


def _of_status(orders: QuerySet[Order], statuses: Collection[str]) -> QuerySet[Order]:
    return orders.filter(status__in=statuses) if statuses else orders


def messages_naming(
    shop_id: int, *, order_ids: Collection[int], emails: Collection[str]
) -> QuerySet[Message]:
    """The messages about these orders or to one of these e-mails, in the shop."""
    low = [email.lower() for email in emails if email]
    found = Message.objects.annotate(low_to=Lower("to")).filter(shop_id=shop_id)
    return found.filter(Q(order_id__in=order_ids) | Q(low_to__in=low))
