"""What the headings of figures are called."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tessera.domain.reporting.queries.days import Sold
from tessera.domain.reporting.queries.rows import ask

NAMES = """
SELECT 'tariff', id, name, '', NULL::timestamptz FROM tessera_product WHERE id = ANY(%(tariff)s)
UNION ALL
SELECT 'zone', id, name, '', NULL FROM tessera_zone WHERE id = ANY(%(zone)s)
UNION ALL
SELECT 'event', id, name, slug, NULL FROM tessera_event WHERE id = ANY(%(event)s)
UNION ALL
SELECT 'date', date.id, event.name, '', date.starts_at FROM tessera_eventdate date
JOIN tessera_event event ON event.id = date.event_id WHERE date.id = ANY(%(date)s)
"""


@dataclass(frozen=True, slots=True)
class Named:
    """Names in their languages by (kind, key); when dates begin; the addresses of events."""

    names: dict[tuple[str, str], dict[str, str]]
    starts: dict[str, datetime]
    slugs: dict[str, str]


def names_of(sold: Sequence[Sold]) -> Named:
    """The names of tariffs, zones, events and dates that sold something."""
    wanted: dict[str, list[int]] = {"tariff": [], "zone": [], "event": [], "date": []}
    for each in sold:
        if each.kind in wanted and each.key:
            wanted[each.kind].append(int(each.key))
    names: dict[tuple[str, str], dict[str, str]] = {}
    starts: dict[str, datetime] = {}
    slugs: dict[str, str] = {}
    for kind, id_, name, slug, at in ask(NAMES, wanted) if any(wanted.values()) else []:
        names[kind, str(id_)] = json.loads(name) if isinstance(name, str) else name
        if at is not None:
            starts[str(id_)] = at
        if slug:
            slugs[str(id_)] = slug
    return Named(names, starts, slugs)
