"""Customers (« fiches clients »): who buys, per shop. Not who the ticket names."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop


class Civility(models.TextChoices):
    """How a person wants to be addressed."""

    NONE = ""
    MADAM = "mrs"
    SIR = "mr"


KEPT = (
    "civility",
    "first_name",
    "last_name",
    "company",
    "phone",
    "street",
    "postcode",
    "city",
    "country",
    "language",
)
"""What a customer is remembered by, besides the e-mail."""


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
