"""The same person, known twice, becomes one customer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.customers import actions as customers
from tessera.domain.customers.errors import CannotMerge
from tessera.domain.customers.models import Customer
from tessera.domain.customers.queries import lock_customers
from tessera.domain.orders.actions.forgetting import move_orders
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.lib.errors import NotFound


@transaction.atomic(durable=True)
def merge_customers(
    kept_id: int, other_id: int, *, from_other: Collection[str], by: Actor, at: datetime
) -> Customer:
    """The orders of the other move to the one who stays, with the values chosen `from_other`.

    The other is a trace whose e-mail leads here. Refuses (CannotMerge) a customer with itself,
    of another shop, erased, or merged already.
    """
    require(by, Can.EDIT_CUSTOMERS)
    found = lock_customers({kept_id, other_id})
    if kept_id not in found or other_id not in found:
        raise NotFound(_("There is no such customer."))
    kept, other = found[kept_id], found[other_id]
    for each in (kept, other):
        require_in(by, organisation_id=each.shop.organisation_id, shop_id=each.shop_id)
    _require_two(kept, other)
    changed = customers.merge(kept, other, from_other=from_other)
    moved = move_orders(of=other.pk, to=kept.pk)
    facts = {"other": other.pk, "orders": moved, "fields": changed}
    activity.record(
        "customer.merged", of=("customer", kept.pk), shop=kept.shop, by=by, at=at, **facts
    )
    return kept


def _require_two(kept: Customer, other: Customer) -> None:
    if kept.pk == other.pk:
        raise CannotMerge(_("This is one and the same customer. Choose another one."))
    if kept.shop_id != other.shop_id:
        raise CannotMerge(_("Customers of two shops stay apart: each shop has its own consents."))
    if kept.erased_at or other.erased_at:
        raise CannotMerge(_("One of the two was erased: nobody can say that they are the same."))
    if kept.merged_into_id or other.merged_into_id:
        raise CannotMerge(_("One of the two was merged already. Look for who it was merged into."))
