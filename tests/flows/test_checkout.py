"""From a full cart to a placed order: one test a promise, one a refusal."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.errors import SaleClosed
from tessera.domain.catalogue.models import Price, Product
from tessera.domain.customers.models import Customer
from tessera.domain.orders.errors import (
    CartEmpty,
    CartGone,
    DetailsMissing,
    PriceChanged,
    TermsNotAccepted,
)
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.models import Payment, PaymentMethod
from tessera.domain.shops.models import Shop
from tessera.domain.stock.errors import SoldOut
from tessera.domain.stock.models import Claim, Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.cancelling import let_expire
from tessera.flows.checkout import choose_method, place_order, save_details
from tessera.flows.shopping import Item, add_to_cart, change_line
from tessera.lib import clock
from tests.factories import Programme, make_event

pytestmark = pytest.mark.django_db

BEA = {
    "email": "Bea@Test.example",
    "first_name": "Bea",
    "last_name": "Muster",
    "street": "Rue du Lac 1",
    "postcode": "1003",
    "city": "Lausanne",
    "country": "CH",
    "language": "fr",
    "newsletter": True,
}


def full_cart(shop: Shop, programme: Programme, *, method: str = "invoice") -> Order:
    """A cart with two tickets, Bea's details and a way to pay."""
    at = clock.now()
    item = Item(programme.tariffs[0].product_id, programme.date.id, 2)
    cart = add_to_cart(shop, items=[item], secret=None, currency="CHF", language="fr", at=at)
    save_details(cart.secret, buyer=BEA, at=at)
    return choose_method(cart.secret, code=method, at=at) if method else cart


def place(cart: Order, **changed: Any) -> Order:
    """Place it as the buyer sees it."""
    facts = {"terms": True, "shown_total": cart.total, "by": BUYER, "at": clock.now(), **changed}
    return place_order(cart.secret, **facts)


def test_placing_gives_a_number_and_keeps_the_places(shop: Shop, programme: Programme) -> None:
    order = place(full_cart(shop, programme))

    assert order.status == Status.PENDING
    assert order.number
    assert order.due_at is not None
    assert Claim.objects.get().held_until == order.due_at
    assert Payment.objects.get(order=order).amount == order.total
    assert Activity.objects.get(verb="order.placed").subject_id == order.id
    assert pools_out_of_balance() == []


def test_an_invoice_is_due_before_the_first_date(shop: Shop, programme: Programme) -> None:
    order = place(full_cart(shop, programme))

    assert order.due_at == programme.date.starts_at


def test_the_customer_is_remembered_once_whatever_the_capitals(
    shop: Shop, programme: Programme
) -> None:
    place(full_cart(shop, programme))
    place(full_cart(shop, programme))

    customer = Customer.objects.get()
    assert customer.email == "bea@test.example"
    assert customer.newsletter
    assert customer.orders.count() == 2


def test_the_fee_of_the_method_is_in_the_total(shop: Shop, programme: Programme) -> None:
    PaymentMethod.objects.filter(code="invoice").update(
        fee_order={"CHF": 300}, fee_ticket={"CHF": 50}
    )
    cart = full_cart(shop, programme)

    assert cart.total == 2 * 4000 + 300 + 2 * 50
    assert place(cart).total == cart.total


def test_a_changed_price_is_refused_with_the_new_total(shop: Shop, programme: Programme) -> None:
    cart = full_cart(shop, programme)
    PaymentMethod.objects.filter(code="invoice").update(fee_order={"CHF": 900})

    with pytest.raises(PriceChanged) as refusal:
        place(cart)
    assert refusal.value.facts["total"] == 8900


def test_the_price_in_the_cart_is_kept_when_the_catalogue_changes(
    shop: Shop, programme: Programme
) -> None:
    cart = full_cart(shop, programme)
    Price.objects.update(amount=9999)

    assert place(cart).total == 8000


def test_terms_must_be_accepted(shop: Shop, programme: Programme) -> None:
    Shop.objects.update(terms={"fr": "Les billets ne sont pas repris."})
    cart = full_cart(shop, programme)

    with pytest.raises(TermsNotAccepted):
        place(cart, terms=False)


def test_an_invoice_needs_an_address(shop: Shop, programme: Programme) -> None:
    cart = full_cart(shop, programme)
    Order.objects.update(street="")

    with pytest.raises(DetailsMissing) as refusal:
        place(cart)
    assert refusal.value.facts["fields"] == ["street"]


def test_an_empty_cart_is_refused(shop: Shop, programme: Programme) -> None:
    cart = full_cart(shop, programme)
    change_line(cart.secret, line_id=cart.lines.get().id, quantity=0, at=clock.now())

    with pytest.raises(CartEmpty):
        place(cart, shown_total=0)


def test_a_sale_that_ended_meanwhile_is_refused(shop: Shop, programme: Programme) -> None:
    cart = full_cart(shop, programme)
    Product.objects.update(online_until=clock.now() - timedelta(seconds=1))

    with pytest.raises(SaleClosed):
        place(cart)


def test_places_that_went_meanwhile_are_refused_by_name(shop: Shop) -> None:
    programme = make_event(shop, zones={"Loge": 2}, tariffs={"Full": 1000})
    cart = full_cart(shop, programme)
    later = clock.now() + timedelta(minutes=20)
    let_expire(at=later)
    full_cart(shop, programme, method="")

    with pytest.raises(SoldOut, match="sold out"):
        place(cart, at=later)
    assert pools_out_of_balance() == []


def test_a_swept_cart_is_placed_when_its_places_are_still_free(
    shop: Shop, programme: Programme
) -> None:
    cart = full_cart(shop, programme)
    later = clock.now() + timedelta(minutes=20)
    let_expire(at=later)
    assert Pool.objects.get(date=programme.date, zone=programme.zones[0]).taken == 0

    place(cart, at=later)

    assert Pool.objects.get(date=programme.date, zone=programme.zones[0]).taken == 2
    assert pools_out_of_balance() == []


def test_a_cart_is_placed_once(shop: Shop, programme: Programme) -> None:
    cart = full_cart(shop, programme)
    place(cart)

    with pytest.raises(CartGone):
        place(cart)
    assert Payment.objects.count() == 1


def test_placing_asks_the_database_a_fixed_number_of_times(
    shop: Shop, programme: Programme
) -> None:
    place(full_cart(shop, programme))
    cart = full_cart(shop, programme)
    with CaptureQueriesContext(connection) as few:
        place(cart)
    big = make_event(shop, slug="big", tariffs={f"T{n}": 1000 for n in range(30)})
    at = clock.now()
    items = [Item(tariff.product_id, big.date.id, 1) for tariff in big.tariffs]
    cart = add_to_cart(shop, items=items, secret=None, currency="CHF", language="fr", at=at)
    save_details(cart.secret, buyer=BEA, at=at)
    cart = choose_method(cart.secret, code="invoice", at=at)
    with CaptureQueriesContext(connection) as many:
        place(cart)

    assert len(few) == len(many)
    assert len(few) <= 14
