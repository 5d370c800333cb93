"""Many workers, one mail: PostgreSQL and threads, as on the evening of an on-sale."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from tessera.domain.activity import actions as activity
from tessera.domain.mailing.models import Message
from tessera.domain.mailing.senders import SENDERS, Parcel, Sender
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.tickets.actions import issue
from tessera.domain.tickets.models import Ticket
from tessera.flows.reacting import react
from tessera.flows.sending import send_due
from tessera.lib import clock
from tests.factories import make_event, make_order

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 8
ORDERS = 25


class Counting(Sender):
    """Remembers what was handed over."""

    code = "counting"
    sent: Counter[str] = Counter()
    lock = Lock()

    def send(self, parcel: Parcel) -> None:
        with self.lock:
            self.sent[parcel.message_id] += 1


@pytest.fixture
def sent(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    monkeypatch.setattr(SENDERS, "_parts", {**SENDERS.all(), Counting.code: Counting})
    settings.TESSERA_MAIL = Counting.code
    Counting.sent.clear()
    yield Counting.sent


def at_once(do: Callable[[], object]) -> None:
    """Many workers do it at the same moment."""
    together = Barrier(WORKERS)

    def work(_number: int) -> None:
        try:
            together.wait(timeout=20)
            do()
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(work, range(WORKERS)))


def test_many_workers_write_and_send_each_mail_once(sent: Counter[str]) -> None:
    programme, at = make_event(), clock.now()
    for _ in range(ORDERS):
        order = make_order(programme, quantity=1, at=at)
        activity.record("order.paid", of=("order", order.pk), shop=order.shop, by=SYSTEM, at=at)

    at_once(lambda: react(at=at))
    assert Message.objects.count() == ORDERS

    at_once(lambda: send_due(at=at))
    assert sorted(sent.values()) == [1] * ORDERS
    assert Message.objects.filter(status=Message.Status.SENT).count() == ORDERS


def test_many_at_once_issue_each_ticket_once() -> None:
    order = make_order(make_event(), status=Status.PENDING, quantity=7)
    at = clock.now()

    at_once(lambda: issue(Order.objects.get(pk=order.pk), lines=lines_of(order.pk), at=at))

    places = Ticket.objects.filter(order=order).order_by("place").values_list("place", flat=True)
    assert list(places) == [1, 2, 3, 4, 5, 6, 7]
