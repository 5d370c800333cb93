"""Filling a cart: one test a promise, one a refusal."""

from datetime import timedelta

import pytest

from tessera.domain.catalogue.errors import (
    AboveMaximum,
    BelowMinimum,
    Full,
    NotOnSale,
    SaleClosed,
)
from tessera.domain.catalogue.models import Tariff
from tessera.domain.orders.errors import CartGone
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.domain.stock.errors import SoldOut
from tessera.domain.stock.models import Claim, Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.cancelling import let_expire
from tessera.flows.shopping import Item, add_to_cart, change_line, renew_hold
from tessera.lib import clock
from tests.factories import Programme, make_event, make_shop, make_tariff

pytestmark = pytest.mark.django_db


def wish(programme: Programme, quantity: int = 2, tariff: int = 0, date: int = 0) -> Item:
    """So many of a tariff of the programme."""
    return Item(programme.tariffs[tariff].product_id, programme.dates[date].id, quantity)


def put(shop: Shop, *items: Item, secret: str | None = None, currency: str = "CHF") -> Order:
    """Add to a cart, now."""
    return add_to_cart(
        shop, items=items, secret=secret, currency=currency, language="en", at=clock.now()
    )


def test_a_cart_holds_places_and_knows_its_total(shop: Shop, programme: Programme) -> None:
    cart = put(shop, wish(programme, 2), wish(programme, 1, tariff=1, date=1))

    assert cart.total == 2 * 4000 + 2500
    assert cart.quote["tickets"] == 3
    assert sum(pool.taken for pool in Pool.objects.all()) == 3
    assert {claim.held_until for claim in Claim.objects.all()} == {cart.held_until}
    assert pools_out_of_balance() == []


def test_one_cart_takes_several_events(shop: Shop, programme: Programme) -> None:
    other = make_event(shop, slug="concert", tariffs={"Full": 3000})
    cart = put(shop, wish(programme))

    same = put(shop, wish(other, 1), secret=cart.secret)

    assert same.id == cart.id
    assert same.total == 2 * 4000 + 3000
    assert Order.objects.count() == 1


def test_a_group_takes_its_places_and_costs_each(shop: Shop, programme: Programme) -> None:
    group = make_tariff(
        programme.zones[0], name="Class", amount=1500, kind=Tariff.Kind.GROUP, group_size=10
    )
    cart = put(shop, Item(group.product_id, programme.date.id, 2))

    assert cart.total == 20 * 1500
    assert Pool.objects.get(date=programme.date, zone=programme.zones[0]).taken == 20


def test_a_free_price_is_what_the_buyer_says(shop: Shop, programme: Programme) -> None:
    free = make_tariff(programme.zones[0], amount=500, kind=Tariff.Kind.FREE_PRICE)
    cart = put(shop, Item(free.product_id, programme.date.id, 2, price=1200))

    assert cart.total == 2400
    with pytest.raises(BelowMinimum, match="5"):
        put(shop, Item(free.product_id, programme.date.id, 1, price=499))


def test_the_price_of_a_standard_tariff_cannot_be_named(shop: Shop, programme: Programme) -> None:
    item = Item(programme.tariffs[0].product_id, programme.date.id, 1, price=1)

    assert put(shop, item).total == 4000


def test_more_than_is_left_is_refused_by_name(shop: Shop, programme: Programme) -> None:
    small = make_event(shop, slug="small", zones={"Loge": 3}, tariffs={"Full": 1000})
    with pytest.raises(SoldOut, match="Only 3 left") as refusal:
        put(shop, wish(programme), wish(small, 4))

    assert refusal.value.facts["left"] == 3
    assert refusal.value.facts["product_id"] == small.tariffs[0].product_id


def test_the_capacity_of_the_event_counts_over_its_dates(shop: Shop) -> None:
    event = make_event(
        shop, slug="festival", dates=2, zones={"Field": 50}, tariffs={"Full": 1000}, capacity=5
    )
    put(shop, wish(event, 3), wish(event, 2, date=1))

    with pytest.raises(SoldOut):
        put(shop, wish(event, 1))


