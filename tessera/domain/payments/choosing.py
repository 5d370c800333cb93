"""Writing which ways to pay a shop offers."""

from collections.abc import Iterable, Mapping
from typing import Any

from tessera.domain.payments.models import PaymentMethod
from tessera.domain.shops.models import Shop


def add_methods(shop: Shop, codes: Iterable[str]) -> None:
    """Ways to pay for a new shop, in this order, switched on."""
    PaymentMethod.objects.bulk_create(
        PaymentMethod(shop=shop, code=code, position=position)
        for position, code in enumerate(codes)
    )


def set_method(shop: Shop, code: str, facts: Mapping[str, Any]) -> None:
    """Write a way to pay of the shop; made when it has none of this code."""
    PaymentMethod.objects.update_or_create(shop=shop, code=code, defaults=dict(facts))


def copy_methods(shop: Shop, source: Shop) -> None:
    """The ways to pay of another shop, with their settings."""
    rows = list(PaymentMethod.objects.filter(shop=source))
    for row in rows:
        row.pk, row.shop = None, shop
    PaymentMethod.objects.bulk_create(rows)
