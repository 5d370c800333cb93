"""What is given on top of a fee: a line of its own, on every paper and in every figure."""

from decimal import Decimal

import pytest

from tessera.domain.forms.rules import Given
from tessera.domain.invoices.models import Invoice
from tessera.domain.memberships.models import Membership
from tessera.domain.memberships.queries.figures import payments_of_members, sums_by_level
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.files import Told
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.reporting.queries import members_file
from tessera.domain.shops.models import Shop
from tessera.flows.checkout import place_order
from tessera.flows.enrolling import Enrolment, enrol
from tessera.flows.invoicing import issue_receipt
from tessera.flows.paying import validate_payment
from tessera.lib import clock
from tests.factories import actor_of, make_plan, make_terms
from tests.factories.orders import BEA

pytestmark = pytest.mark.django_db
HOME = {"street": "Rue 1", "postcode": "1200", "city": "Genève", "country": "CH"}
GIVEN = ("Donation", 1, 2500, "0.00")
FEE = ("Friend for a year", 1, 5000, "8.10")


@pytest.fixture
def order(shop: Shop) -> Order:
    """A year for 50 francs and 25 on top, to be paid by invoice."""
    make_terms(shop, asks_donation=True)
    Shop.objects.filter(pk=shop.pk).update(vat_rate=Decimal("8.1"), is_vat_liable=True)
    shop.refresh_from_db()
    told = Given(record={**BEA, **HOME})
    wish = Enrolment(plan_id=make_plan(shop).pk, given=told, donation=2500)
    cart = enrol(shop, wish, secret=None, language="en", at=clock.now())
    return place_order(
        cart.secret,
        terms=True,
        shown_total=7500,
        by=BUYER,
        at=clock.now(),
        method="invoice",
    )


def pay(order: Order) -> Order:
    validate_payment(order.payments.get().id, by=SYSTEM, at=clock.now())
    order.refresh_from_db()
    return order


def test_the_invoice_has_it_as_a_line_of_its_own_without_vat(order: Order) -> None:
    paper = Invoice.objects.get()
    lines = [(each["name"], each["quantity"], each["amount"], each["rate"]) for each in paper.lines]
    assert sorted(lines) == [GIVEN, FEE]
    assert paper.total == 7500


def test_the_receipt_says_the_same(order: Order) -> None:
    Invoice.objects.all().delete()
    paper = issue_receipt(pay(order).pk, by=SYSTEM, at=clock.now())
    lines = [(each["name"], each["quantity"], each["amount"], each["rate"]) for each in paper.lines]
    assert sorted(lines) == [GIVEN, FEE]


def test_the_fee_alone_is_the_price_of_the_membership(order: Order) -> None:
    assert pay(order).status == Status.PAID
    assert Membership.objects.get().price == 5000


def test_the_accountant_finds_it_apart(order: Order, alice: TeamMember) -> None:
    pay(order)
    today = clock.now().date().isoformat()
    query = f"from={today[:8]}01&before={int(today[:4]) + 1}-01-01"
    by, shop = actor_of(alice), order.shop
    found = members_file.found(by, shop, kind="member_payments", query=query)
    told = Told(language="en", time_zone=shop.time_zone, words={})
    rows = members_file.rows(found, [], shop=shop, kind="member_payments", query=query, told=told)
    assert sorted((row[5], row[6], row[9], row[11], row[12]) for row in rows) == [
        ("Donation", "", Decimal("25.00"), Decimal("0.00"), Decimal("25.00")),
        ("Friend for a year", "Friend", Decimal("46.25"), Decimal("3.75"), Decimal("50.00")),
    ]
    sums = sums_by_level(list(found))
    assert [(each.level is None, each.gross, each.vat) for each in sums] == [
        (False, 5000, 375),
        (True, 2500, 0),
    ]
    assert payments_of_members(by, shop.pk, begins=order.created_at, ends=clock.now()).count() == 2
