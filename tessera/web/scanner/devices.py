"""Door devices: a short code instead of an account, kept in the session of the phone."""

from datetime import datetime

from django.http import HttpRequest

from tessera.domain.organisations.models import AccessCode
from tessera.domain.organisations.queries.codes import actor_with_code, code_typed, live_code
from tessera.domain.organisations.rules import Actor
from tessera.flows.staffing import note_code_use
from tessera.lib.limits import Limit
from tessera.web.parts.access import actors_of

DEVICE = "device"
TRIES = Limit(per_minute=6, burst=10)
"""Codes tried from one address: at this pace, ten letters take longer than the sun will last."""


def actors_here(request: HttpRequest) -> list[Actor]:
    """Who may be scanning: the person logged in, else the device."""
    if request.user.is_authenticated:
        return actors_of(request)
    code = device_of(request)
    return [actor_with_code(code)] if code else []


def device_of(request: HttpRequest) -> AccessCode | None:
    """The live code with which this device was opened, or nothing."""
    if request.user.is_authenticated:
        return None
    code_id = request.session.get(DEVICE)
    return live_code(code_id) if code_id else None


def is_patient(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this address may try one more code; it is counted if so."""
    return TRIES.allows(request.META.get("REMOTE_ADDR", ""), at=at)


def open_device(request: HttpRequest, typed: str, *, at: datetime) -> bool:
    """Let the device in with what was typed; says whether that is a live code."""
    code = code_typed(typed)
    if code is None:
        return False
    request.session.cycle_key()
    request.session[DEVICE] = code.pk
    note_code_use(code.pk, at=at)
    return True


def leave(request: HttpRequest) -> None:
    """The device scans no more until a code is typed again."""
    request.session.flush()
