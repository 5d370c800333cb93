"""The demo's theatre is whole: its pools, its season, its accounts."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.checkin.models import Scan
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import Organisation
from tessera.domain.people.models import Person
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tessera.lib import clock
from tessera.ops import demo
from tessera.ops.demo.accounts import ACCOUNTS


@pytest.mark.django_db(transaction=True)
def test_the_theatre_is_whole_and_loads_once() -> None:
    demo.load()
    _is_in_balance()
    _has_something_on_tonight_and_now()
    _has_something_sold_out()
    _can_be_entered()
    before = Order.objects.count()
    demo.load()
    assert Order.objects.count() == before
    assert Organisation.objects.count() == 2


def _is_in_balance() -> None:
    assert pools_out_of_balance() == []
    assert Order.objects.filter(status=Status.PAID).count() > 1900
    unpaid = Order.objects.exclude(status__in=[Status.PAID, Status.CANCELLED])
    assert not Ticket.objects.filter(order__in=unpaid).exists()
    assert Activity.objects.filter(reacted_at=None).count() < 30


def _has_something_on_tonight_and_now() -> None:
    now = clock.now()
    running = EventDate.objects.get(starts_at__range=(now - timedelta(minutes=41), now))
    tickets = Ticket.objects.filter(date=running, order__status=Status.PAID, status="valid").count()
    entered = Scan.objects.filter(ticket__date=running, is_first_entry=True).count()
    assert 270 < tickets < 320
    assert 0.5 < entered / tickets < 0.7
    assert EventDate.objects.filter(starts_at__gt=now).count() > 30


def _has_something_sold_out() -> None:
    left = {
        slug: sum(pool.left for pool in Pool.objects.filter(date__event__slug=slug))
        for slug in ("voyage-d-hiver", "trio-lindqvist")
    }
    assert left == {"voyage-d-hiver": 0, "trio-lindqvist": 6}
    assert Event.objects.filter(full_online=True).count() == 1
    for event in Event.objects.exclude(shop__slug="quilles"):
        assert default_storage.exists(event.picture.name)


def _can_be_entered() -> None:
    for _who, _path, email, password in ACCOUNTS:
        assert Person.objects.get(email=email).check_password(password)
