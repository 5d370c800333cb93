"""Prices that change by date or by number sold, and tariffs that serve some dates."""

from datetime import datetime, timedelta

import pytest

from tessera.domain.catalogue.errors import NotOnSale
from tessera.domain.catalogue.models import PriceStep, Tariff
from tessera.domain.orders.errors import PriceChanged
from tessera.domain.orders.models import Order
from tessera.domain.organisations.rules import BUYER
from tessera.domain.shops.models import Shop
from tessera.domain.stock.actions import open_pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.cancelling import let_expire
from tessera.flows.checkout import place_order, save_details
from tessera.flows.shopping import Item, add_to_cart, change_line, renew_hold
from tessera.lib import clock
from tests.factories import Programme, make_tariff

pytestmark = pytest.mark.django_db

BUYER_IS = {"email": "gwen@test.example", "first_name": "Gwen", "last_name": "Guest"}


def put(
    shop: Shop,
    programme: Programme,
    tariff: Tariff,
    quantity: int = 1,
    *,
    at: datetime | None = None,
    **more: object,
) -> Order:
    """So many of the tariff on the first date."""
    item = Item(tariff.product_id, programme.date.id, quantity)
    return add_to_cart(
        shop,
        items=[item],
        secret=more.get("secret"),  # type: ignore[arg-type]  # told by tests
        currency="CHF",
        language="en",
        at=at or clock.now(),
    )


@pytest.fixture
def stepped(programme: Programme) -> Tariff:
    """CHF 20 until noon tomorrow, then CHF 25."""
    tariff = make_tariff(programme.zone, amount=2000)
    PriceStep.objects.create(
        product=tariff.product,
        starts_at=clock.now() + timedelta(hours=12),
        prices={"CHF": 2500, "EUR": 2400},
    )
    return tariff


@pytest.fixture
def counted(programme: Programme) -> Tariff:
    """CHF 20 for the first three, then CHF 30."""
    tariff = make_tariff(programme.zone, amount=2000)
    PriceStep.objects.create(product=tariff.product, after_sold=3, prices={"CHF": 3000})
    open_pool(capacity=1000, product_id=tariff.product_id)
    return tariff


def test_a_step_by_date_counts_from_its_moment(
    shop: Shop, programme: Programme, stepped: Tariff
) -> None:
    begins = PriceStep.objects.get().starts_at
    assert begins
    assert put(shop, programme, stepped, at=begins - timedelta(seconds=1)).total == 2000
    assert put(shop, programme, stepped, at=begins).total == 2500


def test_a_step_by_number_counts_what_others_took(
    shop: Shop, programme: Programme, counted: Tariff
) -> None:
    mine = put(shop, programme, counted, 5)
    assert mine.total == 5 * 2000, "nobody had any before"
    assert put(shop, programme, counted).total == 3000
    change_line(mine.secret, line_id=mine.lines.get().id, quantity=0, at=clock.now())
    assert put(shop, programme, counted).total == 2000, "what was given back counts no more"


def test_a_cart_keeps_its_price_while_it_is_held(
    shop: Shop, programme: Programme, stepped: Tariff
) -> None:
    begins = PriceStep.objects.get().starts_at
    assert begins
    early = begins - timedelta(minutes=5)
    cart = put(shop, programme, stepped, 3, at=early)

    fewer = change_line(cart.secret, line_id=cart.lines.get().id, quantity=2, at=begins)
    assert fewer.total == 2 * 2000
    more = change_line(cart.secret, line_id=cart.lines.get().id, quantity=4, at=begins)
    assert more.total == 4 * 2500, "more are taken at the price of now"


def test_a_hold_made_anew_costs_what_it_costs_now(
    shop: Shop, programme: Programme, stepped: Tariff
) -> None:
    begins = PriceStep.objects.get().starts_at
    assert begins
    cart = put(shop, programme, stepped, 2, at=begins - timedelta(minutes=5))
    later = begins + timedelta(hours=1)
    let_expire(at=later)

    renewed = renew_hold(cart.secret, at=later)

    assert renewed.total == 2 * 2500
    assert renewed.quote["total"] == 2 * 2500
    assert pools_out_of_balance() == []


def test_placing_after_the_hold_tells_the_new_total(
    shop: Shop, programme: Programme, stepped: Tariff
) -> None:
    begins = PriceStep.objects.get().starts_at
    assert begins
    early = begins - timedelta(minutes=5)
    cart = put(shop, programme, stepped, 2, at=early)
    save_details(cart.secret, buyer=BUYER_IS, at=early)
    late = begins + timedelta(hours=1)
    facts = {"terms": True, "by": BUYER, "method": "on_site"}

    with pytest.raises(PriceChanged, match="50"):
        place_order(cart.secret, shown_total=4000, at=late, **facts)  # type: ignore[arg-type]
    assert place_order(cart.secret, shown_total=5000, at=late, **facts).total == 5000  # type: ignore[arg-type]


def test_details_told_late_are_priced_anew(
    shop: Shop, programme: Programme, stepped: Tariff
) -> None:
    begins = PriceStep.objects.get().starts_at
    assert begins
    cart = put(shop, programme, stepped, 2, at=begins - timedelta(minutes=5))
    again = save_details(cart.secret, buyer=BUYER_IS, at=begins + timedelta(hours=1))
    assert again.total == 5000


def test_what_a_buyer_named_stays_above_a_new_least(shop: Shop, programme: Programme) -> None:
    free = make_tariff(programme.zone, amount=500, kind=Tariff.Kind.FREE_PRICE)
    begins = clock.now() + timedelta(hours=1)
    PriceStep.objects.create(product=free.product, starts_at=begins, prices={"CHF": 1000})
    items = [Item(free.product_id, programme.date.id, 1, price) for price in (700, 1500)]
    cart = add_to_cart(
        shop, items=items, secret=None, currency="CHF", language="en", at=clock.now()
    )

    assert renew_hold(cart.secret, at=begins).total == 1000 + 1500


def test_a_tariff_is_sold_on_the_dates_it_serves_only(shop: Shop, programme: Programme) -> None:
    tariff = programme.tariff
    Tariff.objects.filter(pk=tariff.pk).update(date_ids=[programme.dates[1].id])

    with pytest.raises(NotOnSale, match="not sold on that date"):
        put(shop, programme, tariff)
    item = Item(tariff.product_id, programme.dates[1].id, 1)
    cart = add_to_cart(
        shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now()
    )
    assert cart.total == 4000


def test_a_date_taken_from_a_tariff_is_refused_at_the_end(shop: Shop, programme: Programme) -> None:
    cart = put(shop, programme, programme.tariff)
    save_details(cart.secret, buyer=BUYER_IS, at=clock.now())
    Tariff.objects.update(date_ids=[])
    with pytest.raises(NotOnSale):
        place_order(
            cart.secret, terms=True, shown_total=4000, by=BUYER, at=clock.now(), method="on_site"
        )
