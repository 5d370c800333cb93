"""Customers (« fiches clients »): who buys, per shop. Not who the ticket names."""

from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Collate, Lower, NullIf

from tessera.domain.customers.rules import PERSON
from tessera.domain.organisations.models import Organisation
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop


class Civility(models.TextChoices):
    """How a person wants to be addressed."""

    NONE = ""
    MADAM = "mrs"
    SIR = "mr"


KEPT = (*PERSON, "language")
"""What a customer is remembered by, besides the e-mail."""


ACCENTS = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿœæßšžłğ"
PLAIN = "aaaaaaceeeeiiiinoooooouuuuyyoasszlg"
LISTED = Q(merged_into=None, erased_at=None)
"""Those that lists show: neither traces nor erased."""


def folded(text: Any) -> Collate:
    """A text as it is searched and sorted: small letters without accents, the same everywhere."""
    return Collate(Func(Lower(text), Value(ACCENTS), Value(PLAIN), function="TRANSLATE"), "C")


def fold(text: str) -> str:
    """What `folded` makes of it in the database."""
    return text.lower().translate(str.maketrans(ACCENTS, PLAIN))


NAME = folded(Coalesce(NullIf("last_name", Value("")), "company"))
"""By what a customer is sorted and found: the last name, or the company's."""


class BuyerFields(models.Model):
    """What is asked of a buyer; an order keeps its own copy."""

    email = models.EmailField(blank=True)
    civility = models.CharField(max_length=3, choices=Civility, blank=True, default="")
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    company = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=7, default="fr")
    newsletter = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def full_name(self) -> str:
        """First and last name, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()


class Customer(BuyerFields):
    """Somebody who ordered in this shop, or was added by hand.

    Merged into another, it is a trace without orders; erased, it keeps its orders and no name.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="customers")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="customers")
    note = models.TextField(blank=True)
    newsletter_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "shop", Lower("email"), condition=~Q(email=""), name="customer_email_once_a_shop"
            )
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], condition=LISTED, name="customers_of_a_shop"),
            models.Index(F("shop"), NAME, F("id"), condition=LISTED, name="customers_by_name"),
            models.Index(
                F("shop"),
                OpClass(Lower("email"), name="text_pattern_ops"),
                condition=~Q(email=""),
                name="customers_by_email",
            ),
        ]


class ErasureRequest(models.Model):
    """Somebody wants to be forgotten by an organisation; it must answer by `due_on` (a month:
    GDPR, art. 12 (3))."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="erasure_requests")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=120, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(done_at=None),
                name="one_open_request_a_person",
            )
        ]
