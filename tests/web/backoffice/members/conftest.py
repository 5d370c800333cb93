"""A theatre that takes members."""

from datetime import date, timedelta

import pytest

from tessera.domain.catalogue.models import Level, Plan
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.organisations.models import Organisation
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tests.factories import make_level, make_member, make_membership, make_plan

DAY = timedelta(days=1)


@pytest.fixture
def level(theatre: Organisation) -> Level:
    return make_level(theatre, "Friend", rank=10)


@pytest.fixture
def plan(shop: Shop, level: Level) -> Plan:
    Shop.objects.filter(pk=shop.pk).update(takes_members=True)
    shop.takes_members = True
    return make_plan(shop, level=level)


@pytest.fixture
def today() -> date:
    return clock.now().date()


@pytest.fixture
def ada(theatre: Organisation, plan: Plan, today: date) -> Member:
    member = make_member(theatre, email="ada@test.example", first_name="Ada", last_name="Émery")
    make_membership(member, plan, starts_on=today - 30 * DAY, ends_on=today + 335 * DAY)
    return member


@pytest.fixture
def held(ada: Member) -> Membership:
    return ada.memberships.get()
