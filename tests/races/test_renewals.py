"""The job that renews runs twice at once: each thing is said once, and charged once."""

from datetime import date

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.memberships.models import Membership
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import Organisation
from tessera.domain.payments.models import Mandate, Payment
from tessera.domain.shops.models import Shop
from tessera.flows.renewing import renew_due
from tests.factories import make_level, make_member, make_membership, make_plan
from tests.flows.test_renewing import Bank, bank, on
from tests.races.threads import at_once

__all__ = ["bank"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_many_workers_announce_and_charge_once(shop: Shop, theatre: Organisation) -> None:
    plan = make_plan(shop, level=make_level(theatre), renews_itself=True)
    account = Mandate.objects.create(
        shop=shop,
        method="bank",
        provider_customer="cus_1",
        provider_method="pm_1",
        said="Renew it.",
        agreed_at=on("2026-01-01"),
    )
    for n in range(5):
        make_membership(
            make_member(theatre, email=f"{n}@test.example"),
            plan,
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            mandate=account,
        )
    for day in ("2026-12-17", "2026-12-30"):
        at_once(4, lambda _n, day=day: renew_due(at=on(day)))  # type: ignore[misc]
    told = Activity.objects.filter(verb="membership.renewal_announced")
    assert told.count() == 5
    assert len(set(Bank.charged)) == Payment.objects.count() == Order.objects.count() == 5
    assert Membership.objects.filter(follows__isnull=False).count() == 5
