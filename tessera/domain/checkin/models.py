"""The door: gates and scans."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket


class Gate(models.Model):
    """An entrance; `zone_ids` none means every zone may pass."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="gates")
    name: Any = models.JSONField(default=dict)
    zone_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)


class Scan(models.Model):
    """One code held before a gate. `scan_id` comes from the device: a repeat is harmless.

    The first entry of a ticket is won by a unique index: two gates never both say welcome.
    """

    scan_id = models.UUIDField(unique=True)
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="scans")
    gate = models.ForeignKey(Gate, models.SET_NULL, null=True, related_name="scans")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="scans")
    code = models.CharField(max_length=200)
    verdict = models.CharField(max_length=20)
    is_first_entry = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    device = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(is_first_entry=True), name="welcome_once"
            )
        ]
        indexes = [models.Index(fields=["shop", "-at"], name="scans_of_a_shop")]
