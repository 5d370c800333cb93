"""Never oversold: many buyers, few places, real threads and PostgreSQL."""

from collections import Counter

import pytest

from tessera.domain.orders.models import Order, OrderLine
from tessera.domain.shops.models import Shop
from tessera.domain.stock import actions as stock
from tessera.domain.stock.errors import SoldOut
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.shopping import Item, add_to_cart, change_line
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tests.factories import Programme, make_event, make_tariff
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def take(shop: Shop, programme: Programme, tickets: int, tariff: int = 0) -> str:
    """Try to put tickets in a new cart: "held", or why not."""
    item = Item(programme.tariffs[tariff].product_id, programme.date.id, tickets)
    try:
        add_to_cart(shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now())
    except SoldOut as refusal:
        return refusal.code
    return "held"


def test_forty_buyers_of_the_last_hundred_places(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 100}, tariffs={"Full": 1000, "Reduced": 800})

    answers = Counter(at_once(40, lambda n: take(shop, programme, 3, tariff=n % 2)))

    assert answers == {"held": 33, "sold_out": 7}
    pool = Pool.objects.get(date=programme.date)
    assert pool.taken == 99
    assert pools_out_of_balance() == []
    assert sum(line.tickets for line in OrderLine.objects.all()) == 99


def test_two_buyers_of_one_last_place(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 1}, tariffs={"Full": 1000})

    answers = Counter(at_once(2, lambda n: take(shop, programme, 1)))

    assert answers == {"held": 1, "sold_out": 1}
    assert pools_out_of_balance() == []


def test_a_quota_holds_when_the_zone_has_places(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 100}, tariffs={"Full": 1000})
    make_tariff(programme.zones[0], name="Early", quota=10)
    programme.tariffs.append(programme.event.tariffs.get(product__quota=10))

    answers = Counter(at_once(20, lambda n: take(shop, programme, 1, tariff=1)))

    assert answers == {"held": 10, "sold_out": 10}
    assert pools_out_of_balance() == []


def test_places_are_given_back_once(shop: Shop) -> None:
    """What others hold stays held: were it given back twice, their places would be sold again."""
    programme = make_event(shop, zones={"Floor": 100}, tariffs={"Full": 1000})
    assert take(shop, programme, 20) == "held"
    pool = Pool.objects.get(date=programme.date)
    (claim,) = stock.claim([stock.Want([pool.id], 4)], until=clock.now())

    answers = at_once(8, lambda n: stock.release([claim.id]))

    assert sorted(answers) == [0] * 7 + [1]
    assert Pool.objects.get(date=programme.date).taken == 20
    assert pools_out_of_balance() == []


def test_adding_and_changing_at_once_keeps_the_balance(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 12, "Balcony": 5}, tariffs={"Full": 1000})

    def busy(number: int) -> None:
        at = clock.now()
        tariffs = [tariff.product_id for tariff in programme.tariffs]
        items = [Item(product, programme.date.id, 1) for product in tariffs]
        try:
            cart = add_to_cart(shop, items=items, secret=None, currency="CHF", language="en", at=at)
            for line in OrderLine.objects.filter(order=cart):
                change_line(cart.secret, line_id=line.id, quantity=number % 3, at=at)
        except SoldOut:
            return

    at_once(12, busy)

    assert pools_out_of_balance() == []
    held = sum(line.tickets for line in OrderLine.objects.all())
    assert sum(pool.taken for pool in Pool.objects.all()) == held


def test_one_cart_in_two_windows_keeps_the_maximum(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 100}, tariffs={"Full": 1000})
    product = programme.tariffs[0].product
    product.max_per_order = 5
    product.save()
    item = Item(product.id, programme.date.id, 1)
    cart = add_to_cart(
        shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now()
    )

    def again(number: int) -> str:
        try:
            add_to_cart(
                shop,
                items=[item],
                secret=cart.secret,
                currency="CHF",
                language="en",
                at=clock.now(),
            )
        except Refusal as refusal:
            return refusal.code
        return "held"

    answers = Counter(at_once(10, again))

    assert answers == {"held": 4, "above_maximum": 6}
    assert sum(line.quantity for line in Order.objects.get().lines.all()) == 5
