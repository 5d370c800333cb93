"""Shops, their ways to pay and their gates."""

from itertools import count
from typing import Any

from tessera.domain.checkin.models import Gate
from tessera.domain.organisations.models import Organisation
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tests.factories.people import make_organisation

_next = count(1)


def make_shop(organisation: Organisation | None = None, *, slug: str = "", **facts: Any) -> Shop:
    """An open shop in CHF and EUR, French and English."""
    number = next(_next)
    values: dict[str, Any] = {
        "name": {"fr": f"Billetterie {number}", "en": f"Shop {number}"},
        "status": Shop.Status.OPEN,
        "currencies": ["CHF", "EUR"],
        "languages": ["fr", "en"],
        "contact_email": f"shop-{number}@test.example",
        "terms": {"fr": "Conditions de vente", "en": "Terms of sale"},
        "city": "Lausanne",
    }
    return shops.create_shop(
        organisation or make_organisation(), slug=slug or f"shop-{number}", **{**values, **facts}
    )


def make_method(shop: Shop, code: str = "invoice", **facts: Any) -> PaymentMethod:
    """A way to pay in the shop: free, on_site, invoice, stripe_card."""
    position = shop.methods.count()
    return PaymentMethod.objects.create(shop=shop, code=code, **{"position": position, **facts})


def make_gate(shop: Shop, name: str = "Main door", *, zone_ids: list[int] | None = None) -> Gate:
    """An entrance of the shop's house."""
    return Gate.objects.create(shop=shop, name={"en": name, "fr": name}, zone_ids=zone_ids)
