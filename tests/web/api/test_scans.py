"""Programs stand at the door too."""

from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from tessera.domain.checkin.models import Gate, Scan
from tessera.domain.tickets.models import Ticket
from tests.factories import Programme, make_event, make_order
from tests.web.api.conftest import Program

SCANS = "/shops/theatre/scans"


@pytest.fixture
def ticket(programme: Programme) -> Ticket:
    return Ticket.objects.get(order=make_order(programme, quantity=1))


def held(ticket: Ticket, **facts: Any) -> dict[str, Any]:
    return {"scan_id": str(uuid4()), "code": ticket.code, "dates": [ticket.date_id], **facts}


def test_welcome_then_already_in(program: Program, ticket: Ticket) -> None:
    body = held(ticket, gate=Gate.objects.get().id, device="turnstile 3")
    status, verdict = program.post(SCANS, body)
    assert (status, verdict["answer"], verdict["since"]) == (200, "welcome", None)
    assert program.post(SCANS, body)[1]["answer"] == "welcome"
    again = program.post(SCANS, held(ticket))[1]
    assert (again["answer"], again["colour"]) == ("again", "red")
    assert again["since"]
    assert Scan.objects.filter(device="turnstile 3").count() == 1


def test_one_scan_id_for_two_codes(program: Program, ticket: Ticket) -> None:
    body = held(ticket)
    program.post(SCANS, body)
    status, problem = program.post(SCANS, {**body, "code": "other"})
    assert (status, problem["code"]) == (409, "scan_id_taken")


def test_gates_and_dates_of_others(program: Program, ticket: Ticket, club_shop: Any) -> None:
    theirs = make_event(club_shop)
    status, problem = program.post(SCANS, held(ticket, dates=[theirs.date.id]))
    assert (status, problem["code"]) == (409, "no_such_gate")
    assert program.post(SCANS, held(ticket, gate=999_999))[0] == 409


def test_guessing_is_slowed_down(program: Program, ticket: Ticket) -> None:
    answers = [program.post(SCANS, held(ticket, code="guess"))[0] for _ in range(32)]
    assert answers[:30] == [200] * 30
    assert answers[-1] == 429
    assert int(program.last["Retry-After"]) >= 1


@pytest.mark.parametrize(
    "facts", [{"dates": []}, {"scan_id": "1"}, {"code": ""}, {"gate": 0}, {"device": "x\0"}]
)
def test_what_is_not_understood(program: Program, ticket: Ticket, facts: dict[str, Any]) -> None:
    assert program.post(SCANS, held(ticket, **facts))[0] == 422


def test_a_scan_asks_five_questions(
    program: Program, ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = held(ticket, gate=Gate.objects.get().id)
    with django_assert_num_queries(5 + 2):  # key, shop, gate, facts, record; a savepoint's two
        assert program.post(SCANS, body)[0] == 200
