"""The demo's theatre is whole: its pools, its season, its accounts."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db.models import F

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import Event, EventDate, PriceStep
from tessera.domain.checkin.models import Scan
from tessera.domain.invoices.models import Invoice
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import AccessCode, Organisation
from tessera.domain.payments.models import BankEntry, Refund
from tessera.domain.payments.statements import read_file
from tessera.domain.people.models import Person
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.domain.tickets.models import Ticket
from tessera.lib import clock
from tessera.ops import demo, place
from tessera.ops.demo.accounts import ACCOUNTS, BANK_FILE


@pytest.mark.django_db(transaction=True)
def test_the_theatre_is_whole_and_loads_once() -> None:
    demo.load()
    _is_in_balance()
    _has_something_on_tonight_and_now()
    _has_something_sold_out()
    _can_be_entered()
    _has_something_on_every_desk()
    before = Order.objects.count()
    demo.load()
    assert Order.objects.count() == before
    assert Organisation.objects.count() == 2


def _is_in_balance() -> None:
    assert pools_out_of_balance() == []
    assert Order.objects.filter(status=Status.PAID).count() > 1900
    unpaid = Order.objects.exclude(status__in=[Status.PAID, Status.CANCELLED])
    assert not Ticket.objects.filter(order__in=unpaid).exists()
    assert Activity.objects.filter(reacted_at=None).count() < 120


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


def _has_something_on_every_desk() -> None:
    """What the back office shows is true of the demo: nothing is an empty page."""
    now = clock.now()
    kinds = Counter(Invoice.objects.values_list("kind", flat=True))
    assert kinds["invoice"] > 100
    assert kinds["credit_note"] > 5
    waiting = Order.objects.filter(status=Status.REVIEW)
    assert Counter(waiting.values_list("lines__product__kind", flat=True)) == {
        "tariff": 3,
        "plan": 1,
    }
    late = Order.objects.get(status=Status.PENDING, method="invoice", due_at__lt=now)
    assert late.deadline.paused_at is not None
    assert late.deadline.reminded == 1
    assert Order.objects.filter(received__gt=0, received__lt=F("total"), status="pending").exists()
    assert Refund.objects.filter(status=Refund.Status.WISHED).count() == 1
    assert PriceStep.objects.filter(product__status="published").exists()
    assert AccessCode.objects.filter(revoked_at=None).count() == 2
    assert not Activity.objects.filter(at__gt=now).exists()
    _has_bank_files()


def _has_bank_files() -> None:
    taken = BankEntry.objects.filter(status=BankEntry.Status.BOOKED).count()
    assert (taken, BankEntry.objects.count()) == (2, 3)
    reading = read_file((place.data() / BANK_FILE).read_bytes())
    known = [each.reference for each in reading.statement.entries if each.reference]
    assert not reading.statement.faults
    assert Invoice.objects.filter(reference__in=known, kind="invoice").count() == len(known) == 4
