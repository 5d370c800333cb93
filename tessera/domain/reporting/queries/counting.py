"""How the sales of days are counted: the one way, for what is kept and for what is asked live."""

# Whole orders first, then their lines: an order may hold tickets of several events. The offset
# keeps the planner from reading the lines of all times, of which it knows no better.
CELLS = """
placed AS MATERIALIZED (
    SELECT wanted.day, found.* FROM wanted CROSS JOIN LATERAL (
        SELECT id, currency, channel, method, is_test, total,
               coalesce((quote->>'tickets')::int, 0) AS tickets
        FROM tessera_order
        WHERE shop_id = %(shop)s AND status = 'paid'
          AND placed_at >= wanted.day::timestamp AT TIME ZONE %(zone)s
          AND placed_at < (wanted.day + 1)::timestamp AT TIME ZONE %(zone)s
          AND (%(channels)s::text[] IS NULL OR channel = ANY(%(channels)s::text[]))
          AND (%(methods)s::text[] IS NULL OR method = ANY(%(methods)s::text[]))
    ) found
), line AS MATERIALIZED (
    SELECT placed.id, placed.day, placed.currency, placed.is_test, placed.channel, placed.method,
           tariff.event_id, tariff.zone_id, sold.product_id, sold.date_id,
           sold.quantity * sold.group_size AS tickets,
           sold.unit_price * sold.quantity * sold.group_size - sold.discount AS amount
    FROM placed CROSS JOIN LATERAL (
        SELECT * FROM tessera_orderline WHERE order_id = placed.id OFFSET 0
    ) sold
    LEFT JOIN tessera_tariff tariff ON tariff.product_id = sold.product_id
    WHERE (%(events)s::bigint[] IS NULL OR tariff.event_id = ANY(%(events)s::bigint[]))
      AND (%(zones)s::bigint[] IS NULL OR tariff.zone_id = ANY(%(zones)s::bigint[]))
), cells AS (
    SELECT day, NULL::bigint AS event_id,
           CASE WHEN grouping(channel) = 0 THEN 'channel'
                WHEN grouping(method) = 0 THEN 'method' ELSE 'all' END AS kind,
           coalesce(channel, method, '') AS key, currency, is_test,
           count(*) AS orders, sum(tickets) AS tickets, sum(total) AS amount
    FROM placed
    GROUP BY day, currency, is_test, GROUPING SETS ((), (channel), (method))
    UNION ALL
    SELECT day, event_id,
           CASE WHEN grouping(channel) = 0 THEN 'event_channel'
                WHEN grouping(method) = 0 THEN 'event_method'
                WHEN grouping(product_id) = 0 THEN 'tariff'
                WHEN grouping(zone_id) = 0 THEN 'zone'
                WHEN grouping(date_id) = 0 THEN 'date' ELSE 'event' END,
           coalesce(channel, method, product_id::text, zone_id::text, date_id::text,
                    CASE WHEN grouping(channel, method, product_id, zone_id, date_id) = 31
                         THEN event_id::text END, ''),
           currency, is_test, count(DISTINCT id), sum(tickets), sum(amount)
    FROM line
    GROUP BY day, currency, is_test, event_id,
             GROUPING SETS ((), (channel), (method), (product_id), (zone_id), (date_id))
)
"""

EVERYTHING = {"channels": None, "methods": None, "events": None, "zones": None}
"""No limits."""
