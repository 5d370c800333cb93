"""Orders. A cart is an order that is not placed yet."""

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower

from tessera.domain.catalogue.models import EventDate, Product, Tariff
from tessera.domain.customers.models import BuyerFields, Customer
from tessera.domain.offers.models import Code, Offer
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim


class Channel(models.TextChoices):
    """Through which kind of door it was sold."""

    ONLINE = "online"
    RESELLER = "reseller"
    COUNTER = "counter"


class Status(models.TextChoices):
    """Where an order stands."""

    CART = "cart"
    PENDING = "pending"
    PAID = "paid"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REVIEW = "review"
    PROCESSING = "processing"
    EXPIRED = "expired"
    REFUSED = "refused"


class Order(BuyerFields):
    """What somebody wants, then owes, then owns. Money in minor units of `currency`.

    `secret` opens its page to whoever holds the link; `number` comes with placing.
    `quote` is the priced summary that every page shows. `person` is who was logged in, `code`
    what was typed to have an offer.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="orders")
    number = models.CharField(max_length=12, null=True)
    secret = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.CART)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ONLINE)
    currency = models.CharField(max_length=3)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="orders")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    code = models.ForeignKey(Code, models.PROTECT, null=True, related_name="orders", db_index=False)
    sold_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    method = models.CharField(max_length=30, blank=True)
    quote: Any = models.JSONField(default=dict)
    total = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    terms_accepted_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="order_number_once_a_shop"),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="order_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="cart", placed_at=None) | ~Q(status="cart"),
                name="a_cart_is_not_placed",
            ),
            models.CheckConstraint(
                condition=Q(placed_at=None) | Q(number__isnull=False),
                name="a_placed_order_has_a_number",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "-placed_at"],
                condition=Q(placed_at__isnull=False),
                name="orders_of_a_shop",
            ),
            models.Index(
                F("shop"),
                OpClass(Lower("last_name"), name="text_pattern_ops"),
                condition=Q(placed_at__isnull=False),
                name="orders_by_last_name",
            ),
            models.Index(
                F("shop"),
                OpClass(Lower("email"), name="text_pattern_ops"),
                condition=Q(placed_at__isnull=False),
                name="orders_by_email",
            ),
            models.Index(
                fields=["shop", "status", "-placed_at"],
                condition=Q(placed_at__isnull=False),
                name="orders_by_status",
            ),
            models.Index(
                fields=["shop", "method", "-placed_at"],
                condition=Q(placed_at__isnull=False),
                name="orders_by_method",
            ),
            models.Index(
                fields=["shop", "channel", "-placed_at"],
                condition=Q(placed_at__isnull=False),
                name="orders_by_channel",
            ),
            models.Index(
                fields=["shop", "total", "id"],
                condition=Q(placed_at__isnull=False),
                name="orders_by_total",
            ),
            models.Index(
                fields=["shop", "paid_at"],
                condition=Q(paid_at__isnull=False),
                name="orders_by_payment",
            ),
            models.Index(
                F("shop"),
                Lower("last_name"),
                F("id"),
                condition=Q(placed_at__isnull=False),
                name="orders_sorted_by_name",
            ),
            models.Index(
                fields=["shop", "-placed_at"],
                condition=Q(placed_at__isnull=False, is_test=True),
                name="orders_of_tests",
            ),
            models.Index(
                fields=["shop", "due_at"],
                condition=Q(status__in=["pending", "review", "processing"]),
                name="orders_waiting",
            ),
            models.Index(fields=["code"], condition=Q(code__isnull=False), name="orders_by_code"),
            models.Index(
                fields=["held_until"], condition=Q(held_until__isnull=False), name="orders_to_sweep"
            ),
            models.Index(
                fields=["created_at"], condition=Q(placed_at=None), name="carts_to_forget"
            ),
        ]

    @property
    def is_cart(self) -> bool:
        """Whether it is not placed yet."""
        return self.placed_at is None

    @property
    def is_paid(self) -> bool:
        """Whether all is received and the tickets are out."""
        return self.status == Status.PAID

    @property
    def balance(self) -> int:
        """What is still to be paid, in minor units; below zero when too much was.

        A paid order asks for nothing any more, also when money of it was given back.
        """
        left = self.total - self.received
        return min(left, 0) if self.is_paid else left


class OrderLine(models.Model):
    """So many of one product, at a price that is written down.

    `unit_price` is for one ticket, VAT included; a group line of quantity 2 and size 10
    holds 20 tickets. `name` is what the product was called when it was added. `discount` is what
    offers take off the whole line; `discounts` says so one by one, as the buyer was told:
    [{"offer": id, "name": {language: text}, "tickets": n, "amount": minor units}].
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    date = models.ForeignKey(EventDate, models.PROTECT, null=True, related_name="lines")
    claim = models.OneToOneField(Claim, models.SET_NULL, null=True, related_name="line")
    name: Any = models.JSONField(default=dict)
    quantity = models.PositiveIntegerField()
    group_size = models.PositiveSmallIntegerField(default=1)
    unit_price = models.BigIntegerField()
    discount = models.BigIntegerField(default=0, db_default=0)
    discounts: Any = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True
    )
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_line_has_something"),
            models.CheckConstraint(
                condition=Q(discount__gte=0)
                & Q(discount__lte=F("unit_price") * F("quantity") * F("group_size")),
                name="a_line_never_costs_less_than_nothing",
            ),
        ]

    @property
    def tariff(self) -> Tariff | None:
        """The tariff of its tickets; nothing for what is no ticket: a plan, a donation."""
        found: Tariff | None = getattr(self.product, "tariff", None)
        return found

    @property
    def is_loose(self) -> bool:
        """Whether it should hold places and does not: its hold ended and was swept."""
        return self.date_id is not None and self.claim_id is None

    @property
    def tickets(self) -> int:
        """How many tickets, and places, the line stands for."""
        return self.quantity * self.group_size

    @property
    def whole(self) -> int:
        """What the line costs before anything is taken off, in minor units."""
        return self.unit_price * self.tickets

    @property
    def amount(self) -> int:
        """What the whole line costs, its discounts taken off, in minor units."""
        return self.whole - self.discount

    def price_of(self, place: int) -> int:
        """What one of its tickets costs (`place` from 1), discounts taken off: all sum to the line.

        An offer may reduce some tickets only; on paper they share it.
        """
        each, rest = divmod(self.amount, self.tickets)
        return each + (1 if place <= rest else 0)


class AppliedOffer(models.Model):
    """An offer that an order profits from, as it stood then, with what it took of the quotas.

    `terms` is a copy of what the offer did. The claim goes when the order ends: the tickets may
    profit others then.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="offers")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="applied")
    code = models.ForeignKey(Code, models.PROTECT, null=True, related_name="applied")
    claim = models.OneToOneField(Claim, models.SET_NULL, null=True, related_name="applied_offer")
    tickets = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    terms: Any = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "offer"], name="an_offer_once_an_order")
        ]


class Approval(models.Model):
    """Who validated a payment or an order by hand, and when."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="approvals")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    at = models.DateTimeField()


class Cancellation(models.Model):
    """Why an order ended, who ended it and when."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="cancellations")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=120)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
