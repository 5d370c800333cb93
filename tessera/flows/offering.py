"""Which ways to pay a shop offers: ours, and the organiser's own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.actions import choosing as payments
from tessera.domain.payments.methods import part_named
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import lock_shop
from tessera.lib.errors import NotFound


@transaction.atomic(durable=True)
def set_method(
    shop_id: int, code: str, facts: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Switch a way to pay on or off and write its settings; orders keep what they were told.

    Refuses (NotFound) one that nothing serves.
    """
    shop = _shop(shop_id, by)
    if part_named(code) is None:
        raise NotFound(_("There is no such way to pay."))
    payments.set_method(shop, code, facts)
    _note("method.edited", shop, code, by=by, at=at, is_enabled=facts.get("is_enabled"))


@transaction.atomic(durable=True)
def add_method(shop_id: int, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> PaymentMethod:
    """A way to pay of the organiser's own, validated by hand; it comes last in the list."""
    shop = _shop(shop_id, by)
    made = payments.add_own(shop, facts)
    _note("method.added", shop, made.code, by=by, at=at)
    return made


@transaction.atomic(durable=True)
def move_method(shop_id: int, code: str, *, steps: int, by: Actor, at: datetime) -> None:
    """Show a way to pay so many lines further down (or up, below zero) to buyers."""
    shop = _shop(shop_id, by)
    if payments.move_method(shop, code, steps=steps):
        _note("method.edited", shop, code, by=by, at=at)


def _shop(shop_id: int, by: Actor) -> Shop:
    require(by, Can.EDIT_SETTINGS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    return shop


def _note(
    verb: str, shop: Shop, code: str, *, by: Actor, at: datetime, is_enabled: bool | None = None
) -> None:
    facts = {} if is_enabled is None else {"is_enabled": is_enabled}
    activity.record(verb, of=("shop", shop.id), shop=shop, by=by, at=at, method=code, **facts)
