"""The sale of a shop begins, ends and begins again."""

from datetime import datetime

from django.db import transaction

from tessera.domain.activity import actions as activity
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.reporting.queries.opening import opening_facts
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import lock_shop
from tessera.domain.shops.rules import check_list, require_ready


@transaction.atomic(durable=True)
def open_shop(shop_id: int, *, by: Actor, at: datetime) -> Shop:
    """Strangers see the shop and buy; safe to repeat.

    Refuses (NotReady, `missing`) while something required is missing.
    """
    shop = _lock(shop_id, by=by)
    if shop.status == Shop.Status.OPEN:
        return shop
    require_ready(check_list(opening_facts(shop, at=at)))
    shops.change(
        shop,
        {
            "status": Shop.Status.OPEN,
            "is_visible": True,
            "opened_at": shop.opened_at or at,
            "wizard_step": "",
        },
    )
    _say("shop.opened", shop, by=by, at=at)
    return shop


@transaction.atomic(durable=True)
def close_shop(shop_id: int, *, by: Actor, at: datetime) -> Shop:
    """Nobody buys any more; orders and tickets stay as they are, and it can be opened again."""
    shop = _lock(shop_id, by=by)
    if shop.status == Shop.Status.OPEN:
        shops.change(shop, {"status": Shop.Status.CLOSED})
        _say("shop.closed", shop, by=by, at=at)
    return shop


def _lock(shop_id: int, *, by: Actor) -> Shop:
    require(by, Can.EDIT_SETTINGS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    return shop


def _say(verb: str, shop: Shop, *, by: Actor, at: datetime) -> None:
    activity.record(verb, of=("shop", shop.id), shop=shop, by=by, at=at)
    shops.bump_catalogue(shop.id)
