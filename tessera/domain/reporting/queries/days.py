"""What was sold, by day and by whatever one wants to compare. Amounts in minor units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries.counting import CELLS
from tessera.domain.reporting.queries.rows import ask
from tessera.domain.shops.models import Shop

Limit = TypeVar("Limit", int, str)

RIPENS = timedelta(hours=1)
"""A day is counted for keeps when it has been over for so long: no sale of it is still written."""

OF_LINES = {"all": "event", "channel": "event_channel", "method": "event_method"}
"""What answers instead when not all events, or not all zones, are asked for."""

# Days that something has just happened to are not taken as they were kept.
SOLD = f"""
WITH asked AS (
    SELECT day::date AS day FROM generate_series(%(first)s::date, %(last)s::date, '1 day') AS day
), moved AS (
    SELECT DISTINCT (placed.placed_at AT TIME ZONE %(zone)s)::date AS day
    FROM tessera_activity happened JOIN tessera_order placed ON placed.id = happened.subject_id
    WHERE happened.reacted_at IS NULL AND happened.subject = 'order'
      AND placed.shop_id = %(shop)s AND placed.placed_at IS NOT NULL
), kept AS (
    SELECT id, day FROM tessera_countedday
    WHERE shop_id = %(shop)s AND day BETWEEN %(first)s AND %(last)s AND time_zone = %(zone)s
      AND %(methods)s::text[] IS NULL AND %(channels)s::text[] IS NULL
      AND %(zones)s::bigint[] IS NULL AND day NOT IN (SELECT day FROM moved)
), wanted AS (
    SELECT day FROM asked WHERE day NOT IN (SELECT day FROM kept)
), {CELLS}, found AS (
    SELECT kept.day, kind, key, currency, orders, tickets, amount
    FROM kept JOIN tessera_dayfigure figure ON figure.counted_id = kept.id
    WHERE kind = ANY(%(kinds)s) AND is_test = %(is_test)s
      AND (%(events)s::bigint[] IS NULL OR event_id = ANY(%(events)s::bigint[]))
    UNION ALL
    SELECT day, kind, key, currency, orders, tickets, amount FROM cells
    WHERE kind = ANY(%(kinds)s) AND is_test = %(is_test)s
)
SELECT CASE WHEN kind = ANY(%(by_day)s) THEN day END AS day, kind, key, currency,
       sum(orders), sum(tickets), sum(amount)
FROM found GROUP BY 1, 2, 3, 4 ORDER BY 1, 6 DESC, 3
"""  # noqa: S608  # made of our own constants

TO_COUNT = """
SELECT shop.id, shop.time_zone, past::date
FROM tessera_shop shop
CROSS JOIN LATERAL (
    SELECT min(placed_at) AS at FROM tessera_order
    WHERE shop_id = shop.id AND placed_at IS NOT NULL
) first
CROSS JOIN LATERAL generate_series(
    (first.at AT TIME ZONE shop.time_zone)::date,
    ((%(at)s::timestamptz - %(ripens)s::interval) AT TIME ZONE shop.time_zone)::date - 1,
    '1 day'
) AS past
WHERE first.at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM tessera_countedday counted
    WHERE counted.shop_id = shop.id AND counted.day = past::date
      AND counted.time_zone = shop.time_zone
)
ORDER BY 1, 3 LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Sold:
    """What one heading sold: on one day (`day`), or over all the days that were asked for."""

    day: date | None
    kind: str
    key: str
    currency: str
    orders: int
    tickets: int
    amount: int


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose sales are looked at, and no further than the actor may see. None: no limit."""

    shop: Shop
    events: tuple[int, ...] | None = None
    zones: tuple[int, ...] | None = None
    channels: tuple[str, ...] | None = None
    methods: tuple[str, ...] | None = None

    @property
    def is_of_lines(self) -> bool:
        """Whether orders count with a part of their lines only."""
        return self.events is not None or self.zones is not None

    @property
    def facts(self) -> dict[str, object]:
        """What statements are told: the shop and the limits."""
        return {
            "shop": self.shop.id,
            "zone": self.shop.time_zone,
            "is_test": self.shop.is_test,
            "events": _array(self.events),
            "zones": _array(self.zones),
            "channels": _array(self.channels),
            "methods": _array(self.methods),
        }


def sight_of(actor: Actor, shop: Shop, *, event_id: int | None = None) -> Sight:
    """What the actor may see of a shop, or of one event of it."""
    events = actor.events
    if event_id is not None:
        events = frozenset({event_id}) & (events if events is not None else {event_id})
    return Sight(
        shop,
        events=_told(events),
        zones=_told(actor.zones),
        channels=_told(actor.channels),
        methods=_told(actor.methods),
    )


def sold_between(
    sight: Sight, *, first: date, last: date, kinds: Sequence[str], by_day: Sequence[str] = ()
) -> list[Sold]:
    """Paid orders by the day they were placed, both days included; test orders stay apart.

    `kinds` are those of `DayFigure`; those of `by_day` come for each day, the others summed.
    """
    names = {OF_LINES.get(kind, kind) if sight.is_of_lines else kind: kind for kind in kinds}
    facts = {
        **sight.facts,
        "first": first,
        "last": last,
        "kinds": list(names),
        "by_day": [name for name, kind in names.items() if kind in by_day],
    }
    return [
        Sold(day, names[kind], key, currency, int(orders), int(tickets), int(amount))
        for day, kind, key, currency, orders, tickets, amount in ask(SOLD, facts)
    ]


def days_to_count(*, at: datetime, most: int) -> list[tuple[int, str, date]]:
    """Shop, time zone and day of what is over and not counted yet."""
    facts = {"at": at, "ripens": RIPENS, "most": most}
    return [(shop, zone, day) for shop, zone, day in ask(TO_COUNT, facts)]


def _told(limits: frozenset[Limit] | None) -> tuple[Limit, ...] | None:
    return None if limits is None else tuple(sorted(limits))


def _array(limits: tuple[Limit, ...] | None) -> list[Limit] | None:
    return None if limits is None else list(limits)
