"""Everything that is sold has one row here, and one more for its kind."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tessera.domain.catalogue.models.events import Event, Zone
from tessera.domain.shops.models import Shop


class Product(models.Model):
    """A sold thing. Windows and visibility are per channel: online, reseller, counter.

    `vat_rate` none means the shop's; `quota` none means no limit of its own.
    An order with one that `needs_approval` waits in review until the organiser lets it be paid.
    With `level_ids` only members of these levels may have it, each at most `uses_per_member`
    times a membership. What is `by_code` is shown only to who brings a code that opens it.
    """

    class Kind(models.TextChoices):
        TARIFF = "tariff"
        PLAN = "plan"
        DONATION = "donation"

    class Status(models.TextChoices):
        DRAFT = "draft"
        PREVIEW = "preview"
        PUBLISHED = "published"

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="products")
    kind = models.CharField(max_length=20, choices=Kind)
    name: Any = models.JSONField(default=dict)
    description: Any = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    quota = models.PositiveIntegerField(null=True)
    needs_approval = models.BooleanField(default=False)
    by_code = models.BooleanField(default=False, db_default=False)
    level_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    uses_per_member = models.PositiveSmallIntegerField(null=True)
    min_per_order = models.PositiveSmallIntegerField(default=0)
    max_per_order = models.PositiveSmallIntegerField(default=20)
    visible_online = models.BooleanField(default=True)
    visible_reseller = models.BooleanField(default=True)
    visible_counter = models.BooleanField(default=True)
    online_from = models.DateTimeField(null=True)
    online_until = models.DateTimeField(null=True)
    reseller_from = models.DateTimeField(null=True)
    reseller_until = models.DateTimeField(null=True)
    counter_from = models.DateTimeField(null=True)
    counter_until = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(max_per_order__gte=1) & Q(max_per_order__gte=F("min_per_order")),
                name="max_per_order_at_least_min",
            )
        ]


class Price(models.Model):
    """What a product costs in one currency, VAT included, in minor units."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3)
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "currency"], name="one_price_a_currency")
        ]


class PriceStep(models.Model):
    """Another price from a moment on, or from a number sold on: early bird, last minute.

    `prices` is {"CHF": minor units}. Of several that have begun the last by `position` counts.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="steps")
    starts_at = models.DateTimeField(null=True)
    after_sold = models.PositiveIntegerField(null=True)
    prices: Any = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, after_sold__isnull=False)
                | Q(starts_at__isnull=False, after_sold=None),
                name="a_step_has_one_trigger",
            )
        ]


class Tariff(models.Model):
    """A way into a zone: standard, group (N tickets in one click) or free price.

    It serves the dates of `date_ids`; none means every date of the event.

    Of a group tariff the price is for one person and `group_size` tickets are issued;
    of a free price the price is the least that may be paid.
    """

    class Kind(models.TextChoices):
        STANDARD = "standard"
        GROUP = "group"
        FREE_PRICE = "free_price"

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="tariff")
    event = models.ForeignKey(Event, models.PROTECT, related_name="tariffs")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="tariffs")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.STANDARD)
    group_size = models.PositiveSmallIntegerField(default=1)
    icon = models.CharField(max_length=20, blank=True)
    date_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="group", group_size__gte=2) | (~Q(kind="group") & Q(group_size=1)),
                name="a_group_has_two_or_more",
            )
        ]
