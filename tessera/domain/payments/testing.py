"""The ways to pay that only try things out: for the team of a shop in test mode, nobody else."""

from django.utils.translation import gettext as _

from tessera.domain.orders.models import Order
from tessera.domain.organisations.queries.team import actor_in, memberships_of
from tessera.domain.payments.errors import MethodNotOffered
from tessera.domain.payments.methods import METHODS, part_named
from tessera.domain.payments.models import PaymentMethod


def trial_rows(order: Order, *, total: int) -> list[PaymentMethod]:
    """The ways that ask nobody for money; none where the order is real, or its buyer a stranger.

    `order` comes with its shop. Rows that somebody wrote into the shop count for nothing here.
    """
    if total <= 0 or not _is_trial(order) or not _is_of_team(order):
        return []
    codes = [code for code, part in METHODS.all().items() if part.only_for_tests]
    return [PaymentMethod(shop_id=order.shop_id, code=code) for code in codes]


def require_real_or_trial(order: Order) -> None:
    """Refuses (MethodNotOffered) to go on with a test card once the shop sells for real."""
    part = part_named(order.method)
    if part is not None and part.only_for_tests and not _is_trial(order):
        raise MethodNotOffered(
            _("Test cards are good in test mode only. Please choose another way to pay."),
            method=order.method,
        )


def _is_trial(order: Order) -> bool:
    return order.is_test and order.shop.is_test


def _is_of_team(order: Order) -> bool:
    if order.person_id is None:
        return False
    house = order.shop.organisation_id
    found = [each for each in memberships_of(order.person_id) if each.organisation_id == house]
    reach = [actor_in(each).shops for each in found]
    return any(shops is None or order.shop_id in shops for shops in reach)
