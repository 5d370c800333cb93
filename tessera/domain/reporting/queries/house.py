"""How full the house is: by date, and who has entered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tessera.domain.reporting.queries.days import Sight
from tessera.domain.reporting.queries.rows import ask

DATES = """
SELECT date.id, event.id, event.slug, event.name, event.status, date.status, date.starts_at,
       pool.capacity, pool.taken
FROM tessera_eventdate date
JOIN tessera_event event ON event.id = date.event_id
LEFT JOIN LATERAL (
    SELECT sum(capacity)::int AS capacity, sum(taken)::int AS taken
    FROM tessera_pool WHERE tessera_pool.date_id = date.id
      AND (%(zones)s::bigint[] IS NULL OR zone_id = ANY(%(zones)s::bigint[]))
) pool ON true
WHERE event.shop_id = %(shop)s AND event.archived_at IS NULL
  AND (%(events)s::bigint[] IS NULL OR event.id = ANY(%(events)s::bigint[]))
  AND date.starts_at >= %(since)s AND date.starts_at < %(until)s
ORDER BY date.starts_at, date.id LIMIT %(most)s
"""

ENTRIES = """
SELECT date.id,
  (SELECT count(*) FROM tessera_ticket ticket
   WHERE ticket.date_id = date.id AND ticket.status = 'valid'),
  (SELECT count(*) FROM tessera_ticket ticket
   JOIN tessera_scan scan ON scan.ticket_id = ticket.id AND scan.is_first_entry
   WHERE ticket.date_id = date.id)
FROM tessera_eventdate date WHERE date.id = ANY(%(dates)s)
"""

BY_GATE = """
SELECT scan.gate_id, gate.name, count(*) FILTER (WHERE scan.is_first_entry),
       count(*) FILTER (WHERE scan.verdict <> 'welcome'), max(scan.at)
FROM tessera_scan scan JOIN tessera_ticket ticket ON ticket.id = scan.ticket_id
LEFT JOIN tessera_gate gate ON gate.id = scan.gate_id
WHERE ticket.date_id = %(date)s
GROUP BY scan.gate_id, gate.name ORDER BY 3 DESC
"""

BY_QUARTER = """
SELECT date_bin('15 minutes', scan.at, timestamptz '2000-01-01'), count(*)
FROM tessera_scan scan JOIN tessera_ticket ticket ON ticket.id = scan.ticket_id
WHERE ticket.date_id = ANY(%(dates)s) AND scan.is_first_entry GROUP BY 1 ORDER BY 1
"""

LATEST = """
SELECT scan.at, scan.verdict, gate.name, ticket.holder_first_name, ticket.holder_last_name,
       placed.first_name, placed.last_name, placed.number, product.name
FROM tessera_scan scan
LEFT JOIN tessera_gate gate ON gate.id = scan.gate_id
LEFT JOIN tessera_ticket ticket ON ticket.id = scan.ticket_id
LEFT JOIN tessera_order placed ON placed.id = ticket.order_id
LEFT JOIN tessera_product product ON product.id = ticket.product_id
WHERE scan.shop_id = %(shop)s AND scan.at >= %(since)s
  AND (ticket.date_id = %(date)s OR ticket.id IS NULL)
ORDER BY scan.at DESC LIMIT 12
"""


@dataclass(frozen=True, slots=True)
class DateFill:
    """One date of an event and how much of it is sold or held."""

    date_id: int
    event_id: int
    slug: str
    name: dict[str, str]
    event_status: str
    status: str
    starts_at: datetime
    capacity: int
    taken: int

    @property
    def percent(self) -> int | None:
        """How full, in whole per cent; 100 only when nothing is left; none without places."""
        return self.taken * 100 // self.capacity if self.capacity else None


@dataclass(frozen=True, slots=True)
class Entries:
    """Of one date: how many are expected, how many have entered."""

    expected: int
    entered: int

    @property
    def percent(self) -> int:
        """Entered, in whole per cent of the expected."""
        return self.entered * 100 // self.expected if self.expected else 0


@dataclass(frozen=True, slots=True)
class GateEntries:
    """Of one date at one gate (none: no gate was chosen)."""

    name: dict[str, str] | None
    entered: int
    refused: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScanShown:
    """One scan as the door report tells it."""

    at: datetime
    verdict: str
    gate: dict[str, str]
    who: str
    number: str
    tariff: dict[str, str]


def dates_between(
    sight: Sight, *, since: datetime, until: datetime, most: int = 500
) -> list[DateFill]:
    """Dates with their places, the earliest first, as far as one may see."""
    facts = {**sight.facts, "since": since, "until": until, "most": most}
    return [_date(row) for row in ask(DATES, facts)]


def by_event(dates: Sequence[DateFill]) -> list[tuple[DateFill, list[DateFill]]]:
    """The dates under their events, events in the order of their next date."""
    events: dict[int, list[DateFill]] = {}
    for each in dates:
        events.setdefault(each.event_id, []).append(each)
    return [(found[0], found) for found in events.values()]


def entries_of(date_ids: list[int]) -> dict[int, Entries]:
    """Expected and entered of each date."""
    if not date_ids:
        return {}
    return {row[0]: Entries(row[1], row[2]) for row in ask(ENTRIES, {"dates": date_ids})}


def entries_by_gate(date_id: int) -> list[GateEntries]:
    """Who entered where, and how often a gate said no."""
    return [
        GateEntries(_name(name) if gate_id else None, entered, refused, last)
        for gate_id, name, entered, refused, last in ask(BY_GATE, {"date": date_id})
    ]


def entries_by_quarter(date_ids: Sequence[int]) -> list[tuple[datetime, int]]:
    """First entries per quarter of an hour, of all these dates together."""
    if not date_ids:
        return []
    return [(row[0], row[1]) for row in ask(BY_QUARTER, {"dates": list(date_ids)})]


def latest_scans(shop_id: int, *, date_id: int, since: datetime) -> list[ScanShown]:
    """The last scans of a date, with codes nobody knows among them."""
    return [_scan(row) for row in ask(LATEST, {"shop": shop_id, "date": date_id, "since": since})]


def _date(row: tuple[Any, ...]) -> DateFill:
    date_id, event_id, slug, name, event_status, status, starts_at, capacity, taken = row
    return DateFill(
        date_id=date_id,
        event_id=event_id,
        slug=slug,
        name=_name(name),
        event_status=event_status,
        status=status,
        starts_at=starts_at,
        capacity=capacity or 0,
        taken=taken or 0,
    )


def _scan(row: tuple[Any, ...]) -> ScanShown:
    at, verdict, gate, first, last, buyer_first, buyer_last, number, tariff = row
    who = f"{first or ''} {last or ''}".strip() or f"{buyer_first or ''} {buyer_last or ''}".strip()
    return ScanShown(at, verdict, _name(gate), who, number or "", _name(tariff))


def _name(value: Any) -> dict[str, str]:
    return json.loads(value) if isinstance(value, str) else dict(value or {})
