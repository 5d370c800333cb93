"""What the team knows of customers: added by hand, corrected, asked about the newsletter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.customers import actions as customers
from tessera.domain.customers.models import Customer
from tessera.domain.customers.queries import lock_customers
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops.queries import lock_shop
from tessera.lib.errors import NotFound


@transaction.atomic(durable=True)
def add_customer(shop_id: int, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Customer:
    """Somebody who has not ordered yet; a newsletter consent is dated.

    Refuses (NobodyToKnow) without name and e-mail, (EmailTaken) an e-mail that is known already.
    """
    require(by, Can.EDIT_CUSTOMERS)
    shop = lock_shop(shop_id)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    told = dict(values)
    if told.get("newsletter"):
        told["newsletter_at"] = at
    customer = customers.add(shop.id, told)
    activity.record("customer.added", of=("customer", customer.pk), shop=shop, by=by, at=at)
    if customer.newsletter:
        _note_consent(customer, by=by, at=at)
    return customer


@transaction.atomic(durable=True)
def edit_customer(
    customer_id: int, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> list[str]:
    """Correct what is known; says which fields changed. Orders of the past keep what they say.

    Refuses (IsErased) one who was erased, (NobodyToKnow, EmailTaken) as adding does.
    """
    customer = _lock(customer_id, by=by)
    before = {name: getattr(customer, name) for name in values}
    changed = customers.correct(customer, values)
    if changed:
        changes = {name: [before[name], getattr(customer, name)] for name in changed}
        activity.record(
            "customer.edited",
            of=("customer", customer.pk),
            shop=customer.shop,
            by=by,
            at=at,
            changes=changes,
        )
    return changed


@transaction.atomic(durable=True)
def set_newsletter(customer_id: int, *, wanted: bool, by: Actor, at: datetime) -> None:
    """The customer said yes or no to the newsletter; safe to repeat. Refuses (IsErased)."""
    customer = _lock(customer_id, by=by)
    customers.require_known(customer)
    if customer.newsletter == wanted:
        return
    customers.change(customer, {"newsletter": wanted, "newsletter_at": at})
    _note_consent(customer, by=by, at=at)


def _note_consent(customer: Customer, *, by: Actor, at: datetime) -> None:
    verb = "customer.newsletter_on" if customer.newsletter else "customer.newsletter_off"
    activity.record(verb, of=("customer", customer.pk), shop=customer.shop, by=by, at=at)


def _lock(customer_id: int, *, by: Actor) -> Customer:
    require(by, Can.EDIT_CUSTOMERS)
    customer = lock_customers([customer_id]).get(customer_id)
    if customer is None or customer.merged_into_id is not None:
        raise NotFound(_("There is no such customer."))
    shop = customer.shop
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    return customer
