"""The outbox: every message as the reader sees it."""

from typing import Any

from django.db import models
from django.db.models import Q

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop


class Message(models.Model):
    """One mail: written once, sent until it is gone.

    `attachments` says what to attach ({"kind": "tickets"}, {"kind": "calendar"}): made when sent.
    One activity yields one message of a kind to one address.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="messages")
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="messages")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, related_name="messages")
    kind = models.CharField(max_length=40)
    to = models.EmailField()
    language = models.CharField(max_length=7)
    subject = models.CharField(max_length=250)
    html = models.TextField()
    text = models.TextField()
    attachments: Any = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "kind", "to"],
                condition=Q(activity__isnull=False),
                name="a_message_once_an_activity",
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(status="queued"), name="messages_to_send"),
            models.Index(fields=["shop", "-id"], name="messages_of_a_shop"),
        ]


class MailText(models.Model):
    """An automatic mail in the shop's own words; what is left out is said as we say it.

    `subject` and `intro` are {"fr": …} and may hold variables ("{{ number }}"). Off, the mail
    is not sent.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="mail_texts")
    code = models.CharField(max_length=40)
    subject: Any = models.JSONField(default=dict, blank=True)
    intro: Any = models.JSONField(default=dict, blank=True)
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "code"], name="a_text_a_mail")]
