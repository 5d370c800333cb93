"""An open shop is hidden from strangers for a while, and shown again."""

from datetime import datetime

from django.db import transaction

from tessera.domain.activity import actions as activity
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import lock_shop


@transaction.atomic(durable=True)
def set_visibility(shop_id: int, *, is_visible: bool, by: Actor, at: datetime) -> Shop:
    """Strangers see the shop, or are told that it is closed for the moment; the team sees it
    either way. Safe to repeat."""
    require(by, Can.EDIT_SETTINGS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    if shops.change(shop, {"is_visible": is_visible}):
        verb = "shop.shown" if is_visible else "shop.hidden"
        activity.record(verb, of=("shop", shop.id), shop=shop, by=by, at=at)
        shops.bump_catalogue(shop.id)
    return shop
