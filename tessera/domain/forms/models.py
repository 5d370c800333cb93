"""Forms: what is asked of buyers, holders and members besides their purchase."""

from typing import Any

from django.db import models
from django.db.models import Q

from tessera.domain.catalogue.models import Product
from tessera.domain.shops.models import Shop


class Form(models.Model):
    """A list of questions. A shop has one for its orders; the others serve products.

    `record` says how each field of the customer's record is asked: hidden, optional or required.
    Answers may be changed by who gave them until `editable_hours` before the date (none: never),
    and are erased `keep_days` after it (none: with the customer).
    """

    class Kind(models.TextChoices):
        ORDER = "order"
        TARIFF = "tariff"
        PASS = "pass"  # noqa: S105 - a kind of product, and no secret
        MEMBER = "member"

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="forms")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    title: Any = models.JSONField(default=dict, blank=True)
    purpose: Any = models.JSONField(default=dict, blank=True)
    record: Any = models.JSONField(default=dict, blank=True)
    editable_hours = models.PositiveIntegerField(null=True, default=24)
    keep_days = models.PositiveIntegerField(null=True)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop"],
                condition=Q(kind="order", archived_at=None),
                name="one_order_form_a_shop",
            )
        ]


class Question(models.Model):
    """One thing asked. `code` names it in answers and exports, and never changes.

    `limits` are {"min", "max", "min_length", "max_length", "pattern", "types", "max_bytes"};
    `options` [{"code", "label": {language: text}}]; `condition` {"question": code, "is": [values]}.
    Retired, it is asked no more and keeps its answers.
    """

    class Kind(models.TextChoices):
        TEXT = "text"
        LONG_TEXT = "long_text"
        NUMBER = "number"
        DATE = "date"
        EMAIL = "email"
        PHONE = "phone"
        ONE_OF = "one_of"
        SEVERAL_OF = "several_of"
        CONSENT = "consent"
        COUNTRY = "country"
        FILE = "file"
        PICTURE = "picture"
        NOTE = "note"

    form = models.ForeignKey(Form, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind)
    label: Any = models.JSONField(default=dict)
    help: Any = models.JSONField(default=dict, blank=True)
    is_required = models.BooleanField(default=False)
    limits: Any = models.JSONField(default=dict, blank=True)
    options: Any = models.JSONField(default=list, blank=True)
    condition: Any = models.JSONField(default=dict, blank=True)
    on_ticket = models.BooleanField(default=False)
    at_door = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "code"], name="a_question_code_once_a_form")
        ]


class FormUse(models.Model):
    """Which form is asked with a product."""

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="form_use"
    )
    form = models.ForeignKey(Form, models.PROTECT, related_name="uses")
