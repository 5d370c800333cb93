"""What a shop has, seen by who wants to open it or to change its settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef

from tessera.domain.catalogue.models import Event, EventDate, Price, Product, Tariff, Visibility
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.methods import part_named
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.queries import part_of
from tessera.domain.shops.models import Shop
from tessera.domain.shops.rules import OpeningFacts


def opening_facts(shop: Shop, *, at: datetime) -> OpeningFacts:
    """What the check-list asks of the shop, as things stand."""
    dates = EventDate.objects.filter(
        event__shop_id=shop.id,
        event__status=Visibility.VISIBLE,
        event__archived_at=None,
        status=Visibility.VISIBLE,
        starts_at__gt=at,
    )
    tariffs = Tariff.objects.filter(
        Exists(dates.filter(event_id=OuterRef("event_id"))),
        product__shop_id=shop.id,
        product__status=Product.Status.PUBLISHED,
        product__visible_online=True,
        zone__is_visible=True,
    )
    prices = list(
        Price.objects.filter(product__tariff__in=tariffs).values_list("currency", "amount")
    )
    return OpeningFacts(
        currencies=shop.currencies,
        methods=_ready_methods(shop),
        coming_dates=dates.count(),
        tariffs=tariffs.count(),
        priced={currency for currency, _amount in prices},
        costs_money=any(amount for _currency, amount in prices),
        has_tried=shop.was_open or count_test_orders(shop.id) > 0,
        team=TeamMember.objects.filter(
            organisation_id=shop.organisation_id, is_active=True
        ).count(),
        **_told(shop),
    )


def count_test_orders(shop_id: int) -> int:
    """How many orders were placed to try things out."""
    return Order.objects.filter(shop_id=shop_id, placed_at__isnull=False, is_test=True).count()


def count_real_orders(shop_id: int) -> int:
    """How many orders were placed for good."""
    return Order.objects.filter(shop_id=shop_id, placed_at__isnull=False, is_test=False).count()


def use_of_currency(shop_id: int, currency: str) -> tuple[int, int]:
    """How many products have a price in it, and how many orders were placed in it."""
    prices = Price.objects.filter(product__shop_id=shop_id, currency=currency).count()
    orders = Order.objects.filter(shop_id=shop_id, currency=currency, placed_at__isnull=False)
    return prices, orders.count()


def methods_of(shop_id: int) -> dict[str, PaymentMethod]:
    """The ways to pay that the shop has rows for, by code."""
    found = PaymentMethod.objects.filter(shop_id=shop_id).order_by("position", "id")
    return {row.code: row for row in found}


def _ready_methods(shop: Shop) -> set[str]:
    return {
        row.code
        for row in PaymentMethod.objects.filter(shop=shop, is_enabled=True, for_online=True)
        if part_named(row.code) is not None and part_of(row).is_ready()
    }


def _told(shop: Shop) -> dict[str, Any]:
    return {
        "has_terms": any(shop.terms.values()),
        "has_contact": bool(shop.contact_name and shop.contact_email and shop.city),
        "is_vat_liable": shop.is_vat_liable,
        "has_vat_number": bool(shop.vat_number),
        "has_bank": bool(shop.iban and shop.bank_holder),
        "is_test": shop.is_test,
        "has_look": bool(shop.logo and shop.colours),
    }


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is in a shop to be copied."""

    events: int
    dates: int
    tariffs: int
    first: datetime | None
    last: datetime | None


def extent_of(shop_id: int) -> Extent:
    """Events that are not archived, dates that were not called off, and their tariffs."""
    dates = EventDate.objects.filter(event__shop_id=shop_id, event__archived_at=None)
    found = dates.exclude(status=Visibility.CANCELLED).aggregate(
        first=Min("starts_at"), last=Max("starts_at"), dates=Count("id")
    )
    return Extent(
        events=Event.objects.filter(shop_id=shop_id, archived_at=None).count(),
        tariffs=Tariff.objects.filter(event__shop_id=shop_id, event__archived_at=None).count(),
        **found,
    )
