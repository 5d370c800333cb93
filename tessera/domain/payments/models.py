"""Payments: the wish to pay, what the provider said, and what came of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from tessera.domain.orders.models import Order
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.lib.money import Money

WRONG_AMOUNT = "wrong_amount"
"""The error code of a payment of which the provider said another amount or currency."""


LOST = "lost"
"""Why a payment is disputed, once the buyer's bank has decided for the buyer."""


class PaymentMethod(models.Model):
    """One way to pay in one shop. `code` names the plugin, `settings` is its own form's data.

    A way of the organiser's own (cheque, holiday voucher) is a row too: its `code` is its own,
    and `part` names the plugin that serves it. From `chosen_until` on it can no longer be
    chosen; what was ordered with it stays payable. An order that waits for it is reminded
    `reminders` times, each after as many days as the first term.

    Fees (minor units by currency) are asked once an order (`fee_order`) or for each ticket.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="methods")
    code = models.CharField(max_length=30)
    part = models.CharField(max_length=30, blank=True)
    is_enabled = models.BooleanField(default=True)
    name: Any = models.JSONField(default=dict, blank=True)
    description: Any = models.JSONField(default=dict, blank=True)
    message: Any = models.JSONField(default=dict, blank=True)
    for_online = models.BooleanField(default=True)
    for_reseller = models.BooleanField(default=True)
    for_counter = models.BooleanField(default=True)
    minimum: Any = models.JSONField(default=dict, blank=True)
    fee_order: Any = models.JSONField(default=dict, blank=True)
    fee_ticket: Any = models.JSONField(default=dict, blank=True)
    closes_hours_before = models.PositiveIntegerField(null=True)
    chosen_until = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=2)
    settings: Any = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="a_method_once_a_shop")
        ]


class Mandate(models.Model):
    """That somebody agreed to be charged later, without being there; `said` is what they read.

    The provider knows the account by `provider_customer` and `provider_method`; `label` is what
    people know it by ("Visa 4242"). Ended, it is charged no more; `released_at` the provider has
    forgotten the account too.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="mandates")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(blank=True)
    method = models.CharField(max_length=30)
    provider_customer = models.CharField(max_length=120)
    provider_method = models.CharField(max_length=120)
    label = models.CharField(max_length=80, blank=True)
    said = models.TextField()
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["ended_at"],
                condition=models.Q(ended_at__isnull=False, released_at=None),
                name="mandates_to_release",
            )
        ]


class Payment(models.Model):
    """One attempt to pay an order. `reference` is ours and goes to the provider, who
    answers with `provider_id`; both are unique, so nothing is counted twice."""

    class Status(models.TextChoices):
        OPEN = "open"
        PROCESSING = "processing"
        RECEIVED = "received"
        FAILED = "failed"
        CANCELLED = "cancelled"

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    method = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=40, unique=True)
    provider_id = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_message = models.TextField(blank=True)
    data: Any = models.JSONField(default=dict, blank=True)
    booked_on = models.DateField(null=True)
    bank_reference = models.CharField(max_length=140, blank=True)
    disputed_at = models.DateTimeField(null=True)
    dispute = models.CharField(max_length=200, blank=True)
    mandate = models.ForeignKey(Mandate, models.SET_NULL, null=True, related_name="payments")
    validated_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["method", "provider_id"],
                condition=~Q(provider_id=""),
                name="a_provider_id_once",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_payment_is_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["open", "processing"]),
                name="payments_to_poll",
            )
        ]

    @property
    def money(self) -> Money:
        """The amount as money."""
        return Money(self.amount, self.currency)


class Notice(models.Model):
    """One message of a provider, kept so that the same one twice does nothing twice."""

    method = models.CharField(max_length=30)
    notice_id = models.CharField(max_length=120)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="notices")
    body: Any = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "notice_id"], name="a_notice_once")
        ]


class Refund(models.Model):
    """Money that goes back. Never more than was received.

    The worker sends it when `next_at` has come; `tries` counts. What a provider cannot send,
    or does not, is paid by hand: `how` says in which way, `done_by` who said so.
    """

    class Status(models.TextChoices):
        WISHED = "wished"
        SENT = "sent"
        DONE = "done"
        FAILED = "failed"

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WISHED)
    reason = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=40, unique=True)
    provider_id = models.CharField(max_length=120, blank=True)
    error_message = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=30, blank=True)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_refund_is_positive")
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(status__in=["wished", "sent"]),
                name="refunds_to_send",
            )
        ]

    @property
    def money(self) -> Money:
        """The amount as money."""
        return Money(self.amount, self.payment.currency)


class Deadline(models.Model):
    """Until when an order that waits is to be paid: reminders at `next_at`, its end at `ends_at`.

    `step_days` is the first term and each further one; `reminded` of `reminders` went out.
    While it is paused nothing is sent and nothing ends.
    """

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="deadline")
    step_days = models.PositiveSmallIntegerField()
    reminders = models.PositiveSmallIntegerField()
    reminded = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reminded__lte=F("reminders")), name="reminded_as_often_as_agreed"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(paused_at=None), name="deadlines_to_remind"
            )
        ]


class BankFile(models.Model):
    """A statement of the organisation's bank, read once: the same file twice is the same row.

    `faults` has [where, what] for each piece that could not be read; `columns` says what the
    columns of a table are, so that the next one with the same `heads` need not be asked about.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="bank_files")
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    faults: Any = models.JSONField(default=list, blank=True)
    heads: Any = models.JSONField(default=list, blank=True)
    columns: Any = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "digest"], name="a_bank_file_once")]


class BankEntry(models.Model):
    """Money that came to the account, as the bank wrote it; amounts in minor units.

    `entry_id` is the bank's own, so that two files that overlap count it once. `payment` is what
    it paid, once somebody (`chosen_by`) has said so; `refusal` says why that was not possible.

    `meant` is the order it probably pays, as was found when the file was read or looked through
    again: `match` says how well it fits, `told_by` what told so.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        CHOSEN = "chosen"
        BOOKED = "booked"
        IGNORED = "ignored"

    file = models.ForeignKey(BankFile, models.CASCADE, related_name="entries")
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="bank_entries")
    entry_id = models.CharField(max_length=140)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()
    reference = models.CharField(max_length=40, blank=True)
    debtor = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="bank_entries")
    chosen_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    refusal = models.TextField(blank=True)
    match = models.CharField(max_length=10, default="open")
    meant = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="+")
    told_by = models.CharField(max_length=10, blank=True)
    payment = models.OneToOneField(Payment, models.SET_NULL, null=True, related_name="bank_entry")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "entry_id"], name="a_bank_entry_once")
        ]
        indexes = [models.Index(fields=["shop", "reference"], name="bank_entries_by_reference")]
