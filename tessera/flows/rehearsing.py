"""Trying a shop out before it sells for real: test mode, and the orders placed in it."""

from datetime import datetime

from django.db import transaction

from tessera.domain.activity import actions as activity
from tessera.domain.checkin.actions import rehearsing as checkin
from tessera.domain.customers.actions import rehearsing as customers
from tessera.domain.memberships.actions import rehearsing as members
from tessera.domain.offers.actions import offers
from tessera.domain.orders.actions import profits
from tessera.domain.orders.actions import rehearsing as orders
from tessera.domain.orders.queries.offers import offers_never_used
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.payments.actions import rehearsing as payments
from tessera.domain.payments.mandates import mandates_with
from tessera.domain.reporting import actions as reporting
from tessera.domain.reporting.queries.opening import count_real_orders
from tessera.domain.shops import actions as shops
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import lock_shop
from tessera.domain.shops.rules import require_no_real_order
from tessera.domain.stock import actions as stock
from tessera.domain.tickets.actions import rehearsing as tickets
from tessera.flows.steps.answers import forget_files
from tessera.flows.steps.mandates import forget_accounts


@transaction.atomic(durable=True)
def set_test_mode(shop_id: int, *, is_test: bool, by: Actor, at: datetime) -> Shop:
    """What is ordered from now on is a test, or is real; open carts go along.

    Refuses (SoldForReal) to switch it on once somebody has ordered for real.
    """
    shop = _lock(shop_id, by=by)
    if is_test:
        require_no_real_order(count_real_orders(shop.id))
    if shops.change(shop, {"is_test": is_test}):
        orders.mark_carts(shop.id, is_test=is_test)
        verb = "test_mode.started" if is_test else "test_mode.ended"
        activity.record(verb, of=("shop", shop.id), shop=shop, by=by, at=at)
        shops.bump_catalogue(shop.id)
    return shop


@transaction.atomic(durable=True)
def remove_test_orders(shop_id: int, *, by: Actor, at: datetime) -> int:
    """Test orders go with their tickets, memberships, payments, messages and the customers
    and members that they made; their places are free again. Says how many orders; real ones
    are never touched."""
    shop = _lock(shop_id, by=by)
    gone = orders.lock_test_orders(shop.id)
    if not gone:
        return 0
    claims, counted = orders.claims_of_orders(gone), profits.let_offers_go(gone)
    buyers = orders.buyers_of(gone)
    checkin.forget_scans(gone)
    tickets.forget_tickets(gone)
    members.forget_memberships(gone)
    forget_accounts(mandates_with(gone), at=at)
    payments.forget_payments(gone)
    forget_files(gone)
    orders.forget_orders(gone)
    stock.release(claims)
    stock.release(counted)
    offers.mark_unused(offers_never_used(shop.id))
    customers.forget_unused(buyers)
    reporting.forget_all_days(shop.id)
    activity.record(
        "test_orders.removed", of=("shop", shop.id), shop=shop, by=by, at=at, count=len(gone)
    )
    shops.bump_catalogue(shop.id)
    return len(gone)


def _lock(shop_id: int, *, by: Actor) -> Shop:
    require(by, Can.EDIT_SETTINGS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    return shop
