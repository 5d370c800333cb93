"""Events, their dates and zones, and everything that is sold."""

from tessera.domain.catalogue.models.events import Category, Event, EventDate, Visibility, Zone
from tessera.domain.catalogue.models.plans import Level, MembershipTerms, Plan
from tessera.domain.catalogue.models.products import Price, PriceStep, Product, Tariff

__all__ = [
    "Category",
    "Event",
    "EventDate",
    "Level",
    "MembershipTerms",
    "Plan",
    "Price",
    "PriceStep",
    "Product",
    "Tariff",
    "Visibility",
    "Zone",
]
