"""Many orders at once: said first, each on its own, told order by order."""

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.reporting.models import Batch
from tessera.domain.shops.models import Shop
from tessera.flows import batching
from tests.factories import Programme, make_event, make_order, make_payment

NEW = "/manage/theatre/batches/"


@pytest.fixture
def three(programme: Programme) -> list[Order]:
    """Two that wait for their invoice and one that is paid."""
    waiting = [
        make_order(programme, quantity=1, status=Status.PENDING, method="invoice") for _ in range(2)
    ]
    for order in waiting:
        make_payment(order)
    return [*waiting, make_order(programme, quantity=1)]


def _ask(action: str, orders: list[Order]) -> str:
    picks = "&".join(f"pick={order.id}" for order in orders)
    return f"{NEW}?action={action}&which=ticked&{picks}"


def test_what_will_happen_is_said_and_nothing_is_done_yet(desk: Client, three: list[Order]) -> None:
    said = desk.get(_ask("cancel", three)).content.decode()
    assert "3 orders" in said
    assert "40.00 was received" in said
    assert not Batch.objects.exists()
    assert Order.objects.filter(status=Status.CANCELLED).count() == 0


def test_each_is_done_on_its_own_and_told(desk: Client, three: list[Order]) -> None:
    answer = desk.post(_ask("validate", three), {"note": "statement of May"})
    batch = Batch.objects.get()
    assert answer["Location"] == f"{NEW}{batch.id}/"
    page = desk.get(f"{NEW}{batch.id}/")
    assert [number for number, *_ in page.context["done"]] == [
        three[1].number,
        three[0].number,
    ]
    ((number, _done, why),) = page.context["refusals"]
    assert number == three[2].number
    assert "No payment of this order waits" in why
    assert batch.status == Batch.Status.DONE
    for order in three:
        order.refresh_from_db()
        assert order.status == Status.PAID
    assert Activity.objects.filter(verb="payment.validated").count() == 2


def test_cancelling_needs_a_reason(desk: Client, three: list[Order]) -> None:
    refused = desk.post(_ask("cancel", three), {"note": ""})
    assert refused.status_code == 200
    assert not Batch.objects.exists()
    desk.post(_ask("cancel", three[:1]), {"note": "rained out"})
    three[0].refresh_from_db()
    assert three[0].status == Status.CANCELLED
    assert three[0].cancellations.get().reason == "rained out"


def test_tickets_are_sent_again(desk: Client, three: list[Order]) -> None:
    desk.post(_ask("resend", three))
    batch = Batch.objects.get()
    assert [(line[0], line[1]) for line in batch.report] == [
        (three[2].number, True),
        (three[1].number, False),
        (three[0].number, False),
    ]


def test_all_of_the_list_are_meant(desk: Client, three: list[Order]) -> None:
    desk.post(f"{NEW}?action=cancel&which=all&query=status%3Dwaiting", {"note": "all"})
    assert Batch.objects.get().order_ids == [three[1].id, three[0].id]


def test_nothing_ticked_is_nothing_done(desk: Client, three: list[Order]) -> None:
    assert "No order is ticked" in desk.get(_ask("cancel", [])).content.decode()
    desk.post(_ask("cancel", []), {"note": "x"})
    assert not Batch.objects.exists()


def test_a_long_list_is_done_by_the_worker(
    desk: Client,
    three: list[Order],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batching, "AT_ONCE", 1)
    monkeypatch.setattr("tessera.web.backoffice.sales.batches.AT_ONCE", 1)
    assert "in the background" in desk.get(_ask("validate", three)).content.decode()
    desk.post(_ask("validate", three))
    batch = Batch.objects.get()
    going_on = desk.get(f"{NEW}{batch.id}/").content.decode()
    assert 'hx-trigger="every 2s"' in going_on
    queued = ProcrastinateJob.objects.get(task_name="tessera.flows.batching.run_batch")
    batching.run_batch(**queued.args)
    batching.run_batch(**queued.args)  # safe to repeat
    batch.refresh_from_db()
    assert len(batch.report) == 3
    assert "every 2s" not in desk.get(f"{NEW}{batch.id}/").content.decode()


def test_who_may_not_is_not_offered_it(
    client: Client, rita: TeamMember, programme: Programme
) -> None:
    own = make_order(programme, sold_by=rita.person, channel="reseller")
    client.force_login(rita.person)
    assert b'id="picks"' not in client.get("/manage/theatre/orders/").content
    assert client.get(_ask("cancel", [own])).status_code == 404
    assert client.post(_ask("cancel", [own]), {"note": "x"}).status_code == 404


def test_orders_of_others_are_not_meant(desk: Client, three: list[Order], club_shop: Shop) -> None:
    other = make_order(make_event(club_shop))
    desk.post(_ask("cancel", [other]), {"note": "x"})
    other.refresh_from_db()
    assert other.status == Status.PAID