def test_limits_count_what_the_cart_holds_already(shop: Shop, programme: Programme) -> None:
    limited = make_tariff(programme.zones[0], min_per_order=2, max_per_order=4)
    item = Item(limited.product_id, programme.date.id, 3)
    cart = put(shop, item)

    with pytest.raises(AboveMaximum, match="at most 4"):
        put(shop, item, secret=cart.secret)
    with pytest.raises(BelowMinimum, match="from 2"):
        put(shop, Item(limited.product_id, programme.date.id, 1))


@pytest.mark.parametrize(
    ("thing", "field", "value", "refusal"),
    [
        ("product", "status", "draft", NotOnSale),
        ("product", "visible_online", False, NotOnSale),
        ("product", "online_from", clock.now() + timedelta(days=1), SaleClosed),
        ("product", "online_until", clock.now() - timedelta(days=1), SaleClosed),
        ("date", "online_until", clock.now() - timedelta(days=1), SaleClosed),
        ("date", "starts_at", clock.now() - timedelta(hours=1), SaleClosed),
        ("date", "status", "cancelled", NotOnSale),
        ("date", "full_online", True, Full),
        ("event", "full_online", True, Full),
        ("event", "status", "hidden", NotOnSale),
        ("event", "archived_at", clock.now(), NotOnSale),
        ("zone", "is_visible", False, NotOnSale),
    ],
)
def test_what_is_not_on_sale_is_refused(
    shop: Shop, programme: Programme, thing: str, field: str, value: object, refusal: type
) -> None:
    tariff = programme.tariffs[0]
    changed = {
        "product": tariff.product,
        "date": programme.date,
        "event": programme.event,
        "zone": tariff.zone,
    }[thing]
    type(changed).objects.filter(pk=changed.pk).update(**{field: value})

    with pytest.raises(refusal):
        put(shop, wish(programme))
    assert not Claim.objects.exists()


def test_a_tariff_of_another_shop_is_refused(shop: Shop, programme: Programme) -> None:
    other = make_shop(slug="other")
    with pytest.raises(NotOnSale):
        put(other, wish(programme))


def test_a_currency_without_a_price_is_refused(shop: Shop, programme: Programme) -> None:
    with pytest.raises(NotOnSale, match="USD"):
        put(shop, wish(programme), currency="USD")


def test_changing_and_removing_moves_the_places(shop: Shop, programme: Programme) -> None:
    cart = put(shop, wish(programme, 2), wish(programme, 1, tariff=1))
    line = cart.lines.get(quantity=2)

    cart = change_line(cart.secret, line_id=line.id, quantity=5, at=clock.now())
    assert cart.total == 5 * 4000 + 2500
    five = cart.lines.get(quantity=5)
    cart = change_line(cart.secret, line_id=five.id, quantity=0, at=clock.now())

    assert cart.total == 2500
    assert sum(pool.taken for pool in Pool.objects.all()) == 1
    assert pools_out_of_balance() == []


def test_a_refused_change_leaves_the_line(shop: Shop, programme: Programme) -> None:
    small = make_event(shop, slug="small", zones={"Loge": 3}, tariffs={"Full": 1000})
    cart = put(shop, wish(small, 2))
    line = cart.lines.get()

    with pytest.raises(SoldOut):
        change_line(cart.secret, line_id=line.id, quantity=4, at=clock.now())


def test_a_finished_hold_is_taken_again(shop: Shop, programme: Programme) -> None:
    cart = put(shop, wish(programme, 2))
    later = clock.now() + timedelta(minutes=16)
    let_expire(at=later)
    assert Pool.objects.get(date=programme.date, zone=programme.zones[0]).taken == 0

    cart = renew_hold(cart.secret, at=later)

    assert Pool.objects.get(date=programme.date, zone=programme.zones[0]).taken == 2
    assert cart.held_until == later + timedelta(minutes=15)
    assert pools_out_of_balance() == []


def test_a_cart_that_is_gone_says_so(shop: Shop) -> None:
    with pytest.raises(CartGone):
        change_line("nothing", line_id=1, quantity=1, at=clock.now())
