"""What the door needs to read, in as few questions as can be."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from tessera.domain.catalogue.models import EventDate, Visibility
from tessera.domain.catalogue.queries.visible import within_events
from tessera.domain.checkin.models import Gate, Scan
from tessera.domain.checkin.rules import Answer, GateFacts, Past, TicketFacts, ToldFacts
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.lib.prepared import first_row
from tessera.lib.signing import public_key

AT_THE_DOOR = """
SELECT ticket.id, ticket.status, paid.status, ticket.date_id, ticket.zone_id, day.status,
    day.starts_at, event.name, zone.name, product.name,
    ticket.holder_first_name, ticket.holder_last_name, paid.first_name, paid.last_name,
    ticket.seat, ticket.place, line.quantity * line.group_size, paid.is_test AND NOT shop.is_test,
    tariff.icon, entry.at, entry.scan_id, gate.name,
    (SELECT json_agg(
        json_build_array(asked.kind, asked.label, asked.options, told.answers -> asked.code)
        ORDER BY told.line_id NULLS LAST, asked.position, asked.id)
    FROM tessera_sheet told
    JOIN tessera_question asked ON asked.form_id = told.form_id AND asked.at_door
        AND asked.retired_at IS NULL AND told.answers ? asked.code
    WHERE told.order_id = ticket.order_id AND told.erased_at IS NULL AND (told.line_id IS NULL
        OR (told.line_id = ticket.line_id AND told.place = ticket.place)))
FROM tessera_ticket ticket
JOIN tessera_order paid ON paid.id = ticket.order_id
JOIN tessera_shop shop ON shop.id = ticket.shop_id
JOIN tessera_orderline line ON line.id = ticket.line_id
JOIN tessera_eventdate day ON day.id = ticket.date_id
JOIN tessera_event event ON event.id = day.event_id
JOIN tessera_zone zone ON zone.id = ticket.zone_id
JOIN tessera_product product ON product.id = ticket.product_id
LEFT JOIN tessera_tariff tariff ON tariff.product_id = ticket.product_id
LEFT JOIN tessera_scan entry ON entry.ticket_id = ticket.id AND entry.is_first_entry
LEFT JOIN tessera_gate gate ON gate.id = entry.gate_id
WHERE ticket.serial = %s AND ticket.shop_id = %s
"""


def at_the_door(shop_id: int, serial: int) -> tuple[TicketFacts | None, list[Past]]:
    """The ticket of this serial in the shop and its entry if it has one, in one query."""
    row = first_row(AT_THE_DOOR, [serial, shop_id])
    if row is None:
        return None, []
    entered_at, scan_id, gate = row[19:22]
    past = [Past(entered_at, scan_id, _words(gate))] if entered_at else []
    return _ticket(row), past


def _ticket(row: tuple[Any, ...]) -> TicketFacts:
    named, buyer = f"{row[10]} {row[11]}".strip(), f"{row[12]} {row[13]}".strip()
    return TicketFacts(
        ticket_id=row[0],
        status=row[1],
        order_status=row[2],
        date_id=row[3],
        zone_id=row[4],
        date_status=row[5],
        starts_at=row[6],
        event=_words(row[7]),
        zone=_words(row[8]),
        tariff=_words(row[9]),
        holder=named or buyer,
        seat=row[14],
        place=row[15],
        places=row[16],
        is_only_a_test=row[17],
        sign=row[18] or "",
        told=tuple(ToldFacts(*each) for each in row[22] or ()),
    )


def _words(text: str | None) -> dict[str, str]:
    return json.loads(text) if text else {}


def told_before(shop_id: int, scan_id: UUID) -> tuple[str, Answer] | None:
    """The code of an earlier scan of this id in the shop, and what it was answered."""
    found = Scan.objects.filter(shop_id=shop_id, scan_id=scan_id)
    row = found.values_list("code", "verdict").first()
    return (row[0], Answer(row[1])) if row else None


def gates_of(shop_id: int) -> list[Gate]:
    """The gates of a shop, in the organiser's order."""
    return list(Gate.objects.filter(shop_id=shop_id).order_by("position", "id"))


