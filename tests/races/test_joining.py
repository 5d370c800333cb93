"""The same person joins twice at once."""

import pytest

from tessera.domain.memberships.models import Member, Membership
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.shops.models import Shop
from tessera.flows.paying import validate_payment
from tessera.lib import clock
from tests.factories import make_plan, make_plan_order
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_joins_twice_at_once_is_one_member_with_two_years(shop: Shop) -> None:
    plan = make_plan(shop)
    orders = [make_plan_order(plan, email=email) for email in ("max@x.example", "MAX@x.example")]
    payments = [order.payments.get().id for order in orders]
    at_once(2, lambda n: validate_payment(payments[n], by=SYSTEM, at=clock.now()))
    assert Member.objects.count() == 1
    first, second = Membership.objects.order_by("starts_on")
    assert first.ends_on is not None
    assert second.starts_on > first.ends_on
