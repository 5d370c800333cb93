"""Programs place orders: each one call, two free tickets, all from one pool."""

from collections.abc import Iterator
from typing import Any

from bench import stage, stories
from bench.house import House
from bench.load import Scene, figure
from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.rules import Can

ORDER = 25


def measure(house: House) -> Iterator[dict[str, Any]]:
    """Everybody is a fresh program with the same key."""
    programme = stage.event("gift-by-program", price=0)
    _token, key = organisations.create_token(
        programme.shop.organisation,
        name="Bench",
        rights=[Can.SELL_AT_COUNTER, Can.SEE_ORDERS, Can.SEE_CUSTOMERS],
    )
    facts = {
        "key": key,
        "shop": programme.shop.slug,
        "product": programme.tariff.product_id,
        "date": programme.date.id,
    }
    yield figure("order_api", Scene(stories.order_by_program, 800, 8, facts), house, warm=80)
