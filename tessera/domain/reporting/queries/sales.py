"""What was sold: by day, by channel, by tariff. Amounts in minor units."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from tessera.domain.reporting.queries.rows import ask

# Day by day: each is one walk along the index, and the few groups of a day need no sorting.
SALES = """
SELECT day::date, sold.* FROM generate_series(%(first)s::date, %(last)s::date, '1 day') AS day
CROSS JOIN LATERAL (
    SELECT currency, channel, count(*), sum(total), sum(coalesce((quote->>'tickets')::int, 0))
    FROM tessera_order
    WHERE shop_id = %(shop)s AND status = 'paid'
      AND placed_at >= day::date::timestamp AT TIME ZONE %(zone)s
      AND placed_at < (day::date + 1)::timestamp AT TIME ZONE %(zone)s
    GROUP BY currency, channel
) sold ORDER BY 1
"""

BY_TARIFF = """
SELECT line.name, sum(line.quantity * line.group_size),
       sum(line.unit_price * line.quantity * line.group_size)
       FILTER (WHERE placed.currency = %(currency)s)
FROM tessera_order placed JOIN tessera_orderline line ON line.order_id = placed.id
WHERE placed.shop_id = %(shop)s AND placed.placed_at >= %(since)s AND placed.placed_at < %(until)s
  AND placed.status = 'paid'
GROUP BY line.name ORDER BY 2 DESC LIMIT 8
"""

WAITING = """
SELECT currency, count(*), sum(total - received), count(*) FILTER (WHERE due_at < %(at)s)
FROM tessera_order
WHERE shop_id = %(shop)s AND status IN ('pending', 'review', 'processing')
GROUP BY currency ORDER BY 3 DESC
"""

FIRST_SALE = """
SELECT min(placed_at) FROM tessera_order WHERE shop_id = %(shop)s AND placed_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold on one day, in one currency, through one kind of door."""

    day: date
    currency: str
    channel: str
    orders: int
    amount: int
    tickets: int


@dataclass(frozen=True, slots=True)
class TariffSold:
    """How many tickets of tariffs of one name, and what they brought in the asked currency."""

    name: dict[str, str]
    tickets: int
    amount: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is still to be collected in one currency."""

    currency: str
    orders: int
    amount: int
    late: int


def sales_between(shop_id: int, *, first: date, last: date, time_zone: str) -> list[Sold]:
    """Paid orders by the day they were placed, on the shop's calendar; both days included."""
    facts = {"shop": shop_id, "first": first, "last": last, "zone": time_zone}
    return [
        Sold(day, currency, channel, orders, int(amount), int(tickets))
        for day, currency, channel, orders, amount, tickets in ask(SALES, facts)
    ]


def tariffs_between(
    shop_id: int, *, since: datetime, until: datetime, currency: str
) -> list[TariffSold]:
    """The tariffs that sold most tickets; amounts of one currency only."""
    facts = {"shop": shop_id, "since": since, "until": until, "currency": currency}
    return [
        TariffSold(_name(name), int(tickets), int(amount or 0))
        for name, tickets, amount in ask(BY_TARIFF, facts)
    ]


def waiting_for_money(shop_id: int, *, at: datetime) -> list[Waiting]:
    """Orders that wait for their money, a sum for each currency."""
    return [
        Waiting(currency, orders, int(amount), late)
        for currency, orders, amount, late in ask(WAITING, {"shop": shop_id, "at": at})
    ]


def first_sale(shop_id: int) -> datetime | None:
    """When the first order of the shop was placed."""
    found: datetime | None = ask(FIRST_SALE, {"shop": shop_id})[0][0]
    return found


def _name(value: object) -> dict[str, str]:
    return json.loads(value) if isinstance(value, str) else dict(value or {})  # type: ignore[call-overload]
