"""What people keep of their lists: views with a name, and files made in the background."""

from typing import Any

from django.db import models

from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop


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
    file = models.FileField(upload_to="exports/", blank=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
