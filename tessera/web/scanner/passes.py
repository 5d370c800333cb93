"""The door pass: what a device may let in, signed, so that a scan asks the database nothing else.

It is kept in a cookie of the scanner's own path and is good for ten minutes with the session
it was made for; then the rights of the person logged in are asked again.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from tessera.domain.checkin.queries import gate_within
from tessera.domain.checkin.rules import GateFacts
from tessera.domain.organisations.queries.codes import actor_with_code
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.queries import visible_to
from tessera.web.parts.access import actors_of
from tessera.web.scanner.devices import device_of

COOKIE = "door_pass"
SALT = "tessera.scanner.pass"
FRESH = timedelta(minutes=10)
EVENING = timedelta(hours=16)
PATH = "/scanner/"


@dataclass(frozen=True, slots=True)
class Pass:
    """Who scans, and where; `title` and `gate_name` are for the screen.

    `device` is the access code it was opened with, or nothing for a person.
    """

    gate: GateFacts
    by: Actor
    time_zone: str
    title: str
    gate_name: str
    device: int = 0


def fresh_pass(request: HttpRequest) -> Pass | None:
    """The device's pass while it is fresh and its session is the same; asks no database."""
    return _read(request, FRESH)


def renewed(request: HttpRequest) -> Pass | None:
    """The pass anew, if it is of this evening and the person logged in may still scan there."""
    old = _read(request, EVENING, same_session=False)
    if old is None:
        return None
    code = device_of(request)
    if (code.pk if code else 0) != old.device:
        return None
    for actor in [actor_with_code(code)] if code else actors_of(request):
        if actor.organisation_id == old.by.organisation_id and actor.person_id == old.by.person_id:
            return None if actor.lacks_mfa else _again(old, actor)
    return None


def keep(response: HttpResponse, door: Pass, request: HttpRequest) -> None:
    """Give the device its pass, good with this session alone."""
    facts = {**_as_json(door), "session": _session_mark(request)}
    response.set_cookie(
        COOKIE,
        signing.dumps(facts, salt=SALT),
        max_age=EVENING,
        path=PATH,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )


def _read(request: HttpRequest, age: timedelta, *, same_session: bool = True) -> Pass | None:
    try:
        facts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=age)
    except signing.BadSignature:
        return None
    if same_session and not constant_time_compare(facts["session"], _session_mark(request)):
        return None
    return _from_json(facts)


def _session_mark(request: HttpRequest) -> str:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return salted_hmac(SALT, key, algorithm="sha256").hexdigest()[:32]


def _again(old: Pass, actor: Actor) -> Pass | None:
    shop = next((each for each in visible_to(actor) if each.id == old.gate.shop_id), None)
    if shop is None or not actor.may_in(Can.SCAN, shop.id):
        return None
    gate = gate_within(shop, actor, date_ids=old.gate.date_ids, gate_id=old.gate.gate_id)
    return replace(old, gate=gate, by=actor) if gate else None


def _as_json(door: Pass) -> dict[str, Any]:
    gate, by = door.gate, door.by
    return {
        "shop": gate.shop_id,
        "key": b64encode(gate.public_key).decode(),
        "dates": sorted(gate.date_ids),
        "zones": None if gate.zone_ids is None else sorted(gate.zone_ids),
        "gate": gate.gate_id,
        "organisation": by.organisation_id,
        "person": by.person_id,
        "label": by.label,
        "time_zone": door.time_zone,
        "title": door.title,
        "gate_name": door.gate_name,
        "device": door.device,
    }


def _from_json(facts: dict[str, Any]) -> Pass:
    zones = facts["zones"]
    gate = GateFacts(
        organisation_id=facts["organisation"],
        shop_id=facts["shop"],
        public_key=b64decode(facts["key"]),
        date_ids=frozenset(facts["dates"]),
        zone_ids=None if zones is None else frozenset(zones),
        gate_id=facts["gate"],
    )
    by = Actor(
        label=facts["label"],
        person_id=facts["person"],
        organisation_id=facts["organisation"],
        can=frozenset({Can.SCAN}),
        shops=frozenset({gate.shop_id}),
        kind="device" if facts["device"] else "person",
    )
    words = facts["time_zone"], facts["title"], facts["gate_name"]
    return Pass(gate, by, *words, device=facts["device"])
