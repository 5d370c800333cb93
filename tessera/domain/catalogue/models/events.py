"""What is on, when and where."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from tessera.domain.shops.models import Shop


class Visibility(models.TextChoices):
    """Whether a thing is shown."""

    DRAFT = "draft"
    VISIBLE = "visible"
    HIDDEN = "hidden"
    CANCELLED = "cancelled"


class Category(models.TextChoices):
    """What kind of event; the words are in `schema.org` and in the filters of the shop."""

    THEATRE = "theatre"
    CONCERT = "concert"
    DANCE = "dance"
    FESTIVAL = "festival"
    TALK = "talk"
    FAMILY = "family"
    OTHER = "other"


class Event(models.Model):
    """A play, a concert, a festival: one page in the shop, one or many dates.

    `capacity` caps all its dates together; none means no such cap. `doors_minutes` and
    `duration_minutes` are what a new date begins with: doors so long before the start, end so
    long after it.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="events")
    slug = models.SlugField(max_length=80)
    name: Any = models.JSONField(default=dict)
    subtitle: Any = models.JSONField(default=dict, blank=True)
    description: Any = models.JSONField(default=dict, blank=True)
    category = models.CharField(max_length=20, choices=Category, default=Category.OTHER)
    picture = models.ImageField(upload_to="events/", blank=True)
    picture_alt: Any = models.JSONField(default=dict, blank=True)
    venue = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="CH")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    doors_minutes = models.PositiveSmallIntegerField(null=True)
    duration_minutes = models.PositiveSmallIntegerField(null=True)
    age_from = models.PositiveSmallIntegerField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=10, choices=Visibility, default=Visibility.DRAFT)
    hidden_from_resellers = models.BooleanField(default=False)
    full_online = models.BooleanField(default=False)
    full_reseller = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "slug"], name="event_slug_once_a_shop")
        ]


class EventDate(models.Model):
    """One performance. Sale ends fall back to its start when they are not given."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="dates")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    doors_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, choices=Visibility, default=Visibility.VISIBLE)
    full_online = models.BooleanField(default=False)
    full_reseller = models.BooleanField(default=False)
    online_until = models.DateTimeField(null=True)
    reseller_until = models.DateTimeField(null=True)
    counter_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["event", "starts_at"], name="dates_of_an_event")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="date_ends_later"
            )
        ]


class Zone(models.Model):
    """A part of the house with its own places; `capacity` is what a new date begins with."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="zones")
    name: Any = models.JSONField(default=dict)
    colour = models.CharField(max_length=7, default="#3b3a6e")
    capacity = models.PositiveIntegerField()
    is_numbered = models.BooleanField(default=False)
    is_visible = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
