"""The same person joins, or changes, twice at once."""

from datetime import timedelta

import pytest

from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import Organisation
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.flows.checkout import place_order
from tessera.flows.enrolling import Enrolment, enrol
from tessera.flows.paying import validate_payment
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tests.factories import (
    make_level,
    make_member,
    make_membership,
    make_person,
    make_plan,
    make_plan_order,
)
from tests.factories.orders import BEA
from tests.races.threads import at_once

HOME = {"street": "Rue 1", "postcode": "1200", "city": "Genève", "country": "CH"}

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


def test_two_carts_change_one_membership_once(shop: Shop, theatre: Organisation) -> None:
    """What is left of it is taken off one order; the other is told which."""
    today, max_ = clock.now().date(), make_person("Max", email="max@test.example")
    old = make_membership(
        make_member(theatre),
        make_plan(shop),
        starts_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=99),
        price=10000,
        currency="CHF",
    )
    carts = [change(shop, old, max_, name) for name in ("Patron", "Founder")]

    def order(n: int) -> str:
        try:
            place_order(
                carts[n].secret,
                terms=True,
                shown_total=15000,
                by=BUYER,
                at=clock.now(),
                method="invoice",
            )
        except Refusal as refusal:
            return refusal.code
        return "placed"

    assert sorted(at_once(2, order)) == ["cannot_renew", "placed"]


def change(shop: Shop, old: Membership, person: Person, name: str) -> Order:
    plan = make_plan(shop, level=make_level(shop.organisation, name), price=20000)
    wish = Enrolment(plan_id=plan.pk, kind=Joining.Kind.CHANGE, replaces=old)
    cart = enrol(shop, wish, secret=None, language="en", person_id=person.pk, at=clock.now())
    for field, value in {**BEA, **HOME}.items():
        setattr(cart, field, value)
    cart.save()
    return cart
