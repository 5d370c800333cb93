"""The deadline of one order, on its tab of payments."""

from datetime import timedelta

import pytest
from django.test import Client

from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.actions import granting
from tessera.domain.payments.models import Deadline
from tessera.domain.payments.terms import Plan, Terms, end_of_day, morning
from tessera.lib import clock
from tests.factories import Programme, make_order

pytestmark = pytest.mark.django_db

ZONE = "Europe/Zurich"


@pytest.fixture
def order(programme: Programme) -> Order:
    """To be paid within thirty days."""
    at = clock.now()
    made = make_order(programme, status=Status.PENDING, due_at=at + timedelta(days=30))
    plan = Plan(morning(at, 10, ZONE), end_of_day(at, 30, ZONE))
    granting.grant(made, Terms(10, 2, ZONE), plan)
    return made


@pytest.fixture
def root(order: Order) -> str:
    return f"/manage/theatre/orders/{order.number}"


def test_the_tab_of_payments_says_how_it_stands(desk: Client, root: str) -> None:
    said = " ".join(desk.get(f"{root}/?tab=payments").content.decode().split())
    assert "30 days left" in said
    assert "0 of 2 reminders sent" in said


def test_more_time_is_given_to_the_end_of_a_day(desk: Client, root: str) -> None:
    assert desk.get(f"{root}/deadline/").status_code == 200
    day = (clock.now() + timedelta(days=90)).date()
    assert desk.post(f"{root}/deadline/", {"until": day.isoformat()}).status_code == 302
    assert Deadline.objects.get().ends_at == end_of_day(clock.now() + timedelta(days=90), 0, ZONE)


@pytest.mark.parametrize("until", ["", "2020-01-01", "2199-01-01", "soon"])
def test_a_day_that_cannot_be_is_said(desk: Client, root: str, until: str) -> None:
    answer = desk.post(f"{root}/deadline/", {"until": until})
    assert answer.status_code == 422
    assert "Please correct this" in answer.content.decode()


def test_it_is_paused_and_goes_on(desk: Client, root: str) -> None:
    desk.post(f"{root}/pause/", {"to": "pause"})
    assert Deadline.objects.get().paused_at is not None
    assert "Let it go on" in desk.get(f"{root}/?tab=payments").content.decode()
    desk.post(f"{root}/pause/", {"to": "resume"})
    assert Deadline.objects.get().paused_at is None


def test_an_order_that_ended_is_left_alone(desk: Client, order: Order, root: str) -> None:
    Order.objects.filter(id=order.id).update(status=Status.CANCELLED)
    assert "days left" not in desk.get(f"{root}/?tab=payments").content.decode()
    day = (clock.now() + timedelta(days=9)).date()
    assert desk.post(f"{root}/deadline/", {"until": day.isoformat()}).status_code == 422
    assert desk.post(f"{root}/pause/").status_code == 302
    assert Deadline.objects.get().paused_at is None


def test_who_cannot_edit_orders_gives_no_time(
    client: Client, sam: TeamMember, oscar: TeamMember, root: str
) -> None:
    client.force_login(sam.person)
    assert client.get(f"{root}/deadline/").status_code == 403
    client.force_login(oscar.person)
    assert client.post(f"{root}/pause/").status_code in (403, 404)


def test_an_order_that_is_only_due_some_day_gets_more_time_too(
    desk: Client, programme: Programme
) -> None:
    due = clock.now() + timedelta(days=3)
    order = make_order(programme, status=Status.PENDING, method="on_site", due_at=due)
    page = f"/manage/theatre/orders/{order.number}"
    assert "3 days left" in " ".join(desk.get(f"{page}/?tab=payments").content.decode().split())
    day = (clock.now() + timedelta(days=20)).date()
    assert desk.post(f"{page}/deadline/", {"until": day.isoformat()}).status_code == 302
    order.refresh_from_db()
    assert order.due_at == order.held_until == Deadline.objects.get().ends_at
    assert order.due_at > due


def test_an_order_without_a_deadline_is_shown_instead(desk: Client, programme: Programme) -> None:
    order = make_order(programme)
    answer = desk.get(f"/manage/theatre/orders/{order.number}/deadline/", follow=True)
    assert "does not wait for a payment" in answer.content.decode()
    assert desk.get("/manage/theatre/orders/NOSUCH/deadline/").status_code == 404
