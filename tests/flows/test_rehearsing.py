"""Test mode, and the orders placed in it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tessera.domain.catalogue.models import Plan
from tessera.domain.checkin.models import Scan
from tessera.domain.customers.models import Customer
from tessera.domain.mailing.models import Message
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.payments.actions.mandates import keep_mandate
from tessera.domain.payments.methods import Kept
from tessera.domain.payments.models import Mandate, Notice, Payment
from tessera.domain.shops.errors import SoldForReal
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tessera.flows import checkout
from tessera.flows.paying import validate_payment
from tessera.flows.rehearsing import remove_test_orders, set_test_mode
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import (
    Programme,
    actor_of,
    make_cart,
    make_member,
    make_membership,
    make_order,
    make_plan,
    make_plan_order,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rehearsal(programme: Programme) -> Programme:
    """The programme of a shop in test mode."""
    Shop.objects.filter(id=programme.shop.id).update(is_test=True)
    programme.shop.refresh_from_db()
    return programme


def _buyer(programme: Programme, email: str) -> Customer:
    return Customer.objects.create(shop=programme.shop, email=email)


def test_open_carts_become_real_with_the_shop(rehearsal: Programme, alice: TeamMember) -> None:
    cart, placed = make_cart(rehearsal), make_order(rehearsal)
    assert cart.is_test
    assert not set_test_mode(
        rehearsal.shop.id, is_test=False, by=actor_of(alice), at=clock.now()
    ).is_test
    cart.refresh_from_db()
    placed.refresh_from_db()
    assert (cart.is_test, placed.is_test) == (False, True)


def test_a_cart_from_before_is_placed_for_real(rehearsal: Programme, alice: TeamMember) -> None:
    """Pages remember a shop for a moment: a cart may be born a test just after test mode."""
    set_test_mode(rehearsal.shop.id, is_test=False, by=actor_of(alice), at=clock.now())
    cart = make_cart(rehearsal)
    assert cart.is_test, "as by a page that still remembers test mode"
    checkout.choose_method(cart.secret, code="on_site", at=clock.now())
    cart.refresh_from_db()
    order = checkout.place_order(
        cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=clock.now()
    )
    order.refresh_from_db()
    assert not order.is_test


def test_a_shop_without_real_orders_goes_back(rehearsal: Programme, alice: TeamMember) -> None:
    make_order(rehearsal)
    by = actor_of(alice)
    set_test_mode(rehearsal.shop.id, is_test=False, by=by, at=clock.now())
    assert set_test_mode(rehearsal.shop.id, is_test=True, by=by, at=clock.now()).is_test


def test_a_real_order_ends_it_for_good(programme: Programme, alice: TeamMember) -> None:
    make_order(programme)
    with pytest.raises(SoldForReal):
        set_test_mode(programme.shop.id, is_test=True, by=actor_of(alice), at=clock.now())


def test_test_orders_go_with_all_they_made(rehearsal: Programme, alice: TeamMember) -> None:
    start = clock.now()
    test = make_order(rehearsal, quantity=3)
    test.customer = _buyer(rehearsal, "test@test.example")
    test.save()
    waiting = make_order(rehearsal, status="pending")
    Shop.objects.filter(id=rehearsal.shop.id).update(is_test=False)
    rehearsal.shop.refresh_from_db()
    real = make_order(rehearsal, quantity=2)
    real.customer = _buyer(rehearsal, "real@test.example")
    real.save()
    ticket, payment = test.tickets.first(), test.payments.get()
    Scan.objects.create(
        scan_id=uuid4(),
        shop=rehearsal.shop,
        ticket=ticket,
        code="x",
        verdict="welcome",
        is_first_entry=True,
        at=start,
    )
    Notice.objects.create(method="invoice", notice_id="n", payment=payment, body={"a": 1}, at=start)
    Message.objects.create(
        shop=rehearsal.shop,
        order=test,
        kind="order_paid",
        to="t@test.example",
        language="en",
        subject="",
        html="",
        text="",
        created_at=start,
    )

    assert remove_test_orders(rehearsal.shop.id, by=actor_of(alice), at=clock.now()) == 2

    assert list(Order.objects.values_list("id", flat=True)) == [real.id]
    assert Ticket.objects.count() == 2
    assert not Ticket.objects.filter(order_id__in=[test.id, waiting.id]).exists()
    assert Payment.objects.get().order_id == real.id
    assert (Scan.objects.count(), Message.objects.count()) == (0, 0)
    assert Notice.objects.get().payment is None, "told again, it still does nothing"
    assert Customer.objects.get().email == "real@test.example"
    assert Claim.objects.count() == 1
    assert rehearsal.pool().taken == 2
    assert pools_out_of_balance() == []


def join(plan: Plan, **facts: Any) -> Order:
    """Somebody orders a plan, pays by a card that is kept, and is a member."""
    order = make_plan_order(plan, **facts)
    payment = order.payments.get()
    validate_payment(payment.id, by=SYSTEM, at=clock.now())
    kept = Kept("cus_1", "pm_1", "Visa 4242")
    payment.order = order
    keep_mandate(payment, kept, said="Renew it.", at=clock.now())
    return order


def test_members_whom_tests_made_go_and_others_stay(
    rehearsal: Programme, alice: TeamMember
) -> None:
    plan = make_plan(rehearsal.shop, seats=2)
    known = make_member(rehearsal.shop.organisation, email="known@test.example")
    noted = make_member(rehearsal.shop.organisation, email="noted@test.example")
    had = make_membership(noted, plan, ends_on=clock.now().date() + timedelta(days=5))
    test = join(plan, email="test@test.example")
    child = make_member(rehearsal.shop.organisation, email="child@test.example")
    main = Membership.objects.get(order=test)
    make_membership(child, plan, covered_by=main, place=2)
    for email in (known.email, noted.email):
        join(plan, email=email)
    Shop.objects.filter(id=rehearsal.shop.id).update(is_test=False)
    rehearsal.shop.refresh_from_db()
    real = join(plan, email="real@test.example", joining={"kind": "renewal", "replaces": main})

    assert remove_test_orders(rehearsal.shop.id, by=actor_of(alice), at=clock.now()) == 3

    ours = Membership.objects.get(order=real)
    seat = ours.covered.get()
    assert set(Membership.objects.values_list("id", flat=True)) == {had.pk, ours.pk, seat.pk}
    assert set(Member.objects.values_list("email", flat=True)) == {
        "known@test.example",
        "noted@test.example",
        "test@test.example",
        "child@test.example",
    }
    assert Joining.objects.get().replaces is None
    good = Mandate.objects.filter(ended_at=None).get()
    assert good.payments.get().order_id == real.id
    assert set(Mandate.objects.exclude(pk=good.pk).values_list("email", "label")) == {("", "")}


def test_a_customer_known_before_stays(rehearsal: Programme, alice: TeamMember) -> None:
    known = _buyer(rehearsal, "known@test.example")
    test = make_order(rehearsal, at=clock.now() + timedelta(hours=1))
    test.customer = known
    test.save()
    remove_test_orders(rehearsal.shop.id, by=actor_of(alice), at=clock.now())
    assert Customer.objects.filter(id=known.id).exists()


def test_there_is_nothing_to_remove_twice(rehearsal: Programme, alice: TeamMember) -> None:
    make_order(rehearsal)
    by = actor_of(alice)
    assert remove_test_orders(rehearsal.shop.id, by=by, at=clock.now()) == 1
    assert remove_test_orders(rehearsal.shop.id, by=by, at=clock.now()) == 0


def test_others_may_not(rehearsal: Programme, carl: TeamMember, oscar: TeamMember) -> None:
    at = clock.now()
    for who, refusal in ((carl, NotAllowed), (oscar, NotFound)):
        with pytest.raises(refusal):
            set_test_mode(rehearsal.shop.id, is_test=False, by=actor_of(who), at=at)
        with pytest.raises(refusal):
            remove_test_orders(rehearsal.shop.id, by=actor_of(who), at=at)
