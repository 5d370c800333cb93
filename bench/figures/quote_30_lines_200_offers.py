"""A cart of thirty lines is priced in a shop with two hundred live offers."""

import time
from collections.abc import Iterator
from statistics import median, quantiles
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.house import House
from tessera.domain.offers.queries.live import live_offers
from tessera.domain.offers.rules import Facts, reckon
from tessera.domain.offers.terms import LimitFacts
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of, lock_cart
from tessera.domain.shops.models import Shop
from tessera.flows.shopping import Item, add_to_cart
from tessera.flows.steps.pricing import price
from tessera.flows.steps.profiting import line_of, profit
from tessera.lib import clock
from tessera.lib.heap import settle
from tests.factories import Programme, make_event, make_offer, make_organisation, make_shop

ORDER = 60
LINES, OFFERS, TIMES = 30, 200, 300
EFFECTS: list[tuple[str, dict[str, Any]]] = [
    ("percentage", {"percent": "5"}),
    ("per_ticket", {"amounts": {"CHF": 100}}),
    ("on_cart", {"amounts": {"CHF": 500}}),
    ("several", {"every": 3, "reduced": 1, "percent": "20"}),
]


def measure(house: House) -> Iterator[dict[str, Any]]:
    """As every change of a cart does it: offers reckoned, numbers read, quote made; in a process
    that is settled as those of the web are."""
    shop = make_shop(make_organisation("Offers", slug="bench-offers"), slug="bench-offers")
    made = make_event(shop, tariffs={f"Tariff {n}": 2000 + 50 * n for n in range(LINES)})
    cart = _cart(made)
    few = _questions(cart)
    for number in range(OFFERS):
        _offer(shop, made, number)
    _price(cart)
    many = _questions(cart)
    settle()
    times = sorted(_timed(cart) for _n in range(TIMES))
    pure = sorted(_reckoned(cart, shop) for _n in range(TIMES))
    if many > 6:
        raise AssertionError(f"{many} questions")
    yield {
        "name": "quote_30_lines_200_offers",
        "value": round(median(times), 2),
        "unit": "ms",
        "p95_ms": round(quantiles(times, n=20)[-1], 2),
        "reckoning_ms": round(median(pure), 2),
        "queries": many,
        "queries_without_offers": few,
        "concurrency": 1,
    }


def _cart(made: Programme) -> Order:
    items = [Item(tariff.product_id, made.date.id, 2) for tariff in made.tariffs]
    return add_to_cart(
        made.shop, items=items, secret=None, currency="CHF", language="en", at=clock.now()
    )


def _offer(shop: Shop, made: Programme, number: int) -> None:
    """Of every kind, some for one tariff only, some counted; one in five combines."""
    effect, told = EFFECTS[number % len(EFFECTS)]
    product = made.tariffs[number % LINES].product_id
    make_offer(
        shop,
        effect,
        told,
        is_combinable=number % 5 == 0,
        max_tickets=10_000_000 if number % 3 == 0 else None,
        limits=(LimitFacts(("product", product)),) if number % 2 else (),
    )


@transaction.atomic
def _price(cart: Order) -> float:
    order = lock_cart(cart.secret)
    lines, at = lines_of(order.id), clock.now()
    live_offers(order.shop)
    begin = time.perf_counter()
    gains = profit(order, lines, at=at)
    price(order, lines, method=None)
    taken = time.perf_counter() - begin
    gains.write(order)
    order.save()
    return taken * 1000


def _timed(cart: Order) -> float:
    return _price(cart)


def _questions(cart: Order) -> int:
    """What pricing asks besides the cart and its lines."""
    with CaptureQueriesContext(connection) as asked:
        _price(cart)
    own = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([each for each in asked if not each["sql"].startswith(own)]) - 3


def _reckoned(cart: Order, shop: Shop) -> float:
    shop.refresh_from_db()
    offers, lines = live_offers(shop), [line_of(line) for line in lines_of(cart.pk)]
    facts = Facts("online", "CHF", clock.now())
    begin = time.perf_counter()
    reckon(lines, offers, facts)
    return (time.perf_counter() - begin) * 1000
