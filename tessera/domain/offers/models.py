"""Promotional offers, their limits, and the codes that open them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from tessera.domain.catalogue.models import Event, Product, Zone
from tessera.domain.shops.models import Shop


class Offer(models.Model):
    """A reduction: what it does (`effect` names the part, `settings` is its own form's data),
    and to whom it applies.

    Without `needs_code` it applies by itself, in the order of `position`. `max_tickets` counts
    the tickets that may profit in all, those of orders in progress too. Of `audience` chosen the
    customers are `customer_ids`; of members, those of `level_ids`. `remembers`: what the customer
    bought before counts towards the trigger. `first_used_at` freezes what it does. `purpose`
    says on which page of the back office it is made.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    class Audience(models.TextChoices):
        EVERYBODY = "everybody"
        KNOWN = "known"
        NEWSLETTER = "newsletter"
        CHOSEN = "chosen"
        MEMBERS = "members"

    class Purpose(models.TextChoices):
        SALES = "sales"
        MEMBERSHIPS = "memberships"

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="offers")
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.SALES)
    name: Any = models.JSONField(default=dict)
    team_note = models.TextField(blank=True)
    effect = models.CharField(max_length=30)
    settings: Any = models.JSONField(default=dict, blank=True)
    needs_code = models.BooleanField(default=True)
    is_combinable = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    max_tickets = models.PositiveIntegerField(null=True)
    max_per_order = models.PositiveIntegerField(null=True)
    min_per_order = models.PositiveIntegerField(default=0)
    channels = ArrayField(models.CharField(max_length=10), null=True)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.EVERYBODY)
    customer_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    level_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    remembers = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    first_used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="an_offer_ends_later",
            )
        ]
        indexes = [models.Index(fields=["shop", "position", "id"], name="offers_of_a_shop")]


class OfferLimit(models.Model):
    """What an offer serves: an event, a zone of it, or a product; each with its own limits.

    An offer without any serves everything.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="limits")
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="+")
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="+")
    max_tickets = models.PositiveIntegerField(null=True)
    max_per_order = models.PositiveIntegerField(null=True)

    @property
    def thing(self) -> tuple[str, int]:
        """What the limit names: ("zone", 7)."""
        ids = (("event", self.event_id), ("zone", self.zone_id), ("product", self.product_id))
        return next((kind, found) for kind, found in ids if found is not None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, zone=None, product=None)
                | Q(event=None, zone__isnull=False, product=None)
                | Q(event=None, zone=None, product__isnull=False),
                name="a_limit_names_one_thing",
            ),
            models.UniqueConstraint(
                fields=["offer", "event", "zone", "product"],
                nulls_distinct=False,
                name="a_thing_limited_once_an_offer",
            ),
        ]


class CodeBatch(models.Model):
    """Codes that were made together, by chance; `made` of `wanted` exist already."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="batches")
    wanted = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    prefix = models.CharField(max_length=12, blank=True)
    max_uses = models.PositiveIntegerField(null=True, default=1)
    label = models.CharField(max_length=120)
    created_at = models.DateTimeField()


class Code(models.Model):
    """What a buyer types to open an offer; written in capitals, read in any.

    `max_uses` none means as often as one likes; an order uses it once.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="codes")
    batch = models.ForeignKey(CodeBatch, models.SET_NULL, null=True, related_name="codes")
    text = models.CharField(max_length=40)
    max_uses = models.PositiveIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "text"], name="a_code_once_a_shop"),
            models.CheckConstraint(condition=Q(text=Upper("text")), name="codes_are_capitals"),
        ]
        indexes = [models.Index(fields=["offer", "id"], name="codes_of_an_offer")]
