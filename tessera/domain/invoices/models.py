"""Invoices, credit notes and receipts: numbered without gaps, never changed."""

from typing import Any

from django.db import models
from django.db.models import Q

from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import Organisation
from tessera.domain.payments.models import Refund
from tessera.domain.shops.models import Shop
from tessera.lib.money import Money


class Invoice(models.Model):
    """A document of an order, as it was when it was issued: who sold what to whom.

    Numbers run without gaps for each organisation, year and kind. `lines` and `vat` are those of
    the order's quote; a credit note `corrects` an invoice and has amounts below zero. Of the
    invoices of an order the last one stands: those before it were credited.
    `reference` is what the payer quotes (QRR or SCOR), "" where nothing is to be paid.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        CREDIT_NOTE = "credit_note"
        RECEIPT = "receipt"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices")
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="invoices")
    order = models.ForeignKey(Order, models.PROTECT, related_name="invoices")
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=30)
    seller: Any = models.JSONField()
    buyer: Any = models.JSONField()
    lines: Any = models.JSONField()
    vat: Any = models.JSONField()
    total = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=7)
    reference = models.CharField(max_length=30, blank=True)
    due_at = models.DateTimeField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="credit_notes")
    refund = models.OneToOneField(Refund, models.PROTECT, null=True, related_name="credit_note")
    reason = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "year", "serial"], name="invoices_without_gaps"
            ),
            models.CheckConstraint(
                condition=Q(kind="credit_note", corrects__isnull=False)
                | (~Q(kind="credit_note") & Q(corrects=None)),
                name="a_credit_note_corrects",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-issued_at", "-id"], name="invoices_of_a_shop"),
            models.Index(
                fields=["shop", "reference"],
                condition=~Q(reference=""),
                name="invoices_by_reference",
            ),
        ]

    @property
    def money(self) -> Money:
        """The total as money."""
        return Money(self.total, self.currency)


class InvoiceCounter(models.Model):
    """The last number given, for each organisation, kind and year; locked while one is given."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "year"], name="one_counter_a_year"
            )
        ]
