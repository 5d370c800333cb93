"""What happened: audit trail and outbox in one."""

from typing import Any

from django.db import models
from django.db.models import Q

from tessera.domain.organisations.models import Organisation
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop


class Activity(models.Model):
    """One thing done, by somebody, to something. Never changed, but for `reacted_at`."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, models.CASCADE, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=120)
    facts: Any = models.JSONField(default=dict)
    at = models.DateTimeField()
    reacted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"], name="activity_of_a_thing"),
            models.Index(fields=["shop", "-at", "-id"], name="activity_of_a_shop"),
            models.Index(fields=["shop", "subject", "-at", "-id"], name="activity_of_a_kind"),
            models.Index(
                fields=["shop", "person", "-at", "-id"],
                condition=Q(person__isnull=False),
                name="activity_of_a_person",
            ),
            models.Index(
                fields=["organisation", "-at", "-id"],
                condition=Q(shop=None),
                name="activity_of_a_team",
            ),
            models.Index(fields=["id"], condition=Q(reacted_at=None), name="activity_to_react"),
        ]
