"""What buyers, holders and members answered."""

from typing import Any

from django.db import models
from django.db.models import Q

from tessera.domain.forms.models import Form
from tessera.domain.orders.models import Order, OrderLine


class Sheet(models.Model):
    """The answers of one respondent: of the order, or of one place of a line (from 1).

    `record` holds fields of the customer's record (the holder's name, a member's address),
    `answers` {question code: value}, `said` {question code: the text of the question or consent
    as it was agreed to}. A file is named by its id. Past `erase_on` nothing of it is left.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="sheets")
    line = models.ForeignKey(OrderLine, models.CASCADE, null=True, related_name="sheets")
    place = models.PositiveIntegerField(default=0)
    form = models.ForeignKey(Form, models.PROTECT, null=True, related_name="sheets")
    record: Any = models.JSONField(default=dict, blank=True)
    answers: Any = models.JSONField(default=dict, blank=True)
    said: Any = models.JSONField(default=dict, blank=True)
    erase_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "line", "place"],
                nulls_distinct=False,
                name="one_sheet_a_respondent",
            ),
            models.CheckConstraint(
                condition=Q(line=None, place=0) | Q(line__isnull=False, place__gte=1),
                name="a_sheet_is_of_an_order_or_a_place",
            ),
        ]
        indexes = [
            models.Index(fields=["form", "-id"], name="sheets_of_a_form"),
            models.Index(
                fields=["erase_on"],
                condition=Q(erase_on__isnull=False, erased_at=None),
                name="sheets_to_erase",
            ),
        ]


class SheetChange(models.Model):
    """What stood on a sheet before somebody changed it."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="changes")
    before: Any = models.JSONField(default=dict)
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()


class AnswerFile(models.Model):
    """A file that was handed in; its bytes lie in the private store under `path`."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="answer_files")
    sheet = models.ForeignKey(Sheet, models.CASCADE, null=True, related_name="files")
    question = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    mime = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField()
