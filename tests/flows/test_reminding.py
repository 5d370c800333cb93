"""Orders that wait for a transfer: one test a promise, one a refusal."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import EventDate
from tessera.domain.mailing.attaching import files_for
from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER
from tessera.domain.payments.deadlines import deadline_of
from tessera.domain.payments.errors import BadDeadline, NoDeadline
from tessera.domain.payments.models import Deadline, PaymentMethod
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Claim
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.cancelling import cancel_order, let_expire
from tessera.flows.checkout import choose_method, place_order
from tessera.flows.paying import change_method, validate_payment
from tessera.flows.reacting import react
from tessera.flows.reminding import extend_deadline, pause_deadline, remind_due, resume_deadline
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_cart, make_method

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOME: dict[str, Any] = {
    "street": "Rue du Lac 1",
    "postcode": "1003",
    "city": "Lausanne",
    "country": "CH",
}


@pytest.fixture
def programme(programme: Programme) -> Programme:
    """Its first date is far away, so that the terms of an invoice fit before it."""
    begins = clock.now() + 200 * DAY
    EventDate.objects.filter(id=programme.date.id).update(
        starts_at=begins, ends_at=begins + timedelta(hours=2)
    )
    programme.date.refresh_from_db()
    return programme


@pytest.fixture
def order(programme: Programme) -> Order:
    """An order on invoice, placed now: reminded twice in thirty days."""
    return placed(programme)


def placed(programme: Programme, code: str = "invoice") -> Order:
    """An order that is to be paid so."""
    at = clock.now()
    cart = make_cart(programme, at=at, **HOME)
    cart = choose_method(cart.secret, code=code, at=at)
    return place_order(cart.secret, terms=True, shown_total=cart.total, by=BUYER, at=at)


def next_at(order: Order) -> datetime:
    """When the order is reminded next."""
    found = deadline_of(order.id)
    assert found is not None and found.next_at is not None
    return found.next_at


def kinds() -> list[str]:
    """The mails that were written, oldest first."""
    return list(Message.objects.order_by("id").values_list("kind", flat=True))


def test_an_invoice_order_gets_its_terms(order: Order) -> None:
    deadline = Deadline.objects.get()
    assert (deadline.step_days, deadline.reminders, deadline.reminded) == (10, 2, 0)
    assert deadline.ends_at == order.due_at == order.held_until
    assert timedelta(days=30) <= deadline.ends_at - clock.now() < timedelta(days=31)


def test_the_shop_chooses_its_own_terms(programme: Programme) -> None:
    PaymentMethod.objects.filter(code="invoice").update(settings={"days": 5}, reminders=1)
    order = placed(programme)
    assert order.due_at is not None
    assert 10 * DAY <= order.due_at - clock.now() < 11 * DAY


def test_what_waits_for_the_first_date_has_no_deadline(programme: Programme) -> None:
    order = placed(programme, "on_site")
    assert not Deadline.objects.exists()
    assert order.due_at == programme.date.starts_at


def test_before_its_day_nobody_is_reminded(order: Order) -> None:
    assert remind_due(at=next_at(order) - timedelta(seconds=1)) == 0


def test_the_whole_way_to_the_end(order: Order) -> None:
    react(at=clock.now())
    first = next_at(order)
    assert [remind_due(at=first), remind_due(at=first)] == [1, 0], "once"
    second = next_at(order)
    assert remind_due(at=second) == 1
    assert remind_due(at=second + 5 * DAY) == 0
    react(at=second)
    assert order.due_at is not None
    assert let_expire(at=order.due_at - timedelta(seconds=1)) == 0
    assert let_expire(at=order.due_at) == 1
    react(at=order.due_at)

    order.refresh_from_db()
    assert order.status == Status.EXPIRED
    assert kinds() == ["order_placed", "payment_reminder", "payment_reminder", "order_expired"]
    assert not Claim.objects.exists(), "its places are on sale again"
    assert pools_out_of_balance() == []


def test_a_reminder_says_how_many_days_are_left_and_carries_the_invoice(order: Order) -> None:
    remind_due(at=next_at(order))
    react(at=clock.now())
    message = Message.objects.get(kind="payment_reminder")
    assert "20 days left" in message.text
    assert order.number is not None and order.number in message.text
    assert message.order is not None
    files = files_for(
        [each["kind"] for each in message.attachments], order=message.order, order_url=""
    )
    assert [each.mime for each in files] == ["application/pdf"]


def test_after_three_days_of_standstill_one_reminder_leaves(programme: Programme) -> None:
    PaymentMethod.objects.filter(code="invoice").update(settings={"days": 1}, reminders=5)
    order = placed(programme)
    late = next_at(order) + 3 * DAY
    assert [remind_due(at=late), remind_due(at=late)] == [1, 0]
    assert Deadline.objects.get().reminded == 4
    assert Activity.objects.filter(verb="order.reminded").count() == 1


def test_a_standstill_to_the_end_reminds_nobody(order: Order) -> None:
    assert order.due_at is not None
    assert remind_due(at=order.due_at + DAY) == 0
    assert Deadline.objects.get().next_at is None
    assert let_expire(at=order.due_at + DAY) == 1


def test_who_has_paid_is_not_reminded(order: Order, alice: TeamMember) -> None:
    due = next_at(order)
    validate_payment(order.payments.get().id, by=actor_of(alice), at=clock.now())
    assert remind_due(at=due) == 0
    assert Deadline.objects.get().next_at is None


def test_who_has_cancelled_is_not_reminded(order: Order, alice: TeamMember) -> None:
    due = next_at(order)
    cancel_order(order.id, reason="Ill", by=actor_of(alice), at=clock.now())
    assert remind_due(at=due) == 0


def test_who_pays_between_reminder_and_mail_gets_no_mail(order: Order, alice: TeamMember) -> None:
    remind_due(at=next_at(order))
    validate_payment(order.payments.get().id, by=actor_of(alice), at=clock.now())
    react(at=clock.now())
    assert "payment_reminder" not in kinds()


def test_another_way_to_pay_has_its_own_terms(order: Order, programme: Programme) -> None:
    make_method(programme.shop, "own-1", part="own", name={"en": "Cheque"}, settings={"days": 3})
    changed = change_method(
        order.id, code="own-1", shown_total=order.total, by=BUYER, at=clock.now()
    )
    deadline = Deadline.objects.get()
    assert (deadline.step_days, deadline.ends_at) == (3, changed.due_at)
    change_method(order.id, code="on_site", shown_total=order.total, by=BUYER, at=clock.now())
    assert not Deadline.objects.exists()


def test_more_time_moves_the_end_and_keeps_the_places(order: Order, alice: TeamMember) -> None:
    until = clock.now() + 60 * DAY
    extend_deadline(order.id, ends_at=until, by=actor_of(alice), at=clock.now())
    assert order.due_at is not None
    assert let_expire(at=order.due_at + DAY) == 0
    order.refresh_from_db()
    assert order.due_at == order.held_until == until
    assert {claim.held_until for claim in Claim.objects.all()} == {until}
    assert Activity.objects.get(verb="order.deadline_changed").facts["until"] == until.isoformat()
    assert let_expire(at=until) == 1


def test_a_paused_order_neither_ends_nor_is_reminded(order: Order, alice: TeamMember) -> None:
    by, due = actor_of(alice), next_at(order)
    pause_deadline(order.id, by=by, at=clock.now())
    assert order.due_at is not None
    assert remind_due(at=due) == 0
    assert let_expire(at=order.due_at + DAY) == 0

    before = order.due_at
    resume_deadline(order.id, by=by, at=clock.now() + 7 * DAY)
    order.refresh_from_db()
    assert order.due_at is not None and order.due_at == order.held_until
    assert (order.due_at.date() - before.date()).days == 7
    assert (next_at(order).date() - due.date()).days == 7
    assert let_expire(at=order.due_at) == 1


def test_pausing_and_resuming_twice_does_nothing_twice(order: Order, alice: TeamMember) -> None:
    by, at = actor_of(alice), clock.now()
    pause_deadline(order.id, by=by, at=at)
    pause_deadline(order.id, by=by, at=at + DAY)
    assert Deadline.objects.get().paused_at == at
    resume_deadline(order.id, by=by, at=at)
    resume_deadline(order.id, by=by, at=at)
    verbs = ["order.deadline_paused", "order.deadline_resumed"]
    assert Activity.objects.filter(verb__in=verbs).count() == 2


def test_a_paused_order_can_be_paid(order: Order, alice: TeamMember) -> None:
    pause_deadline(order.id, by=actor_of(alice), at=clock.now())
    validate_payment(order.payments.get().id, by=actor_of(alice), at=clock.now())
    order.refresh_from_db()
    assert order.status == Status.PAID


def test_an_end_that_is_over_is_refused(order: Order, alice: TeamMember) -> None:
    with pytest.raises(BadDeadline):
        extend_deadline(order.id, ends_at=clock.now(), by=actor_of(alice), at=clock.now())


def test_an_order_that_has_ended_gets_no_more_time(order: Order, alice: TeamMember) -> None:
    cancel_order(order.id, reason="Ill", by=actor_of(alice), at=clock.now())
    with pytest.raises(NoDeadline):
        extend_deadline(order.id, ends_at=clock.now() + DAY, by=actor_of(alice), at=clock.now())


def test_who_may_not_edit_orders_gives_no_time(
    order: Order, sam: TeamMember, oscar: TeamMember, shop: Shop
) -> None:
    with pytest.raises(NotAllowed):
        pause_deadline(order.id, by=actor_of(sam), at=clock.now())
    with pytest.raises((NotAllowed, NotFound)):
        pause_deadline(order.id, by=actor_of(oscar), at=clock.now())
