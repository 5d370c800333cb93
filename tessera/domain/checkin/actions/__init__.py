"""Writing what happened at the door."""

from datetime import datetime
from typing import Any

from django.db import connection

from tessera.domain.checkin.rules import GateFacts, Held, Verdict
from tessera.domain.organisations.rules import Actor

RECORD = """
INSERT INTO tessera_scan
    (scan_id, shop_id, gate_id, ticket_id, code, verdict, is_first_entry, person_id, device, at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


def record(held: Held, verdict: Verdict, *, gate: GateFacts, by: Actor, at: datetime) -> bool:
    """Write the scan; says no, and writes nothing, when this scan id was written before or
    another gate let the ticket in first. Waits for a gate that is just doing so."""
    values: list[Any] = [
        held.scan_id,
        gate.shop_id,
        gate.gate_id,
        verdict.ticket.ticket_id if verdict.ticket else None,
        held.kept_code,
        verdict.answer.value,
        verdict.is_welcome,
        by.person_id,
        held.kept_device,
        at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(RECORD, values)
        return cursor.rowcount == 1
