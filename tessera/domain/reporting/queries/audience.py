"""For whom an offer can be: customers by name, and the levels of members."""

from collections.abc import Collection

from tessera.domain.catalogue.models.plans import Level
from tessera.domain.customers.models import LISTED, Customer
from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries.customers import customers_visible_to, matching

FOUND = 12


def customers_named(actor: Actor, shop_id: int, ids: Collection[int]) -> list[Customer]:
    """These customers, as far as the actor may see them, by name."""
    found = customers_visible_to(actor, shop_id).filter(id__in=ids)
    return list(found.order_by("last_name", "first_name", "id"))


def customers_found(actor: Actor, shop_id: int, words: str) -> list[Customer]:
    """A dozen customers who fit the words; nobody without words."""
    if not words.strip():
        return []
    seen = customers_visible_to(actor, shop_id).filter(LISTED)
    return list(matching(seen, words).order_by("-id")[:FOUND])


def are_customers_of(shop_id: int, ids: Collection[int]) -> bool:
    """Whether all of them are customers of the shop."""
    return Customer.objects.filter(shop_id=shop_id, id__in=ids).count() == len(set(ids))


def levels_of(organisation_id: int) -> list[Level]:
    """The levels that members of the organisation can have, the highest first."""
    return list(Level.objects.filter(organisation_id=organisation_id).order_by("-rank", "id"))
