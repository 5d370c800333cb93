"""A code is held before a gate."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.checkin import actions as checkin
from tessera.domain.checkin.errors import ScanIdTaken, TooManyUnknown
from tessera.domain.checkin.queries import at_the_door, told_before
from tessera.domain.checkin.rules import Answer, GateFacts, Held, Verdict, decide
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.lib.ids import parse_serial
from tessera.lib.limits import Limit
from tessera.lib.signing import read

UNKNOWN = Limit(per_minute=30, burst=30)
"""Unknown codes that one person or device may hold up; more looks like guessing."""


@transaction.atomic(durable=True)
def scan(held: Held, *, gate: GateFacts, by: Actor, at: datetime) -> Verdict:
    """Say whether the door opens, and write it down; the same scan id is answered the same.

    Of two gates that hold one ticket at once, one says welcome. Refuses (TooManyUnknown) who
    tries code after code, and (ScanIdTaken) one scan id for two codes.
    """
    require(by, Can.SCAN)
    require_in(by, organisation_id=gate.organisation_id, shop_id=gate.shop_id)
    serial = _serial(held.code, gate)
    for _attempt in range(2):
        verdict = _decide(serial, gate, by=by, at=at)
        if checkin.record(held, verdict, gate=gate, by=by, at=at):
            return verdict
        repeated = told_before(gate.shop_id, held.scan_id)
        if repeated:
            return _as_told(repeated, held, verdict)
    raise ScanIdTaken(_("This scan id belongs to another scan."))


def _serial(code: str, gate: GateFacts) -> int | None:
    """The ticket a genuine code names, asked of nobody: signed, or typed with its check letter."""
    signed = read(gate.public_key, code)
    return signed.serial if signed else parse_serial(code)


def _decide(serial: int | None, gate: GateFacts, *, by: Actor, at: datetime) -> Verdict:
    ticket, past = at_the_door(gate.shop_id, serial) if serial is not None else (None, [])
    if ticket is None and not UNKNOWN.allows((by.label, by.person_id), at=at):
        wait = UNKNOWN.wait((by.label, by.person_id), at=at)
        raise TooManyUnknown(
            _("Too many unknown codes. Wait %(seconds)d seconds.") % {"seconds": wait}, wait=wait
        )
    return decide(ticket, gate=gate, past=past)


def _as_told(repeated: tuple[str, Answer], held: Held, now: Verdict) -> Verdict:
    code, answer = repeated
    if code != held.kept_code:
        raise ScanIdTaken(_("This scan id belongs to another scan."))
    return replace(now, answer=answer)
