"""Levels, plans, members, and orders of plans."""

from datetime import date, datetime
from typing import Any

from tessera.domain.catalogue.models import Level, MembershipTerms, Plan, Price, Product
from tessera.domain.memberships import actions as memberships
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.memberships.rules import Period
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.rules import LineToPrice, quote
from tessera.domain.organisations.models import Organisation
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tests.factories.orders import BEA, make_payment

MAX = {"email": "max@test.example", "first_name": "Max", "last_name": "Member"}


def make_terms(shop: Shop, **facts: Any) -> MembershipTerms:
    """Memberships switched on, paid online or by invoice."""
    told = {"is_active": True, "pays_by_invoice": True, "currency": shop.currencies[0], **facts}
    return MembershipTerms.objects.update_or_create(shop=shop, defaults=told)[0]


def make_level(organisation: Organisation, name: str = "Friend", **facts: Any) -> Level:
    """A level of the organisation."""
    return Level.objects.create(organisation=organisation, name={"fr": name, "en": name}, **facts)


def make_plan(
    shop: Shop,
    *,
    level: Level | None = None,
    name: str = "Friend for a year",
    price: int = 5000,
    status: str = Product.Status.PUBLISHED,
    needs_approval: bool = False,
    **facts: Any,
) -> Plan:
    """A plan of the shop on sale: a year unless said otherwise; prices with VAT, in CHF."""
    if not MembershipTerms.objects.filter(shop=shop).exists():
        make_terms(shop)
    product = Product.objects.create(
        shop=shop,
        kind=Product.Kind.PLAN,
        name={"fr": name, "en": name},
        status=status,
        needs_approval=needs_approval,
        max_per_order=1,
    )
    Price.objects.create(product=product, currency=shop.currencies[0], amount=price)
    level = level or make_level(shop.organisation)
    return Plan.objects.create(
        product=product,
        level=level,
        net_price=price,
        first_published_at=clock.now() if status == Product.Status.PUBLISHED else None,
        **facts,
    )


def make_member(organisation: Organisation, **facts: Any) -> Member:
    """Max, unless said otherwise."""
    return memberships.add_member(organisation.pk, record={**MAX, **facts}, at=clock.now())


def make_membership(
    member: Member,
    plan: Plan,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    **facts: Any,
) -> Membership:
    """Of the plan's level; granted by hand, from today on unless said otherwise."""
    days = Period(starts_on or clock.now().date(), ends_on)
    what = memberships.Start(days=days, level_id=plan.level_id, plan=plan, origin="grant")
    made = memberships.start(member, what, at=clock.now())
    assert made is not None
    for name, value in facts.items():
        setattr(made, name, value)
    made.save()
    return made


def make_plan_order(
    plan: Plan, *, status: str = Status.PENDING, at: datetime | None = None, **facts: Any
) -> Order:
    """A placed order of one plan, that waits for its invoice to be paid unless said otherwise."""
    at, shop = at or clock.now(), plan.product.shop
    order = orders.open_cart(
        shop, currency=shop.currencies[0], language="en", channel="online", at=at
    )
    joining = facts.pop("joining", {})
    for name, value in {**BEA, "method": "invoice", **facts}.items():
        setattr(order, name, value)
    orders.keep(order)
    price = Price.objects.get(product=plan.product, currency=order.currency).amount
    line = OrderLine.objects.create(
        order=order,
        product=plan.product,
        name=plan.product.name,
        quantity=1,
        unit_price=price,
        vat_rate=shop.vat_rate,
    )
    Joining.objects.create(line=line, **joining)
    priced = quote([LineToPrice(line.pk, 1, price, line.vat_rate)], currency=order.currency)
    orders.write_quote(order, priced)
    orders.keep(order, "quote", "total")
    if status != Status.CART:
        orders.place(order, status=status, at=at)
        make_payment(order, at=at)
    return order
