"""Joining: the plan in the cart, the member's details with it, and the order that comes of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tessera.domain.answers.models import Sheet
from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import Plan, Price, Product
from tessera.domain.catalogue.queries.plans import facts_of
from tessera.domain.forms.errors import AnswersRefused
from tessera.domain.forms.rules import Given
from tessera.domain.memberships.errors import CannotRenew
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.offers.errors import CodeNotForThis, CodeUsedUp
from tessera.domain.offers.terms import LimitFacts
from tessera.domain.orders.errors import WrongStatus
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.payments.errors import MethodNotOffered
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.approving import authorise_order
from tessera.flows.cancelling import let_expire
from tessera.flows.checkout import place_order
from tessera.flows.enrolling import Enrolment, enrol
from tessera.flows.paying import change_method, validate_payment
from tessera.flows.planning import edit_plan
from tessera.flows.shopping import remove_code, use_code
from tessera.lib import clock
from tessera.lib.errors import NotFound
from tests.factories import (
    Programme,
    actor_of,
    make_cart,
    make_code,
    make_level,
    make_member,
    make_membership,
    make_offer,
    make_person,
    make_plan,
    make_terms,
)

pytestmark = pytest.mark.django_db
MAX = {"email": "Max@Test.example", "first_name": "Max", "last_name": "Member"}
ADDRESS: dict[str, Any] = {"street": "Rue 1", "postcode": "1200", "city": "Genève", "country": "CH"}


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop)


def join(
    plan: Plan,
    secret: str | None = None,
    at: datetime | None = None,
    person: Person | None = None,
    **facts: Any,
) -> Order:
    told = {"given": Given(record={**MAX, **ADDRESS}), **facts}
    return enrol(
        plan.product.shop,
        Enrolment(plan_id=plan.pk, **told),
        secret=secret,
        language="en",
        person_id=person.pk if person else None,
        at=at or clock.now(),
        of_team=False,
    )


def order_of(cart: Order, method: str = "invoice") -> Order:
    return place_order(
        cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=clock.now(), method=method
    )


def test_the_cart_holds_the_plan_and_who_joins(plan: Plan) -> None:
    cart = join(plan)
    line = cart.lines.get()
    assert (line.product_id, line.unit_price, cart.total) == (plan.pk, 5000, 5000)
    assert Sheet.objects.get(line=line).record["first_name"] == "Max"
    assert Joining.objects.get(line=line).kind == Joining.Kind.NEW
    assert cart.email == "Max@Test.example"
    assert not Member.objects.exists()


def test_from_the_first_form_to_the_member(plan: Plan) -> None:
    order = order_of(join(plan))
    assert order.status == Status.PENDING
    assert not Member.objects.exists()
    validate_payment(order.payments.get().id, by=SYSTEM, at=clock.now())
    membership = Membership.objects.get(order=order)
    assert membership.member.email == "max@test.example"
    assert membership.member.city == "Genève"


def test_who_pays_need_not_be_the_member(plan: Plan) -> None:
    cart = join(plan, buyer_is_member=False)
    assert cart.email == ""


def test_what_needs_an_approval_is_paid_afterwards(shop: Shop, alice: TeamMember) -> None:
    order = order_of(join(make_plan(shop, needs_approval=True)), method="")
    assert (order.status, order.method) == (Status.REVIEW, "")
    order = authorise_order(order.id, by=actor_of(alice), at=clock.now())
    assert order.status == Status.PENDING
    assert not Member.objects.exists()


def test_an_offer_limited_to_a_plan_serves_as_many_as_it_may(plan: Plan, shop: Shop) -> None:
    limits = (LimitFacts(("product", plan.pk), max_tickets=1, max_per_order=1),)
    make_offer(shop, settings={"percent": "50"})
    offer = make_offer(shop, limits=limits, needs_code=True)
    make_code(offer, "JOIN")
    cart = use_code(join(plan).secret, text="join", at=clock.now())
    assert (cart.total, cart.lines.get().discount) == (4500, 500)
    other = join(plan)
    with pytest.raises(CodeUsedUp):
        use_code(other.secret, text="join", at=clock.now())
    third = join(make_plan(shop, level=plan.level))
    with pytest.raises(CodeNotForThis):
        use_code(third.secret, text="join", at=clock.now())


def test_the_same_member_wishes_once(plan: Plan, shop: Shop) -> None:
    cart = join(plan)
    other = make_plan(shop, level=plan.level, price=9000)
    cart = join(other, cart.secret)
    assert [line.product_id for line in cart.lines.all()] == [other.pk]
    cart = join(plan, cart.secret, given=Given(record={**MAX, "email": "eva@test.example"}))
    assert cart.lines.count() == 2


def test_tickets_and_a_plan_lie_in_one_cart(plan: Plan, programme: Programme) -> None:
    tickets = make_cart(programme, **ADDRESS)
    cart = join(plan, tickets.secret)
    assert cart.pk == tickets.pk
    assert cart.total == tickets.total + 5000
    order = order_of(cart)
    validate_payment(order.payments.get().id, by=SYSTEM, at=clock.now())
    assert (order.tickets.count(), Membership.objects.count()) == (2, 1)


def test_a_donation_lies_on_top_without_vat(plan: Plan, shop: Shop) -> None:
    make_terms(shop, asks_donation=True)
    cart = join(plan, donation=2500)
    given = cart.lines.get(product__kind=Product.Kind.DONATION)
    assert (given.unit_price, given.vat_rate, cart.total) == (2500, Decimal(0), 7500)


@pytest.mark.parametrize("missing", ["email", "first_name", "last_name"])
def test_a_member_has_an_address_and_a_name(plan: Plan, missing: str) -> None:
    with pytest.raises(AnswersRefused) as refused:
        join(plan, given=Given(record={**MAX, missing: ""}))
    assert missing in str(refused.value.facts["fields"])
    assert not Order.objects.exists()


@pytest.mark.parametrize("status", ["draft", "preview"])
def test_what_is_not_published_cannot_be_joined(shop: Shop, status: str) -> None:
    with pytest.raises(NotOnSale):
        join(make_plan(shop, status=status))


def test_nobody_joins_while_memberships_are_off_or_the_window_is_shut(
    plan: Plan, shop: Shop
) -> None:
    plan.product.online_until = clock.now() - timedelta(days=1)
    plan.product.save()
    with pytest.raises(NotOnSale):
        join(plan)
    make_terms(shop, is_active=False)
    with pytest.raises(NotOnSale):
        join(make_plan(shop))


def test_members_pay_only_as_the_shop_says(plan: Plan, shop: Shop) -> None:
    make_terms(shop, pays_by_invoice=False)
    with pytest.raises(MethodNotOffered):
        order_of(join(plan))
    with pytest.raises(MethodNotOffered):
        order_of(join(plan), method="on_site")


def test_a_change_of_level_counts_what_is_left(
    plan: Plan, shop: Shop, theatre: Organisation
) -> None:
    max_ = make_person("Max", email="max@test.example")
    at = datetime.fromisoformat("2026-07-02T12:00:00+02:00")
    old = make_membership(
        make_member(theatre),
        plan,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        price=10000,
        currency="CHF",
    )
    patron = make_plan(shop, level=make_level(theatre, "Patron"), price=20000)
    cart = join(patron, kind=Joining.Kind.CHANGE, replaces=old, person=max_, at=at)
    line = cart.lines.get()
    assert (line.unit_price, Joining.objects.get(line=line).credit) == (20000 - 5013, 5013)


@pytest.fixture
def max_(db: None) -> Person:
    return make_person("Max", email="max@test.example")


@pytest.fixture
def old(plan: Plan, theatre: Organisation) -> Membership:
    """Max's, to the end of 2026."""
    member = make_member(theatre)
    return make_membership(member, plan, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+01:00")


def test_a_renewal_is_paid_like_anything_else_and_adds_to_the_end(
    plan: Plan, old: Membership, max_: Person
) -> None:
    at = on("2026-11-22")
    cart = join(plan, kind=Joining.Kind.RENEWAL, replaces=old, person=max_, at=at)
    for name, value in ADDRESS.items():
        setattr(cart, name, value)
    cart.save()
    order = order_of(cart)
    validate_payment(order.payments.get().id, by=SYSTEM, at=at)
    new = Membership.objects.get(follows=old)
    assert (new.starts_on, new.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    with pytest.raises(CannotRenew, match="already"):
        join(plan, kind=Joining.Kind.RENEWAL, replaces=old, person=max_, at=at)


@pytest.mark.parametrize("day", ["2026-10-01", "2027-06-01"])
def test_one_renews_in_time(plan: Plan, old: Membership, max_: Person, day: str) -> None:
    with pytest.raises(CannotRenew):
        join(plan, kind=Joining.Kind.RENEWAL, replaces=old, person=max_, at=on(day))


def test_who_has_what_is_hidden_renews_it_all_the_same(
    plan: Plan, old: Membership, max_: Person
) -> None:
    at = on("2026-12-01")
    Plan.objects.filter(pk=plan.pk).update(first_published_at=on("2025-01-01"))
    Product.objects.filter(pk=plan.pk).update(status=Product.Status.DRAFT)
    cart = join(plan, kind=Joining.Kind.RENEWAL, replaces=old, person=max_, at=at)
    for name, value in ADDRESS.items():
        setattr(cart, name, value)
    cart.save()
    assert order_of(cart).status == Status.PENDING
    with pytest.raises(NotOnSale):
        join(plan, at=at)


def test_nobody_renews_for_others(plan: Plan, old: Membership) -> None:
    for person in (None, make_person("Eva")):
        with pytest.raises(NotFound):
            join(plan, kind=Joining.Kind.RENEWAL, replaces=old, person=person, at=on("2026-12-01"))


def test_one_changes_to_another_level(plan: Plan, old: Membership, max_: Person) -> None:
    with pytest.raises(CannotRenew):
        join(plan, kind=Joining.Kind.CHANGE, replaces=old, person=max_, at=on("2026-07-01"))


# Between the cart and the order


def test_what_was_hidden_meanwhile_is_not_ordered(plan: Plan) -> None:
    cart = join(plan)
    Product.objects.filter(pk=plan.pk).update(status=Product.Status.DRAFT)
    with pytest.raises(NotOnSale, match="no longer offered"):
        order_of(cart)


def test_what_closed_meanwhile_is_not_ordered(plan: Plan) -> None:
    cart = join(plan)
    Product.objects.filter(pk=plan.pk).update(online_until=clock.now() - timedelta(minutes=1))
    with pytest.raises(NotOnSale, match="no longer offered"):
        order_of(cart)


def test_what_costs_another_price_meanwhile_is_not_ordered(plan: Plan) -> None:
    """Only previews can change their price: what was published has it for good."""
    cart = join(plan)
    Price.objects.filter(product=plan.pk).update(amount=9000)
    with pytest.raises(NotOnSale, match="another price"):
        order_of(cart)


def test_other_words_of_a_plan_leave_open_carts_alone(plan: Plan, shop: Shop) -> None:
    cart = join(plan)
    facts = replace(facts_of(plan), name={"en": "Better"}, description={"en": "More"})
    by = replace(SYSTEM, organisation_id=shop.organisation_id)
    edit_plan(shop, facts, plan_id=plan.pk, by=by, at=clock.now())
    assert order_of(cart).total == 5000


def test_an_approval_that_is_asked_for_meanwhile_holds(plan: Plan) -> None:
    cart = join(plan)
    Product.objects.filter(pk=plan.pk).update(needs_approval=True)
    assert order_of(cart).status == Status.REVIEW


def change(old: Membership, max_: Person, shop: Shop, name: str) -> Order:
    level = make_level(shop.organisation, name)
    other = make_plan(shop, level=level, price=20000)
    cart = join(other, kind=Joining.Kind.CHANGE, replaces=old, person=max_)
    for field, value in ADDRESS.items():
        setattr(cart, field, value)
    cart.save()
    return cart


@pytest.fixture
def running(plan: Plan, theatre: Organisation) -> Membership:
    """Max's, half over."""
    today = clock.now().date()
    return make_membership(
        make_member(theatre),
        plan,
        starts_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=99),
        price=10000,
        currency="CHF",
    )


def test_what_is_left_is_taken_off_once(running: Membership, max_: Person, shop: Shop) -> None:
    one, two = (change(running, max_, shop, name) for name in ("Patron", "Founder"))
    assert (one.total, two.total) == (15000, 15000)
    first = order_of(one)
    with pytest.raises(CannotRenew, match=f"{first.number}"):
        order_of(two)
    with pytest.raises(CannotRenew, match=f"{first.number}"):
        change(running, max_, shop, "Angel")
    validate_payment(first.payments.get().id, by=SYSTEM, at=clock.now())
    with pytest.raises(CannotRenew, match="already"):
        order_of(two)


def test_what_ended_meanwhile_takes_nothing_off(
    running: Membership, max_: Person, shop: Shop
) -> None:
    cart = change(running, max_, shop, "Patron")
    Membership.objects.update(ended_on=clock.now().date())
    with pytest.raises(CannotRenew, match="has ended"):
        order_of(cart)


def test_the_next_change_counts_what_the_last_one_was_worth(
    running: Membership, max_: Person, shop: Shop
) -> None:
    """50 francs were left of the first: the second is worth 200, though only 150 were paid."""
    order = order_of(change(running, max_, shop, "Patron"))
    validate_payment(order.payments.get().id, by=SYSTEM, at=clock.now())
    patron = Membership.objects.get(follows=running)
    assert patron.price == 20000
    again = change(patron, max_, shop, "Founder")
    assert Joining.objects.get(line__order=again).credit == 20000


def test_money_of_another_currency_is_not_taken_off(
    running: Membership, max_: Person, shop: Shop
) -> None:
    Membership.objects.update(currency="EUR")
    running.refresh_from_db()
    assert change(running, max_, shop, "Patron").total == 20000


def test_a_code_used_up_between_cart_and_order(plan: Plan, shop: Shop) -> None:
    make_code(make_offer(shop, needs_code=True, limits=(of_plan(plan),)), max_uses=1)
    cart, other = join(plan), join(plan)
    cart = use_code(cart.secret, text="SUMMER", at=clock.now())
    assert cart.total == 4500
    let_expire(at=clock.now() + timedelta(days=1))
    use_code(other.secret, text="SUMMER", at=clock.now())
    cart.refresh_from_db()
    with pytest.raises(CodeUsedUp):
        order_of(cart)
    assert order_of(remove_code(cart.secret, at=clock.now())).total == 5000
    assert pools_out_of_balance() == []


def of_plan(plan: Plan) -> LimitFacts:
    return LimitFacts(("product", plan.pk))


# After the offer has ended


def test_money_that_comes_after_the_end_is_honoured_from_its_own_day_on(
    shop: Shop, alice: TeamMember
) -> None:
    by, at = actor_of(alice), clock.now()
    order = order_of(join(make_plan(shop, needs_approval=True)), method="")
    order = authorise_order(order.id, by=by, at=at)
    order = change_method(
        order.id, code="invoice", shown_total=order.total, address=ADDRESS, by=BUYER, at=at
    )
    assert order.held_until is not None
    late = order.held_until + timedelta(days=20)
    let_expire(at=late)
    assert not Member.objects.exists()
    order.refresh_from_db()
    assert order.status == Status.EXPIRED
    validate_payment(order.payments.latest("id").id, by=by, at=late)
    assert Membership.objects.get().starts_on == late.date()


def test_late_money_takes_what_is_left_off_no_second_time(
    running: Membership, max_: Person, shop: Shop
) -> None:
    first = order_of(change(running, max_, shop, "Patron"))
    Order.objects.filter(pk=first.pk).update(status=Status.EXPIRED)
    second = order_of(change(running, max_, shop, "Founder"))
    validate_payment(second.payments.get().id, by=SYSTEM, at=clock.now())
    with pytest.raises(WrongStatus, match="cannot be honoured"):
        validate_payment(first.payments.get().id, by=SYSTEM, at=clock.now())
    assert Membership.objects.filter(ended_on=None).count() == 1
