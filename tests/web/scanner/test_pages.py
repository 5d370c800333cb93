"""The scanner's door: choose, scan, be told; and who is not let near it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.catalogue.models import Tariff
from tessera.domain.checkin.models import Gate, Scan
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.flows import scanning
from tessera.lib import clock
from tests.factories import Programme, make_event, make_gate, make_order

HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    scanning.UNKNOWN.forget()
    yield


@pytest.fixture
def steward(client: Client, sam: TeamMember) -> Client:
    client.force_login(sam.person)
    return client


@pytest.fixture
def ticket(programme: Programme) -> Ticket:
    return Ticket.objects.get(order=make_order(programme, quantity=1))


def open_door(client: Client, programme: Programme, **facts: Any) -> HttpResponse:
    given = {"shop": programme.shop.slug, "date": [programme.date.id], **facts}
    return client.post("/scanner/", given)  # type: ignore[return-value]


def scan(client: Client, code: str, **facts: Any) -> HttpResponse:
    body = {"scan_id": str(uuid4()), "code": code, "device": "test", **facts}
    return client.post("/scanner/scans/", body, content_type="application/json", **HERE)  # type: ignore[return-value]


def test_choose_and_scan(
    steward: Client, programme: Programme, ticket: Ticket, sam: TeamMember
) -> None:
    page = steward.get("/scanner/")
    assert page.status_code == 200
    assert b"Hamlet" in page.content
    opened = open_door(steward, programme, gate=Gate.objects.get().id)
    assert opened.status_code == 302
    assert b"Main door" in steward.get("/scanner/scan/").content
    said = scan(steward, ticket.code).json()  # type: ignore[attr-defined]
    assert (said["answer"], said["colour"], said["title"]) == ("welcome", "green", "Welcome")
    assert (said["holder"], said["about"]) == ("Bea Buyer", "Parterre · Full")
    assert said["sign"] == ""
    assert scan(steward, ticket.code).json()["title"] == "Already in"  # type: ignore[attr-defined]
    assert steward.get("/scanner/state/").json() == {"entered": 1, "expected": 1}
    written = Scan.objects.get(is_first_entry=True)
    assert (written.person, written.device) == (sam.person, "test")


@pytest.mark.parametrize("events", [1, 3])
def test_a_scan_asks_two_questions(
    steward: Client,
    programme: Programme,
    ticket: Ticket,
    events: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(events):
        make_event(programme.shop)
    open_door(steward, programme)
    with django_assert_num_queries(4):  # savepoint, facts, record, release
        assert scan(steward, ticket.code).status_code == 200


def test_french_is_spoken(steward: Client, programme: Programme, ticket: Ticket) -> None:
    open_door(steward, programme)
    body = {"scan_id": str(uuid4()), "code": ticket.code}
    said = steward.post(
        "/scanner/scans/",
        body,
        content_type="application/json",
        headers={"Accept-Language": "fr"},
        **HERE,
    )
    assert said.json()["title"] == "Bienvenue"


def test_without_a_date_one_chooses_again(steward: Client, programme: Programme) -> None:
    refused = open_door(steward, programme, date=[])
    assert refused.status_code == 422
    assert b"Choose at least one date" in refused.content
    assert steward.get("/scanner/scan/").status_code == 302


def test_dates_and_gates_of_others_cannot_be_chosen(
    steward: Client, programme: Programme, club_shop: Shop
) -> None:
    theirs = make_event(club_shop)
    gate = make_gate(club_shop)
    assert open_door(steward, programme, date=[theirs.date.id]).status_code == 422
    assert open_door(steward, programme, gate=gate.id).status_code == 422
    page = steward.get("/scanner/?shop=club")
    assert b"Hamlet" in page.content


def test_strangers(client: Client, rita: TeamMember, oscar: TeamMember, ticket: Ticket) -> None:
    assert scan(client, ticket.code).status_code == 401
    assert client.get("/scanner/state/").status_code == 401
    assert client.get("/scanner/").status_code == 302
    client.force_login(rita.person)
    assert client.get("/scanner/").status_code == 403
    assert client.get("/scanner/scan/").status_code == 403
    assert scan(client, ticket.code).status_code == 401
    assert not Scan.objects.exists()


def test_a_pass_is_good_with_its_session_alone(
    steward: Client, programme: Programme, ticket: Ticket, oscar: TeamMember
) -> None:
    open_door(steward, programme)
    stolen = steward.cookies["door_pass"].value
    thief = Client()
    thief.cookies["door_pass"] = stolen
    assert scan(thief, ticket.code).status_code == 401
    thief.force_login(oscar.person)
    thief.cookies["door_pass"] = stolen
    assert scan(thief, ticket.code).status_code == 401
    steward.cookies["door_pass"] = stolen[:-3] + "abc"
    assert scan(steward, ticket.code).status_code == 401


def test_an_old_pass_asks_for_the_rights_again(
    steward: Client, programme: Programme, ticket: Ticket, sam: TeamMember
) -> None:
    open_door(steward, programme)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        before = steward.cookies["door_pass"].value
        assert scan(steward, ticket.code).status_code == 200
        assert steward.cookies["door_pass"].value != before
    sam.is_active = False
    sam.save()
    with time_machine.travel(clock.now() + timedelta(minutes=22), tick=False):
        assert scan(steward, ticket.code).status_code == 401


def test_a_scan_from_another_site_is_refused(
    steward: Client, programme: Programme, ticket: Ticket
) -> None:
    open_door(steward, programme)
    refused = steward.post(
        "/scanner/scans/",
        {"scan_id": str(uuid4()), "code": ticket.code},
        content_type="application/json",
        HTTP_SEC_FETCH_SITE="cross-site",
    )
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b'{"scan_id": "x", "code": "y"}', b"\xff", b'{"code":1}']
)
def test_nonsense_is_not_checked(steward: Client, programme: Programme, body: bytes) -> None:
    open_door(steward, programme)
    answer = steward.post("/scanner/scans/", body, content_type="application/json", **HERE)
    assert answer.status_code == 422
    assert answer.json()["title"] == "Not checked"


def test_guessing_is_slowed_down(steward: Client, programme: Programme) -> None:
    open_door(steward, programme)
    answers = [scan(steward, "guess") for _ in range(32)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    refused = answers[-1]
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert "Wait" in refused.json()["detail"]


def test_the_page_may_run_what_it_serves_and_nothing_else(
    steward: Client, programme: Programme
) -> None:
    open_door(steward, programme)
    policy = steward.get("/scanner/scan/")["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" in policy
    assert "'unsafe-inline'" not in policy and "'unsafe-eval'" not in policy.replace(
        "'wasm-unsafe-eval'", ""
    )
    assert "wasm" not in steward.get("/scanner/")["Content-Security-Policy"]


def test_the_pass_is_for_the_scanner_and_for_no_script(
    steward: Client, programme: Programme
) -> None:
    cookie = open_door(steward, programme).cookies["door_pass"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/scanner/"


def test_what_a_phone_installs(client: Client) -> None:
    manifest = client.get("/scanner/manifest.webmanifest").json()
    assert manifest["scope"] == "/scanner/"
    assert client.get(manifest["icons"][0]["src"])["Content-Type"] == "image/svg+xml"
    assert client.get("/scanner/worker.js").status_code in (200, 404)


def test_an_empty_season_says_so(steward: Client, shop: Shop) -> None:
    assert b"Nothing to let in" in steward.get("/scanner/").content


def test_the_sign_of_the_tariff_is_shown(
    steward: Client, programme: Programme, ticket: Ticket
) -> None:
    Tariff.objects.filter(product_id=ticket.product_id).update(icon="student")
    open_door(steward, programme, gate=Gate.objects.get().id)
    assert b'id="sign-student"' in steward.get("/scanner/scan/").content
    assert scan(steward, ticket.code).json()["sign"] == "student"  # type: ignore[attr-defined]
