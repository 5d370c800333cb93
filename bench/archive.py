"""Orders of the past by the hundred thousand, written by the database itself."""

from typing import Any

from django.db import connection, transaction

from bench import stage
from bench.house import House
from bench.load import cookies_after
from bench.stories import log_in
from tessera.domain.reporting.actions import forget_all_days
from tessera.flows.counting import count_days
from tessera.lib import clock

ORDERS = 200_000
NAMES = ["Favre", "Rochat", "Meyer", "Blanc", "Keller", "Monnier", "Dubois", "Perrin", "Aubert"]

WRITE_ORDERS = """
INSERT INTO tessera_order (shop_id, number, secret, status, channel, currency, method, quote,
    total, received, note, is_test, created_at, placed_at, paid_at, email, civility, first_name,
    last_name, company, phone, street, postcode, city, country, language, newsletter)
SELECT %(shop)s, 'A' || lpad(i::text, 8, '0'), md5(i::text), 'paid',
    (%(channels)s::text[])[1 + i %% 3], 'CHF', (%(methods)s::text[])[1 + i %% 2],
    '{"tickets": 2}', 9000, 9000, '', false, moment, moment, moment,
    'archive' || i || '@bench.example', '', 'Ada',
    (%(names)s::text[])[1 + i %% %(count)s] || i / 40, '', '', '', '', '', 'CH', 'en', false
FROM (SELECT i, now() - i * interval '1 minute' AS moment
      FROM generate_series(%(first)s, %(last)s) AS i) AS past
"""
WRITE_LINES = """
INSERT INTO tessera_orderline
    (order_id, product_id, date_id, name, quantity, group_size, unit_price, vat_rate)
SELECT id, (%(products)s::bigint[])[1 + id %% 2], %(date)s, '{"en": "Full"}', 2, 1, 4500, 8.1
FROM tessera_order WHERE shop_id = %(shop)s
  AND number BETWEEN 'A' || lpad(%(first)s::text, 8, '0') AND 'A' || lpad(%(last)s::text, 8, '0')
"""


_written = [0]


def write() -> None:
    """Two hundred thousand of them, or as many as there are already."""
    grow(ORDERS)


def grow(orders: int) -> int:
    """Orders with a line each, a minute apart, until there are so many; no claims, as if swept
    long ago. Says how many there are."""
    first, last = _written[0] + 1, orders
    if first > last:
        return _written[0]
    programme = stage.hall()
    facts: dict[str, Any] = {
        "shop": programme.shop.id,
        "names": NAMES,
        "count": len(NAMES),
        "first": first,
        "last": last,
        "channels": ["online", "online", "counter"],
        "methods": ["invoice", "on_site"],
        "products": [tariff.product_id for tariff in programme.tariffs[:2]],
        "date": programme.date.id,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE_ORDERS, facts)
        cursor.execute(WRITE_LINES, facts)
        cursor.execute("ANALYZE")
    _written[0] = last
    return last


_COOKIES: dict[int, dict[str, str]] = {}


def as_organiser(house: House) -> dict[str, str]:
    """The cookies of somebody who may see all of it."""
    if house.port not in _COOKIES:
        _COOKIES[house.port] = cookies_after(log_in, house, stage.administrator())
    return _COOKIES[house.port]


def count() -> None:
    """The days of the archive that are over, as the worker counts them; those counted before
    the archive grew are counted again."""
    with transaction.atomic():
        forget_all_days(stage.hall().shop.id)
    count_days(at=clock.now())
