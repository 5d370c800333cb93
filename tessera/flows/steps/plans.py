"""Plans in a cart that is placed: whether they can still be had, as they were promised."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import Product
from tessera.domain.catalogue.queries.plans import (
    is_within,
    membership_terms,
    plan_to_join,
    price_of_plan,
)
from tessera.domain.memberships.actions import lock_member
from tessera.domain.memberships.errors import CannotRenew
from tessera.domain.memberships.models import Joining, Membership
from tessera.domain.memberships.queries.joining import change_under_way, joinings_of
from tessera.domain.memberships.queries.standing import find_membership, has_follower, lasts
from tessera.domain.memberships.rules import is_valid
from tessera.domain.orders.models import Order, OrderLine
from tessera.lib.i18n import local


def require_joinable(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> None:
    """Refuses (NotOnSale) plans that were hidden, closed or priced anew since they lay in the
    cart; (CannotRenew) to renew or change what was renewed, changed or ended meanwhile."""
    plans = [line for line in lines if line.product.kind == Product.Kind.PLAN]
    if not plans:
        return
    terms = membership_terms(order.shop_id)
    if terms is None or not terms.is_active:
        raise NotOnSale(_("This shop takes no members at the moment."))
    joinings = joinings_of([line.id for line in plans])
    for line in plans:
        _require_offered(line, joinings[line.id], shop_id=order.shop_id, at=at)
        _require_to_replace(order, joinings[line.id], at=at)


def require_no_change(old: Membership, *, but_order: int | None = None) -> None:
    """Refuses (CannotRenew) a second change of what an order changes already: what is left of a
    membership is taken off once."""
    number = change_under_way(old.pk, but_order=but_order)
    if number:
        raise CannotRenew(
            _(
                "Order %(number)s changes this membership already, and waits. Pay it, or ask us to "
                "cancel it."
            )
            % {"number": number}
        )


def _require_offered(line: OrderLine, joining: Joining, *, shop_id: int, at: datetime) -> None:
    plan = plan_to_join(shop_id, line.product_id)
    # Nobody but the team has previews in a cart; who is a member renews what is hidden too.
    is_gone = plan.product.status == Product.Status.DRAFT or not is_within(plan, at=at)
    if is_gone and joining.kind != Joining.Kind.RENEWAL:
        raise NotOnSale(
            _(
                "A membership in your cart is no longer offered. Take it out, and choose another "
                "one."
            )
        )
    if line.unit_price + joining.credit != price_of_plan(plan):
        raise NotOnSale(
            _("A membership in your cart has another price now. Take it out, and choose it again.")
        )


def _require_to_replace(order: Order, joining: Joining, *, at: datetime) -> None:
    if joining.replaces is None:
        return
    lock_member(joining.replaces.member_id)  # two carts with the same wish: one is first
    old = find_membership(joining.replaces.pk) or joining.replaces
    if has_follower(old.pk):
        raise CannotRenew(
            _(
                "This membership was renewed or changed already. Take it out of your cart, and look"
                " at your account."
            )
        )
    if joining.kind != Joining.Kind.CHANGE:
        return
    require_no_change(old, but_order=order.pk)
    if not is_valid(lasts(old), on=local(at, order.shop.time_zone).date()):
        raise CannotRenew(
            _("The membership you change has ended. Take it out of your cart, and join anew.")
        )
