"""Writing which ways to pay a shop offers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from tessera.domain.payments.methods import OWN, OWN_CODES
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
    if not PaymentMethod.objects.filter(shop=shop, code=code).update(**facts):
        row = PaymentMethod(shop=shop, code=code, position=_last(shop) + 1, **facts)
        row.save(force_insert=True)


def add_own(shop: Shop, facts: Mapping[str, Any]) -> PaymentMethod:
    """A way to pay of the organiser's own; no other of the organisation has its code."""
    found = PaymentMethod.objects.filter(
        shop__organisation_id=shop.organisation_id, code__startswith=OWN_CODES
    )
    numbers = [code.removeprefix(OWN_CODES) for code in found.values_list("code", flat=True)]
    number = max((int(each) for each in numbers if each.isdigit()), default=0) + 1
    return PaymentMethod.objects.create(
        shop=shop, code=f"{OWN_CODES}{number}", part=OWN, position=_last(shop) + 1, **facts
    )


def move_method(shop: Shop, code: str, *, steps: int) -> bool:
    """Move the row among the shop's; says whether it could."""
    rows = list(PaymentMethod.objects.filter(shop=shop).order_by("position", "id"))
    here = next((place for place, row in enumerate(rows) if row.code == code), None)
    if here is None or not 0 <= here + steps < len(rows):
        return False
    rows.insert(here + steps, rows.pop(here))
    for position, row in enumerate(rows):
        row.position = position
    PaymentMethod.objects.bulk_update(rows, ["position"])
    return True


def copy_methods(shop: Shop, source: Shop) -> None:
    """The ways to pay of another shop, with their settings."""
    rows = list(PaymentMethod.objects.filter(shop=source))
    for row in rows:
        row.pk, row.shop = None, shop
    PaymentMethod.objects.bulk_create(rows)


def _last(shop: Shop) -> int:
    found = PaymentMethod.objects.filter(shop=shop).aggregate(last=Max("position"))["last"]
    return -1 if found is None else int(found)
