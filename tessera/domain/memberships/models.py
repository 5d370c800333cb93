"""Members of an organisation, their memberships, and what renews them."""

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tessera.domain.catalogue.models import Level, Plan
from tessera.domain.customers.models import NAME, BuyerFields
from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.organisations.models import Organisation
from tessera.domain.payments.models import Mandate, Payment
from tessera.domain.people.models import Person


class Member(BuyerFields):
    """Somebody who is, or was, a member. Not the buyer who pays, though often the same person.

    `secret` opens the page that proves the card. Erased, it keeps its number and no name.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="memberships")
    answers: Any = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    secret = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="member_number_once_an_organisation"
            ),
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=~Q(email=""),
                name="member_email_once_an_organisation",
            ),
        ]
        indexes = [
            models.Index(F("organisation"), NAME, F("id"), name="members_by_name"),
            models.Index(fields=["person"], name="members_of_a_person"),
            models.Index(
                F("organisation"),
                OpClass(Lower("email"), name="text_pattern_ops"),
                condition=~Q(email=""),
                name="members_by_email",
            ),
        ]


class MemberCounter(models.Model):
    """The last member number given in an organisation."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Membership(models.Model):
    """A level, for a member, from a day to a day (the last one included; none: for ever).

    `ended_on` is the day on which somebody ended it before its time: no benefits from then on.
    `stops` was said by the member: benefits to the end, and no renewal. `mandate` is what the
    member agreed to be charged by when it renews itself. `grace_until` is the last day of
    benefits without payment. `covered_by` pays for it: a family's, a company's. A line of an
    order yields each place once.
    """

    class Origin(models.TextChoices):
        ORDER = "order"
        GRANT = "grant"
        IMPORT = "import"

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships")
    level = models.ForeignKey(Level, models.PROTECT, related_name="memberships")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="memberships")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ORDER)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="memberships")
    line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="memberships")
    place = models.PositiveIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    price = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    stops = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)
    grace_until = models.DateField(null=True)
    mandate = models.ForeignKey(Mandate, models.SET_NULL, null=True, related_name="memberships")
    covered_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="covered")
    follows = models.OneToOneField("self", models.SET_NULL, null=True, related_name="followed_by")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "place"], name="a_place_yields_one_membership"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_membership_ends_later",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "ends_on"], name="memberships_by_end"),
            models.Index(fields=["member", "-starts_on"], name="memberships_of_a_member"),
            models.Index(
                fields=["ends_on"],
                condition=Q(ended_on=None, ends_on__isnull=False),
                name="memberships_running_out",
            ),
            models.Index(
                fields=["grace_until"],
                condition=Q(grace_until__isnull=False),
                name="memberships_in_grace",
            ),
        ]


class Joining(models.Model):
    """What a plan in a cart, or order, is for: somebody new, a renewal, or a change of level.

    `credit` (minor units) is what is left of the membership it replaces. `agreed` is the text by
    which the buyer allowed later charges, at `agreed_at`. `withdrawn_at`: the organiser took an
    approval back.
    """

    class Kind(models.TextChoices):
        NEW = "new"
        RENEWAL = "renewal"
        CHANGE = "change"

    line = models.OneToOneField(OrderLine, models.CASCADE, primary_key=True, related_name="joining")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEW)
    replaces = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    buyer_is_member = models.BooleanField(default=True)
    credit = models.PositiveBigIntegerField(default=0)
    agreed = models.TextField(blank=True)
    agreed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class RenewalStep(models.Model):
    """One thing done, or to be done, because a membership ends: noted exactly once.

    `offset` counts the days from its last day: a reminder's, an announcement's, a try's.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder"
        ANNOUNCEMENT = "announcement"
        CHARGE = "charge"
        LAPSE = "lapse"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    offset = models.SmallIntegerField()
    due_on = models.DateField()
    payment = models.ForeignKey(Payment, models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind", "offset", "due_on"], name="a_step_of_renewal_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(done_at=None), name="steps_of_renewal_to_do"
            )
        ]
