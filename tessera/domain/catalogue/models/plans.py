"""Levels of membership, and the plans by which one joins them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tessera.domain.catalogue.models.products import Product
from tessera.domain.organisations.models import Organisation
from tessera.domain.shops.models import Shop


def usual_reminders() -> list[int]:
    """Thirty days and a week before the end, and a week after it."""
    return [-30, -7, 7]


class MembershipTerms(models.Model):
    """How a shop takes members: switched on or not, how they pay, in which currency."""

    class Layout(models.TextChoices):
        CARDS = "cards"
        LIST = "list"
        TABLE = "table"

    shop = models.OneToOneField(
        Shop, models.CASCADE, primary_key=True, related_name="membership_terms"
    )
    is_active = models.BooleanField(default=False)
    pays_online = models.BooleanField(default=True)
    pays_by_invoice = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.CARDS)
    intro: Any = models.JSONField(default=dict, blank=True)
    asks_donation = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pays_online=True) | Q(pays_by_invoice=True),
                name="members_pay_somehow",
            )
        ]


class Level(models.Model):
    """What a member has, in all shops of the organisation; the higher the `rank`, the more.

    `reminder_days` count from the last day: below zero before it, above zero after it. A member
    keeps the benefits `grace_days` beyond the end. One may renew from `opens_days` before the end
    until `closes_days` after it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="levels")
    name: Any = models.JSONField(default=dict)
    benefits: Any = models.JSONField(default=dict, blank=True)
    colour = models.CharField(max_length=7, default="#3b3a6e")
    rank = models.PositiveSmallIntegerField(default=0)
    reminder_days = ArrayField(models.SmallIntegerField(), default=usual_reminders)
    grace_days = models.PositiveSmallIntegerField(default=14)
    opens_days = models.PositiveSmallIntegerField(default=60)
    closes_days = models.PositiveSmallIntegerField(default=90)


class Plan(models.Model):
    """A way to join a level: how long it lasts and what it costs, VAT excluded, in minor units.

    Of a `season` the days are given as MM-DD: it begins on `season_starts`, and who joins from
    `season_rollover` on gets the next season too. `first_published_at` freezes price, VAT, level
    and duration for good. `successor` is the plan a renewal goes to. `seats` members come with
    one payment.
    """

    class Unit(models.TextChoices):
        DAYS = "days"
        MONTHS = "months"
        YEARS = "years"
        UNLIMITED = "unlimited"
        SEASON = "season"

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="plan")
    level = models.ForeignKey(Level, models.PROTECT, related_name="plans")
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.YEARS)
    count = models.PositiveSmallIntegerField(default=1)
    season_starts = models.CharField(max_length=5, blank=True)
    season_rollover = models.CharField(max_length=5, blank=True)
    subtitle: Any = models.JSONField(default=dict, blank=True)
    picture = models.ImageField(upload_to="plans/", blank=True)
    net_price = models.PositiveIntegerField(default=0)
    seats = models.PositiveSmallIntegerField(default=1)
    renews_itself = models.BooleanField(default=False)
    first_published_at = models.DateTimeField(null=True)
    successor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, seats__gte=1), name="a_plan_lasts_and_serves_one"
            ),
            models.CheckConstraint(
                condition=Q(unit="season", season_starts__regex=r"^\d\d-\d\d$")
                | (~Q(unit="season") & Q(season_starts="")),
                name="a_season_says_when_it_starts",
            ),
        ]
