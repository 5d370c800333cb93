"""Two gates, one ticket: one welcome. PostgreSQL and threads, as on the evening."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tessera.domain.checkin.models import Scan
from tessera.domain.checkin.queries import gate_for
from tessera.domain.checkin.rules import Answer, GateFacts, Held
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.tickets.models import Ticket
from tessera.flows import scanning
from tessera.lib import clock
from tests.factories import make_event, make_order

pytestmark = pytest.mark.django_db(transaction=True)
GATES = 12


@pytest.fixture
def tickets() -> list[Ticket]:
    order = make_order(make_event(), quantity=5)
    return list(Ticket.objects.filter(order=order).select_related("shop").order_by("id"))


def gate_of(ticket: Ticket) -> GateFacts:
    gate = gate_for(ticket.shop, date_ids=[ticket.date_id])
    assert gate is not None
    return gate


def at_once(ticket: Ticket, scan_ids: list[UUID]) -> list[Answer]:
    """Hold the ticket before as many gates as there are scan ids, at the same moment."""
    gate, together = gate_of(ticket), Barrier(len(scan_ids))

    def hold(scan_id: UUID) -> Answer:
        try:
            together.wait(timeout=20)
            held = Held(scan_id=scan_id, code=ticket.code)
            return scanning.scan(held, gate=gate, by=SYSTEM, at=clock.now()).answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(scan_ids)) as gates:
        return list(gates.map(hold, scan_ids))


def test_one_welcome_and_the_others_are_told(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        answers = at_once(ticket, [uuid4() for _ in range(GATES)])
        assert sorted(answers) == [Answer.AGAIN] * (GATES - 1) + [Answer.WELCOME]
        scans = Scan.objects.filter(ticket=ticket)
        assert scans.count() == GATES
        assert scans.filter(is_first_entry=True).count() == 1


def test_one_scan_sent_many_times_is_one_scan(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        answers = at_once(ticket, [uuid4()] * GATES)
        assert answers == [Answer.WELCOME] * GATES
        assert Scan.objects.filter(ticket=ticket).count() == 1
