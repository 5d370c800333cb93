"""The shop (« billetterie »): one season or edition, sold under one name."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tessera.domain.organisations.models import Organisation


class Shop(models.Model):
    """A season shop: currencies, languages, look and rules of its sales.

    `catalogue_version` grows with every change that a public page shows.
    `edition_of` is the shop it was copied from: last season's. `wizard_step` names where the
    making of the shop stopped ("" when it is finished). `texts` holds, by name, what the shop
    says in its own words. `is_visible` off closes an open shop to strangers for a while.
    `takes_members` says on every page, without asking, whether its memberships are switched on.
    `signing_key` is the raw Ed25519 private key of its tickets.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shops")
    slug = models.SlugField(max_length=60, unique=True)
    name: Any = models.JSONField(default=dict)
    description: Any = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    currencies = ArrayField(models.CharField(max_length=3), default=list)
    languages = ArrayField(models.CharField(max_length=7), default=list)
    time_zone = models.CharField(max_length=40, default="Europe/Zurich")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="CH")
    terms: Any = models.JSONField(default=dict, blank=True)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    vat_number = models.CharField(max_length=40, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bank_holder = models.CharField(max_length=120, blank=True)
    is_vat_liable = models.BooleanField(null=True)
    logo = models.ImageField(upload_to="shops/", blank=True)
    picture = models.ImageField(upload_to="shops/", blank=True)
    texts: Any = models.JSONField(default=dict, blank=True)
    colours: Any = models.JSONField(default=dict, blank=True)
    display_font = models.CharField(max_length=40, default="fraunces")
    hold_minutes = models.PositiveSmallIntegerField(default=15)
    signing_key = models.BinaryField()
    catalogue_version = models.PositiveBigIntegerField(default=1)
    is_test = models.BooleanField(default=False)
    is_visible = models.BooleanField(default=True)
    takes_members = models.BooleanField(default=False, db_default=False)
    wizard_step = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField(null=True)
    edition_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="next_editions"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(currencies__len__gte=1), name="shop_has_a_currency"),
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="shop_has_a_language"),
            models.CheckConstraint(
                condition=Q(hold_minutes__gte=1, hold_minutes__lte=240), name="hold_is_sensible"
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether strangers may see it."""
        return self.status == self.Status.OPEN and self.is_visible

    @property
    def was_open(self) -> bool:
        """Whether people know it: it is open, or was."""
        return self.opened_at is not None or self.status != self.Status.DRAFT
