"""Memberships that end: reminded, announced, charged, in grace, lapsed; exactly once each."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction

from tessera.domain.activity.models import Activity
from tessera.domain.memberships.models import Membership, RenewalStep
from tessera.domain.memberships.queries.standing import lasts
from tessera.domain.memberships.rules import Standing, standing
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import Organisation
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.payments.methods import (
    METHODS,
    Failed,
    Heard,
    MandateFacts,
    Method,
    Next,
    PaymentFacts,
    Received,
    Wait,
)
from tessera.domain.payments.models import Mandate, Payment, Refund
from tessera.domain.shops.models import Shop
from tessera.flows import planning
from tessera.flows.leaving import erase_member
from tessera.flows.paying import validate_payment
from tessera.flows.renewing import renew_due
from tessera.flows.steps import settle
from tessera.flows.steps.mandates import agreement_in
from tests.factories import (
    make_level,
    make_member,
    make_membership,
    make_payment,
    make_plan,
    make_terms,
)

pytestmark = pytest.mark.django_db
ENDS = date(2026, 12, 31)


class Bank(Method):
    """A way to pay that can charge later, and says what it is told to say."""

    code = "bank"
    name = "Bank"
    keeps = True
    says: ClassVar[list[Next]] = []
    charged: ClassVar[list[str]] = []

    def charge(self, payment: PaymentFacts, mandate: MandateFacts) -> Next:
        assert mandate.provider_customer == "cus_1"
        Bank.charged.append(payment.reference)
        return Bank.says.pop(0) if Bank.says else Received("ch_" + payment.reference)


@pytest.fixture(autouse=True)
def bank() -> Iterator[type[Bank]]:
    METHODS.all()["bank"] = Bank
    Bank.says, Bank.charged = [], []
    yield Bank
    del METHODS.all()["bank"]


def on(day: date | str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00+01:00")


def run(day: date | str) -> None:
    renew_due(at=on(day))
    renew_due(at=on(day, 10))


def verbs(one: Membership) -> list[str]:
    found = Activity.objects.filter(subject="membership", subject_id=one.pk).order_by("id")
    return [verb.removeprefix("membership.") for verb in found.values_list("verb", flat=True)]


@pytest.fixture
def one(shop: Shop, theatre: Organisation) -> Membership:
    """Ends with the year; reminders thirty and seven days before and seven after, two weeks of
    grace."""
    plan = make_plan(shop, level=make_level(theatre), renews_itself=True)
    return make_membership(
        make_member(theatre),
        plan,
        starts_on=date(2026, 1, 1),
        ends_on=ENDS,
        price=5000,
        currency="CHF",
    )


@pytest.fixture
def agreed(one: Membership, shop: Shop) -> Membership:
    """The same, whose owner agreed to be charged."""
    one.mandate = Mandate.objects.create(
        shop=shop,
        method="bank",
        provider_customer="cus_1",
        provider_method="pm_1",
        label="Visa 4242",
        said="Renew my membership by itself.",
        agreed_at=on("2026-01-01"),
    )
    one.save()
    return one


def test_reminders_leave_on_their_days_once_each(one: Membership) -> None:
    for day in ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-24"):
        run(day)
    assert verbs(one) == ["reminded", "reminded"]
    offsets = RenewalStep.objects.filter(kind="reminder").values_list("offset", flat=True)
    assert sorted(offsets) == [-30, -7]


def test_a_job_that_did_not_run_for_three_days_makes_up_for_it_once(one: Membership) -> None:
    run("2026-12-04")
    run("2026-12-05")
    assert verbs(one) == ["reminded"]


def test_after_a_week_nobody_is_reminded_of_what_was_long_ago(one: Membership) -> None:
    run("2026-12-10")
    assert verbs(one) == []


def test_who_renewed_left_or_was_forgotten_is_not_reminded(
    one: Membership, theatre: Organisation
) -> None:
    assert one.plan is not None
    make_membership(one.member, one.plan, starts_on=date(2027, 1, 1), follows=one)
    left = make_membership(
        make_member(theatre, email="eva@x.example"), one.plan, ends_on=ENDS, stops=True
    )
    gone = make_membership(make_member(theatre, email="leo@x.example"), one.plan, ends_on=ENDS)
    gone.member.erased_at = on("2026-06-01")
    gone.member.save()
    run("2026-12-01")
    assert [verbs(each) for each in (one, left, gone)] == [[], [], []]


def test_the_benefits_last_through_the_days_of_grace_and_then_it_lapses(one: Membership) -> None:
    run("2026-12-31")
    one.refresh_from_db()
    assert one.grace_until == ENDS + timedelta(days=14)
    assert standing(lasts(one), today=date(2027, 1, 14)) == Standing.GRACE
    run("2027-01-14")
    assert "lapsed" not in verbs(one)
    run("2027-01-15")
    assert verbs(one)[-1] == "lapsed"
    assert standing(lasts(one), today=date(2027, 1, 15)) == Standing.LAPSED


def test_what_renews_itself_is_announced_with_its_price_and_then_charged(
    agreed: Membership,
) -> None:
    run("2026-12-17")
    told = Activity.objects.get(verb="membership.renewal_announced").facts
    assert (told["on"], told["card"], told["amount"]) == ("2026-12-30", "Visa 4242", 5000)
    assert "before" not in told
    run("2026-12-29")
    assert Bank.charged == []
    run("2026-12-30")
    assert len(Bank.charged) == 1
    new = Membership.objects.get(follows=agreed)
    assert (new.starts_on, new.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    order = Order.objects.get()
    assert (order.status, order.total, order.method) == (Status.PAID, 5000, "bank")
    run("2027-02-01")
    assert "reminded" not in verbs(agreed)


def test_a_price_that_changed_is_said(agreed: Membership, shop: Shop) -> None:
    assert agreed.plan is not None
    planning.reprice_plan(
        shop, plan_id=agreed.plan_id or 0, net_price=6000, by=SYSTEM, at=on("2026-06-01")
    )
    run("2026-12-17")
    told = Activity.objects.get(verb="membership.renewal_announced").facts
    assert "60" in told["price"]
    assert "50" in told["before"]
    run("2026-12-30")
    assert Order.objects.get().total == 6000


def test_nothing_is_charged_that_was_not_announced_days_before(agreed: Membership) -> None:
    run("2026-12-30")
    assert Bank.charged == []
    run("2027-01-02")
    assert len(Bank.charged) == 1
    assert Membership.objects.get(follows=agreed).starts_on == date(2027, 1, 1)


def test_a_failed_charge_is_tried_again_and_told_and_then_given_up(agreed: Membership) -> None:
    Bank.says = [Failed("card_declined", "Declined.") for _ in range(4)]
    run("2026-12-17")
    for day in range(30):
        run(date(2026, 12, 30) + timedelta(days=day))
    assert len(Bank.charged) == 4
    told = verbs(agreed)
    assert told.count("charge_failed") == 4
    assert told[-1] == "lapsed"
    last = Activity.objects.filter(verb="membership.charge_failed").latest("id").facts
    assert (last["message"], last["again"]) == ("Declined.", "")
    assert Order.objects.count() == 1
    assert not Membership.objects.filter(follows=agreed).exists()


def test_a_later_try_that_works_continues_without_a_gap(agreed: Membership) -> None:
    Bank.says = [Failed("insufficient_funds", "No money.")]
    run("2026-12-17")
    run("2026-12-30")
    run("2027-01-02")
    new = Membership.objects.get(follows=agreed)
    assert new.starts_on == date(2027, 1, 1)
    assert Payment.objects.filter(status=Payment.Status.RECEIVED).count() == 1


def test_what_is_unclear_is_asked_again_with_the_same_reference(agreed: Membership) -> None:
    Bank.says = [Failed("away", "", is_passing=True)]
    run("2026-12-17")
    run("2026-12-30")
    assert len(Bank.charged) == 2
    assert len(set(Bank.charged)) == 1
    assert Membership.objects.filter(follows=agreed).exists()


def test_who_leaves_meanwhile_is_not_charged(agreed: Membership) -> None:
    run("2026-12-17")
    agreed.stops, agreed.mandate = True, None
    agreed.save()
    run("2026-12-30")
    assert (Bank.charged, Order.objects.count()) == ([], 0)


def test_erasure_stops_what_runs(agreed: Membership) -> None:
    run("2026-12-17")
    agreed.member.erased_at = on("2026-12-20")
    agreed.member.save()
    run("2026-12-30")
    assert Bank.charged == []


def test_a_slow_debit_that_fails_afterwards_is_told_and_tried_again(agreed: Membership) -> None:
    Bank.says = [Wait("ch_slow")]
    run("2026-12-17")
    renew_due(at=on("2026-12-30"))
    Payment.objects.update(status=Payment.Status.FAILED, error_message="Account closed.")
    run("2026-12-31")
    assert len(Bank.charged) == 1
    told = Activity.objects.get(verb="membership.charge_failed").facts
    assert told["message"] == "Account closed."
    run("2027-01-03")
    assert len(Bank.charged) == 2
    assert Membership.objects.filter(follows=agreed).exists()


def test_who_pays_a_failed_renewal_with_another_card_has_that_one_kept(agreed: Membership) -> None:
    Bank.says = [Failed("declined", "No money.")]
    run("2026-12-17")
    run("2026-12-30")
    order = Order.objects.get()
    assert order.status == Status.FAILED
    assert agreement_in(order) == "Renew my membership by itself."


def test_what_was_paid_by_hand_between_two_tries_is_not_charged_again(agreed: Membership) -> None:
    Bank.says = [Failed("declined", "No money.")]
    run("2026-12-17")
    run("2026-12-30")
    order = Order.objects.get()
    payment = make_payment(order, method="invoice", at=on(ENDS))
    validate_payment(payment.id, by=SYSTEM, at=on(ENDS, 20))
    assert Membership.objects.filter(follows=agreed).count() == 1
    Bank.charged.clear()
    for day in range(1, 15):
        run(ENDS + timedelta(days=day))
    assert Bank.charged == []


def test_who_is_forgotten_while_a_debit_is_on_its_way_gets_it_back(
    agreed: Membership, shop: Shop
) -> None:
    Bank.says = [Wait("ch_slow")]
    run("2026-12-17")
    renew_due(at=on("2026-12-30"))
    erase_member(shop, agreed.member_id, by=SYSTEM, at=on("2026-12-30", 12))
    payment = Payment.objects.get()
    body = Heard("evt", payment.reference, "received", "ch_slow", payment.amount, "CHF")
    order = Order.objects.select_related("shop").get()
    payment.order = order
    with transaction.atomic():
        settle.hear(order, payment, body, by=SYSTEM, at=on("2027-01-04"))
    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    assert Refund.objects.get().amount == order.total
    assert not Membership.objects.filter(follows=agreed).exists()
    run("2027-01-05")
    assert len(Bank.charged) == 1


def test_nothing_renews_itself_while_the_shop_takes_no_members(
    agreed: Membership, shop: Shop
) -> None:
    make_terms(shop, is_active=False)
    run("2026-12-17")
    assert verbs(agreed) == []
    make_terms(shop, is_active=True)
    run("2026-12-20")
    assert verbs(agreed) == ["renewal_announced"]
    make_terms(shop, is_active=False)
    run("2026-12-30")
    assert (Bank.charged, Order.objects.count()) == ([], 0)


def test_a_price_that_changes_after_the_announcement_is_announced_before_it_is_charged(
    agreed: Membership, shop: Shop
) -> None:
    run("2026-12-17")
    assert agreed.plan is not None
    planning.reprice_plan(
        shop, plan_id=agreed.plan.pk, net_price=9000, by=SYSTEM, at=on("2026-12-20")
    )
    run("2026-12-30")
    assert Bank.charged == []
    told = Activity.objects.filter(verb="membership.renewal_announced").order_by("id")
    assert [each.facts["amount"] for each in told] == [5000, 9000]
    run("2027-01-01")
    assert Bank.charged == []
    run("2027-01-02")
    assert (Payment.objects.get().amount, len(Bank.charged)) == (9000, 1)
    assert Membership.objects.get(follows=agreed).starts_on == date(2027, 1, 1)
