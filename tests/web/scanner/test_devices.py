"""A door device: let in by a code, for the door alone, until the code is revoked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tessera.domain.organisations.models import AccessCode, Profile, TeamMember
from tessera.domain.organisations.rules import Limits
from tessera.domain.tickets.models import Ticket
from tessera.flows import scanning, staffing
from tessera.flows.staffing import Wanted
from tessera.lib import clock
from tessera.web.scanner import devices
from tests.factories import Programme, actor_of, make_event, make_order
from tests.web.scanner.test_pages import open_door, scan

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    scanning.UNKNOWN.forget()
    devices.TRIES.forget()
    yield


@pytest.fixture
def device() -> Client:
    return Client(headers=HERE)


def code_for(alice: TeamMember, **limits: Any) -> tuple[AccessCode, str]:
    by, at = actor_of(alice), clock.now()
    profile: Profile | None = None
    if limits:
        wish = Wanted("Door", {"scan", "see_orders"}, Limits(**limits))
        profile = staffing.add_profile(wish, by=by, at=at)
    return staffing.add_access_code(
        "Phone 2", profile_id=profile.pk if profile else None, by=by, at=at
    )


def enter(device: Client, letters: str) -> int:
    return device.post("/scanner/code/", {"code": letters}).status_code


def test_a_device_scans_with_a_code(
    device: Client, alice: TeamMember, programme: Programme
) -> None:
    ticket = Ticket.objects.get(order=make_order(programme, quantity=1))
    assert device.get("/scanner/").headers["Location"] == "/scanner/code/"
    code, letters = code_for(alice)
    assert enter(device, letters.lower()) == 302
    assert b"Hamlet" in device.get("/scanner/").content
    assert open_door(device, programme).status_code == 302
    assert scan(device, ticket.code).json()["answer"] == "welcome"  # type: ignore[attr-defined]
    code.refresh_from_db()
    assert code.last_used_at
    for page in ("/manage/", "/manage/theatre/", "/manage/theatre/door/"):
        assert device.get(page).headers["Location"].startswith("/auth/login/")


def test_a_revoked_code_ends_the_session(
    device: Client, alice: TeamMember, programme: Programme
) -> None:
    ticket = Ticket.objects.get(order=make_order(programme, quantity=1))
    code, letters = code_for(alice)
    enter(device, letters)
    open_door(device, programme)
    assert device.get("/scanner/state/").status_code == 200
    staffing.revoke_access_code(code.pk, by=actor_of(alice), at=clock.now())
    assert scan(device, ticket.code).status_code == 401
    assert device.get("/scanner/state/").status_code == 401
    assert device.get("/scanner/").headers["Location"] == "/scanner/code/"
    assert enter(device, letters) == 422


def test_a_wrong_code_is_told_and_guessing_ends(device: Client, db: None) -> None:
    answers = [device.post("/scanner/code/", {"code": "ABCDEFGHJK"}) for _ in range(11)]
    assert b"mistyped" in answers[0].content
    assert b"Too many tries" in answers[-1].content
    assert [answers[0].status_code, answers[-1].status_code] == [422, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_a_code_opens_its_events_and_zones_alone(
    device: Client, alice: TeamMember, programme: Programme
) -> None:
    other = make_event(programme.shop, name={"en": "Macbeth"})
    ticket = Ticket.objects.get(order=make_order(programme, quantity=1))
    balcony = programme.zones[1]
    _code, letters = code_for(
        alice, events=frozenset({programme.event.pk}), zones=frozenset({balcony.pk})
    )
    enter(device, letters)
    page = device.get("/scanner/").content
    assert b"Hamlet" in page
    assert b"Macbeth" not in page
    assert open_door(device, programme, date=[other.date.id]).status_code == 422
    open_door(device, programme)
    said = scan(device, ticket.code).json()  # type: ignore[attr-defined]
    assert said["answer"] == "wrong_zone"


def test_a_device_leaves(device: Client, alice: TeamMember, programme: Programme) -> None:
    _code, letters = code_for(alice)
    enter(device, letters)
    open_door(device, programme)
    device.post("/scanner/leaving/")
    assert device.get("/scanner/").headers["Location"] == "/scanner/code/"
    assert device.get("/scanner/state/").status_code == 401
