"""Two workers remind at once: every buyer once."""

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Status
from tessera.domain.payments.actions import granting
from tessera.domain.payments.terms import Terms, plan
from tessera.flows.reminding import remind_due
from tessera.lib import clock
from tests.factories import Programme, make_order
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_workers_remind_once(programme: Programme) -> None:
    orders = [make_order(programme, status=Status.PENDING, quantity=1) for _ in range(5)]
    terms = Terms(10, 2, "Europe/Zurich")
    agreed = plan(terms, first_date=None, at=clock.now())
    for order in orders:
        granting.grant(order, terms, agreed)
    assert agreed.next_at is not None
    due = agreed.next_at

    def remind(number: int) -> int:
        return remind_due(at=due)

    assert sum(at_once(4, remind)) == 5
    told = Activity.objects.filter(verb="order.reminded").values_list("subject_id", flat=True)
    assert sorted(told) == sorted(order.id for order in orders)
