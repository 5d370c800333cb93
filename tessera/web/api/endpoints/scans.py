"""The door, for programs."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from tessera.domain.checkin.errors import NoSuchGate
from tessera.domain.checkin.queries import gate_within
from tessera.domain.checkin.rules import Answer, Held
from tessera.domain.checkin.words import say
from tessera.domain.organisations.rules import Can
from tessera.flows import scanning
from tessera.lib import clock
from tessera.web.api import schemas
from tessera.web.api.access import shop_of
from tessera.web.api.scopes import needs

router = Router(tags=["Door"])


@router.post(
    "/shops/{shop}/scans",
    response=schemas.Verdict,
    operation_id="scan",
    openapi_extra=needs(Can.SCAN),
)
def scan(request: HttpRequest, shop: str, scan: schemas.NewScan) -> Any:
    """Hold a code before a gate. Every verdict is a 200, also one that lets nobody in."""
    actor, found = shop_of(request, shop, Can.SCAN)
    gate = gate_within(found, actor, date_ids=scan.dates, gate_id=scan.gate)
    if gate is None:
        raise NoSuchGate("The gate, or one of the dates, is not of this shop.")
    held = Held(scan.scan_id, scan.code, scan.device)
    verdict = scanning.scan(held, gate=gate, by=actor, at=clock.now())
    said = say(verdict, language=(get_language() or "en")[:2], time_zone=found.time_zone)
    is_again = verdict.answer is Answer.AGAIN and verdict.before
    return {
        "answer": verdict.answer,
        "colour": verdict.colour,
        "title": said.title,
        "detail": said.detail,
        "holder": said.holder,
        "about": said.about,
        "told": [{"question": question, "answer": answer} for question, answer in said.told],
        "since": verdict.before.at if is_again and verdict.before else None,
    }
