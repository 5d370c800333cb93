"""Sales by event and tariff, over a time."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tessera.domain.reporting.queries.days import Sight
from tessera.domain.reporting.queries.returned import given_back_by_tariff, name_key
from tessera.domain.reporting.queries.rows import ask

BY_EVENT_AND_TARIFF = """
SELECT event.name, coalesce(zone.name, '{}'), line.name, placed.currency, line.unit_price,
       line.vat_rate, count(DISTINCT placed.id) FILTER (WHERE placed.status = 'paid'),
       coalesce(sum(line.quantity * line.group_size) FILTER (WHERE placed.status = 'paid'), 0),
       sum(line.discount),
       sum(line.unit_price * line.quantity * line.group_size - line.discount)
FROM tessera_order placed
JOIN tessera_orderline line ON line.order_id = placed.id
LEFT JOIN tessera_tariff tariff ON tariff.product_id = line.product_id
LEFT JOIN tessera_event event ON event.id = tariff.event_id
LEFT JOIN tessera_zone zone ON zone.id = tariff.zone_id
WHERE placed.shop_id = %(shop)s AND placed.status IN ('paid', 'cancelled')
  AND placed.paid_at IS NOT NULL AND placed.is_test = %(is_test)s
  AND placed.placed_at >= %(since)s AND placed.placed_at < %(until)s
  AND (%(channels)s::text[] IS NULL OR placed.channel = ANY(%(channels)s::text[]))
  AND (%(methods)s::text[] IS NULL OR placed.method = ANY(%(methods)s::text[]))
  AND (%(events)s::bigint[] IS NULL OR tariff.event_id = ANY(%(events)s::bigint[]))
  AND (%(zones)s::bigint[] IS NULL OR tariff.zone_id = ANY(%(zones)s::bigint[]))
  AND (%(channel)s = '' OR placed.channel = %(channel)s)
GROUP BY event.id, event.name, zone.name, line.name, placed.currency, line.unit_price, line.vat_rate
ORDER BY event.id, 8 DESC
"""

NAMES = (
    "event",
    "zone",
    "tariff",
    "currency",
    "unit_price",
    "vat_rate",
    "orders",
    "tickets",
    "discounts",
    "amount",
)


def sales_by_event_and_tariff(
    sight: Sight, *, since: datetime, until: datetime, channel: str = ""
) -> Iterator[dict[str, Any]]:
    """Tickets of paid orders that stand, and amounts with what was cancelled since; what was given
    back in this time, and the net. Names are in all their languages."""
    facts = {**sight.facts, "since": since, "until": until, "channel": channel}
    back = given_back_by_tariff(sight, since=since, until=until, channel=channel)
    for row in ask(BY_EVENT_AND_TARIFF, facts):
        found = dict(zip(NAMES, row, strict=True))
        key = (*(name_key(each) for each in row[:3]), *row[3:6])
        yield _told(found, back.pop(key, 0))
    for key, amount in back.items():  # of what was sold in another time
        found = dict(zip(NAMES, (*key, 0, 0, 0, 0), strict=True))
        yield _told(found, amount)


def _told(found: dict[str, Any], back: int) -> dict[str, Any]:
    for name in ("event", "zone", "tariff"):
        value = found[name]
        found[name] = json.loads(value) if isinstance(value, str) else dict(value or {})
    return {**found, "given_back": back, "net": found["amount"] - back}
