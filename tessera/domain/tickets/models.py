"""Tickets: what a paid order yields for an event."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tessera.domain.catalogue.models import EventDate, Product, Zone
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.shops.models import Shop


class Ticket(models.Model):
    """One person, once through the door (by default). `code` is what the QR says, signed.

    `place` counts the tickets of its line from 1, and a line cannot yield the same place
    twice: issuing is safe to repeat.
    """

    class Status(models.TextChoices):
        VALID = "valid"
        CANCELLED = "cancelled"

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="tickets")
    order = models.ForeignKey(Order, models.PROTECT, related_name="tickets")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="issued")
    place = models.PositiveIntegerField()
    date = models.ForeignKey(EventDate, models.PROTECT, related_name="tickets")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    serial = models.BigIntegerField(unique=True)
    code = models.CharField(max_length=160)
    seat = models.CharField(max_length=40, blank=True)
    holder_first_name = models.CharField(max_length=80, blank=True)
    holder_last_name = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.VALID)
    issued_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "place"], name="a_place_yields_one_ticket"),
            models.CheckConstraint(condition=Q(place__gte=1), name="places_count_from_one"),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="tickets_of_a_shop"),
            models.Index(
                F("shop"),
                OpClass(Lower("holder_last_name"), name="text_pattern_ops"),
                condition=~Q(holder_last_name=""),
                name="tickets_by_holder",
            ),
        ]
