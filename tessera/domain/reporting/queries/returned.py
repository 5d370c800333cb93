"""Money of paid orders that went back, by the day it did: what sales lose again. Minor units."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tessera.domain.reporting.queries.counting import CELLS
from tessera.domain.reporting.queries.days import OF_LINES, Sight
from tessera.domain.reporting.queries.rows import ask

NEVER_SOLD = ("overpaid", "places_gone", "order_ended")
"""Why money goes back that was no price of anything: it came twice, or too late."""

# What goes back of an order is shared among its lines by what they cost, so that the shares add up
# to the last cent; what its lines do not cost (a file fee) belongs to none of them.
WENT = """
WITH went AS (
    SELECT refund.id, refund.amount, placed.id AS order_id, placed.currency, placed.channel,
           placed.method, placed.total
    FROM tessera_refund refund
    JOIN tessera_payment payment ON payment.id = refund.payment_id
    JOIN tessera_order placed ON placed.id = payment.order_id
    WHERE placed.shop_id = %(shop)s AND placed.is_test = %(is_test)s
      AND placed.paid_at IS NOT NULL AND refund.status = 'done'
      AND refund.reason != ALL(%(never_sold)s)
      AND refund.done_at >= %(since)s AND refund.done_at < %(until)s
      AND (%(channels)s::text[] IS NULL OR placed.channel = ANY(%(channels)s::text[]))
      AND (%(methods)s::text[] IS NULL OR placed.method = ANY(%(methods)s::text[]))
), line AS (
    SELECT went.*, sold.product_id, sold.date_id, sold.name, sold.unit_price, sold.vat_rate,
           cost.amount AS cost, sum(cost.amount) OVER (PARTITION BY went.id) AS whole,
           sum(cost.amount) OVER (PARTITION BY went.id ORDER BY sold.id) AS upto
    FROM went JOIN tessera_orderline sold ON sold.order_id = went.order_id
    CROSS JOIN LATERAL (
        SELECT sold.unit_price * sold.quantity * sold.group_size - sold.discount AS amount
    ) cost
), shared AS (
    SELECT line.*, tariff.event_id, tariff.zone_id,
           round(line.amount * upto / nullif(greatest(whole, total), 0))
           - round(line.amount * (upto - cost) / nullif(greatest(whole, total), 0)) AS back
    FROM line LEFT JOIN tessera_tariff tariff ON tariff.product_id = line.product_id
    WHERE (%(events)s::bigint[] IS NULL OR tariff.event_id = ANY(%(events)s::bigint[]))
      AND (%(zones)s::bigint[] IS NULL OR tariff.zone_id = ANY(%(zones)s::bigint[]))
)
"""
BY_HEAD = {
    "channel": "SELECT channel, currency, sum(amount) FROM went GROUP BY 1, 2",
    "method": "SELECT method, currency, sum(amount) FROM went GROUP BY 1, 2",
    "date": "SELECT date_id::text, currency, sum(back) FROM shared GROUP BY 1, 2",
}
BY_HEAD_OF_LINES = {
    "channel": "SELECT channel, currency, sum(back) FROM shared GROUP BY 1, 2",
    "method": "SELECT method, currency, sum(back) FROM shared GROUP BY 1, 2",
    "date": BY_HEAD["date"],
}
BY_TARIFF = """
SELECT event.name, coalesce(zone.name, '{}'), shared.name, shared.currency, shared.unit_price,
       shared.vat_rate, event.id, sum(back)
FROM shared LEFT JOIN tessera_event event ON event.id = shared.event_id
LEFT JOIN tessera_zone zone ON zone.id = shared.zone_id
WHERE %(channel)s = '' OR shared.channel = %(channel)s
GROUP BY event.id, event.name, zone.name, shared.name, shared.currency, shared.unit_price,
         shared.vat_rate
ORDER BY event.id
"""

# Orders that were paid and cancelled later are not among the sales that stand.
UNDONE = f"""
WITH wanted AS (
    SELECT day::date AS day FROM generate_series(%(first)s::date, %(last)s::date, '1 day') AS day
), {CELLS.replace("status = 'paid'", "status = 'cancelled' AND paid_at IS NOT NULL")}
SELECT key, currency, sum(amount) FROM cells
WHERE kind = %(kind)s AND is_test = %(is_test)s GROUP BY 1, 2
"""  # noqa: S608  # made of our own constants

Heads = dict[tuple[str, str], int]
"""An amount for each heading and currency."""


def given_back(sight: Sight, *, first: date, last: date, kind: str) -> Heads:
    """What left again in these days, by "channel", "method" or "date" of the order."""
    zone = ZoneInfo(sight.shop.time_zone)
    since = datetime.combine(first, time.min, zone)
    until = datetime.combine(last + timedelta(days=1), time.min, zone)
    chosen = BY_HEAD_OF_LINES if sight.is_of_lines else BY_HEAD
    facts = {**sight.facts, "since": since, "until": until, "never_sold": list(NEVER_SOLD)}
    return _heads(ask(WENT + chosen[kind], facts))


def sold_and_undone(sight: Sight, *, first: date, last: date, kind: str) -> Heads:
    """What was paid and placed in these days, and has been cancelled since."""
    name = OF_LINES.get(kind, kind) if sight.is_of_lines else kind
    return _heads(ask(UNDONE, {**sight.facts, "first": first, "last": last, "kind": name}))


def given_back_by_tariff(
    sight: Sight, *, since: datetime, until: datetime, channel: str = ""
) -> dict[tuple[Any, ...], int]:
    """What left again in this time: by event, zone, tariff (names as JSON), currency, price, VAT
    rate."""
    facts = {**sight.facts, "since": since, "until": until, "channel": channel}
    found = ask(WENT + BY_TARIFF, facts | {"never_sold": list(NEVER_SOLD)})
    return {
        (*(name_key(each) for each in row[:3]), *row[3:6]): int(row[7]) for row in found if row[7]
    }


def name_key(value: Any) -> str:
    """A name in all its languages, as something that can be compared."""
    told = json.loads(value) if isinstance(value, str) else value
    return json.dumps(told or {}, sort_keys=True, ensure_ascii=False)


def _heads(rows: Sequence[tuple[Any, ...]]) -> Heads:
    return {(str(key), currency): int(amount) for key, currency, amount in rows if amount}
