"""What the door says, by examples that every scanner shares."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tessera.domain.checkin.rules import COLOURS, Answer, GateFacts, Past, TicketFacts, decide

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "verdicts.json").read_text())
CASES = VECTORS["cases"]


def ticket_of(case: dict[str, Any]) -> TicketFacts | None:
    if case.get("ticket", {}) is None:
        return None
    return TicketFacts(ticket_id=1, **{**VECTORS["ticket"], **case.get("ticket", {})})


def gate_of(case: dict[str, Any]) -> GateFacts:
    facts = {**VECTORS["gate"], **case.get("gate", {})}
    zones = facts["zone_ids"]
    return GateFacts(
        organisation_id=1,
        shop_id=1,
        public_key=b"",
        date_ids=frozenset(facts["date_ids"]),
        zone_ids=None if zones is None else frozenset(zones),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_door_says(case: dict[str, Any]) -> None:
    past = [Past(datetime.fromisoformat(at)) for at in case.get("past", [])]
    verdict = decide(ticket_of(case), gate=gate_of(case), past=past)
    assert (verdict.answer, verdict.colour) == (case["answer"], case["colour"])


def test_every_answer_has_an_example_and_a_colour() -> None:
    assert {case["answer"] for case in CASES} == set(Answer) == set(COLOURS)


def test_already_in_since_the_first_time() -> None:
    first, later = datetime(2026, 11, 22, 19, tzinfo=UTC), datetime(2026, 11, 22, 20, tzinfo=UTC)
    verdict = decide(ticket_of({}), gate=gate_of({}), past=[Past(later), Past(first)])
    assert verdict.before == Past(first)
