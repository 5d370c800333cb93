"""Two hundred thousand orders of the past, written by the database itself."""

from functools import cache

from django.db import connection

from bench import stage
from bench.house import House
from bench.load import cookies_after
from bench.stories import log_in

ORDERS = 200_000
NAMES = ["Favre", "Rochat", "Meyer", "Blanc", "Keller", "Monnier", "Dubois", "Perrin", "Aubert"]

WRITE_ORDERS = """
INSERT INTO tessera_order (shop_id, number, secret, status, channel, currency, method, quote,
    total, received, note, is_test, created_at, placed_at, paid_at, email, civility, first_name,
    last_name, company, phone, street, postcode, city, country, language, newsletter)
SELECT %(shop)s, 'A' || lpad(i::text, 8, '0'), md5(i::text), 'paid', 'online', 'CHF', 'invoice',
    '{"tickets": 2}', 9000, 9000, '', false, moment, moment, moment,
    'archive' || i || '@bench.example', '', 'Ada',
    (%(names)s::text[])[1 + i %% %(count)s] || i / 40, '', '', '', '', '', 'CH', 'en', false
FROM (SELECT i, now() - i * interval '1 minute' AS moment
      FROM generate_series(1, %(orders)s) AS i) AS past
"""
WRITE_LINES = """
INSERT INTO tessera_orderline
    (order_id, product_id, date_id, name, quantity, group_size, unit_price, vat_rate)
SELECT id, %s, %s, '{"en": "Full"}', 2, 1, 4500, 8.1
FROM tessera_order WHERE shop_id = %s AND number LIKE 'A0%%'
"""


@cache
def write() -> None:
    """Orders with a line each, a minute apart; no claims, as if swept long ago."""
    programme = stage.hall()
    facts = {"shop": programme.shop.id, "names": NAMES, "count": len(NAMES), "orders": ORDERS}
    with connection.cursor() as cursor:
        cursor.execute(WRITE_ORDERS, facts)
        product, date = programme.tariff.product_id, programme.date.id
        cursor.execute(WRITE_LINES, [product, date, programme.shop.id])
        cursor.execute("ANALYZE")


_COOKIES: dict[int, dict[str, str]] = {}


def as_organiser(house: House) -> dict[str, str]:
    """The cookies of somebody who may see all of it."""
    if house.port not in _COOKIES:
        _COOKIES[house.port] = cookies_after(log_in, house, stage.administrator())
    return _COOKIES[house.port]
