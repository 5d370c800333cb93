"""What people keep of their lists: views with a name, and files made in the background."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.lib.files import private_files


class SavedView(models.Model):
    """A list as somebody likes it: the address's filters, sort and columns, under a name.

    `screen` is the list ("orders"); `query` what stands after the question mark. Shared views
    are seen by the whole team of the shop.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="saved_views")
    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    screen = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "person", "screen", "name"], name="a_view_named_once"
            )
        ]


class Export(models.Model):
    """A file that the worker makes, and how far it is. `query` are the filters of its list."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="exports")
    person = models.ForeignKey(Person, models.CASCADE, related_name="exports")
    kind = models.CharField(max_length=40)
    format = models.CharField(max_length=8, default="csv")
    query = models.TextField(blank=True)
    options: Any = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)
    file = models.FileField(upload_to="exports/", storage=private_files, blank=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "person", "-id"], name="exports_of_a_person")]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in (Export.Status.DONE, Export.Status.FAILED)

    @property
    def percent(self) -> int:
        """How far it is, of a hundred."""
        return min(100, self.rows_done * 100 // self.rows_total) if self.rows_total else 0


class CountedDay(models.Model):
    """A day of a shop, on the clock of `time_zone`, whose sales stand ready in `DayFigure`.

    A day without such a row is counted anew by whoever asks: what is ready is never wrong.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    day = models.DateField()
    time_zone = models.CharField(max_length=40)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "day"], name="a_day_is_counted_once")
        ]


class DayFigure(models.Model):
    """What was sold on a day under one heading: `kind` says of what, `key` which one.

    Of whole orders: "all", "channel", "method". Of their lines, within an event: "event",
    "event_channel", "event_method", "tariff", "zone", "date" (keys are ids).
    """

    counted = models.ForeignKey(CountedDay, models.CASCADE, related_name="figures", db_index=False)
    event_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=15)
    key = models.CharField(max_length=30, blank=True)
    currency = models.CharField(max_length=3)
    is_test = models.BooleanField(default=False)
    orders = models.PositiveIntegerField()
    tickets = models.PositiveIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["counted", "kind"], name="figures_of_a_day"),
            models.Index(fields=["event_id"], name="figures_of_an_event"),
        ]


class Batch(models.Model):
    """One action on many orders, each in its own transaction, and what became of each.

    `report` has [number, done, why] for every order that was tried, in the order of `order_ids`.
    """

    class Action(models.TextChoices):
        VALIDATE = "validate"
        RESEND = "resend"
        CANCEL = "cancel"
        AUTHORISE = "authorise"
        REFUSE = "refuse"

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="batches")
    person = models.ForeignKey(Person, models.CASCADE, related_name="batches")
    action = models.CharField(max_length=10, choices=Action)
    note = models.CharField(max_length=200, blank=True)
    order_ids = ArrayField(models.BigIntegerField())
    report: Any = models.JSONField(default=list)
    language = models.CharField(max_length=7, default="fr")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    @property
    def is_over(self) -> bool:
        """Whether every order has been tried."""
        return self.status == Batch.Status.DONE
