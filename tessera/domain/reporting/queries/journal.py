"""Money that came and went, one line each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tessera.domain.reporting.queries.days import Sight
from tessera.domain.reporting.queries.rows import ask

JOURNAL = """
SELECT moved.at, moved.kind, placed.number,
       coalesce(nullif(trim(concat_ws(' ', placed.first_name, placed.last_name)), ''),
                placed.company),
       placed.channel, moved.method, moved.reference, moved.amount, moved.currency
FROM (
    SELECT received_at AS at, 'payment' AS kind, order_id, method, reference, amount, currency
    FROM tessera_payment
    WHERE status = 'received' AND amount > 0
      AND received_at >= %(since)s AND received_at < %(until)s
    UNION ALL
    SELECT refund.done_at, 'refund', payment.order_id, payment.method, refund.reference,
           -refund.amount, payment.currency
    FROM tessera_refund refund JOIN tessera_payment payment ON payment.id = refund.payment_id
    WHERE refund.status = 'done' AND refund.done_at >= %(since)s AND refund.done_at < %(until)s
) moved JOIN tessera_order placed ON placed.id = moved.order_id
WHERE placed.shop_id = %(shop)s AND placed.is_test = %(is_test)s
  AND (%(channels)s::text[] IS NULL OR placed.channel = ANY(%(channels)s::text[]))
  AND (%(methods)s::text[] IS NULL OR moved.method = ANY(%(methods)s::text[]))
  AND ((%(events)s::bigint[] IS NULL AND %(zones)s::bigint[] IS NULL) OR EXISTS (
      SELECT 1 FROM tessera_orderline line
      JOIN tessera_tariff tariff ON tariff.product_id = line.product_id
      WHERE line.order_id = placed.id
        AND (%(events)s::bigint[] IS NULL OR tariff.event_id = ANY(%(events)s::bigint[]))
        AND (%(zones)s::bigint[] IS NULL OR tariff.zone_id = ANY(%(zones)s::bigint[]))
  ))
ORDER BY moved.at, moved.reference
"""

NAMES = ("at", "kind", "number", "buyer", "channel", "method", "reference", "amount", "currency")


def money_moved(sight: Sight, *, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Payments received and refunds done, in the order of time; refunds are negative."""
    facts = {**sight.facts, "since": since, "until": until}
    for row in ask(JOURNAL, facts):
        yield dict(zip(NAMES, row, strict=True))