AFTER = timedelta(hours=12)
AHEAD = timedelta(days=400)


def dates_to_scan(shop_id: int, actor: Actor, *, at: datetime, most: int = 60) -> list[EventDate]:
    """The actor's dates, with their event, that began less than half a day ago or are to come."""
    every = within_events(EventDate.objects.all(), actor)
    found = every.filter(
        event__shop_id=shop_id,
        event__archived_at=None,
        starts_at__gte=at - AFTER,
        starts_at__lte=at + AHEAD,
    ).exclude(status=Visibility.CANCELLED)
    return list(found.select_related("event").order_by("starts_at", "id")[:most])


GATE = """
SELECT (
    SELECT count(*) FROM tessera_eventdate day JOIN tessera_event event ON event.id = day.event_id
    WHERE event.shop_id = %s AND day.id = ANY(%s::bigint[])
), gate.id, gate.zone_ids
FROM (SELECT %s::bigint AS id) asked
LEFT JOIN tessera_gate gate ON gate.id = asked.id AND gate.shop_id = %s
"""


def gate_for(
    shop: Shop, *, date_ids: Collection[int], gate_id: int | None = None
) -> GateFacts | None:
    """The gate of the shop with the dates that enter there, in one query; nothing if no date,
    or one that is not the shop's, is named."""
    wanted = frozenset(date_ids)
    with connection.cursor() as cursor:
        cursor.execute(GATE, [shop.id, sorted(wanted), gate_id, shop.id])
        known, found, zones = cursor.fetchone() or (0, None, None)
    if not wanted or known != len(wanted) or found != gate_id:
        return None
    return GateFacts(
        organisation_id=shop.organisation_id,
        shop_id=shop.id,
        public_key=public_key(bytes(shop.signing_key)),
        date_ids=wanted,
        zone_ids=None if zones is None else frozenset(zones),
        gate_id=gate_id,
    )


def gate_within(
    shop: Shop, actor: Actor, *, date_ids: Collection[int], gate_id: int | None = None
) -> GateFacts | None:
    """`gate_for`, with no more than the events and zones that the actor's profile names."""
    gate = gate_for(shop, date_ids=date_ids, gate_id=gate_id)
    if gate is None:
        return None
    if actor.events is not None:
        outside = EventDate.objects.filter(id__in=gate.date_ids).exclude(event_id__in=actor.events)
        if outside.exists():
            return None
    if actor.zones is None:
        return gate
    zones = actor.zones if gate.zone_ids is None else gate.zone_ids & actor.zones
    return replace(gate, zone_ids=zones)


@dataclass(frozen=True, slots=True)
class Entries:
    """How many went in, of how many that may."""

    entered: int
    expected: int


COUNTS = """
SELECT count(*) FILTER (WHERE entry.id IS NOT NULL), count(*)
FROM tessera_ticket ticket
JOIN tessera_order paid ON paid.id = ticket.order_id AND paid.status = 'paid'
JOIN tessera_shop shop ON shop.id = ticket.shop_id AND (shop.is_test OR NOT paid.is_test)
LEFT JOIN tessera_scan entry ON entry.ticket_id = ticket.id AND entry.is_first_entry
WHERE ticket.shop_id = %s AND ticket.date_id = ANY(%s::bigint[]) AND ticket.status = 'valid'
    AND (%s::bigint[] IS NULL OR ticket.zone_id = ANY(%s::bigint[]))
"""


def entries_at(gate: GateFacts) -> Entries:
    """Counted by the database, for the dates and zones of the gate."""
    zones = None if gate.zone_ids is None else list(gate.zone_ids)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [gate.shop_id, list(gate.date_ids), zones, zones])
        entered, expected = cursor.fetchone() or (0, 0)
    return Entries(entered, expected)
