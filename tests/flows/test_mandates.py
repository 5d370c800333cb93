"""What members agreed to be charged by: kept once with the payment, given up with the rest."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import stripe
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.models import Joining, Membership
from tessera.domain.orders import actions as orders
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import Organisation
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.payments.methods import Heard, Kept, Wait
from tessera.domain.payments.models import Mandate, Payment
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.flows.cancelling import cancel_order
from tessera.flows.leaving import (
    erase_member,
    stop_membership,
    stop_renewal,
    take_back_agreement,
)
from tessera.flows.paying import record_notice, start_payment
from tessera.flows.releasing import release_accounts
from tessera.lib import clock
from tessera.lib.errors import NotFound
from tessera.plugins.payment_methods.stripe_card import StripeCard
from tests.cards import DECLINED, GOOD, NOBODY, Cards, signed
from tests.factories import (
    Programme,
    make_member,
    make_order,
    make_payment,
    make_person,
    make_plan,
    make_plan_order,
)

pytestmark = pytest.mark.django_db
SAID = "Renew my membership by itself: 50 CHF a year."


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop, renews_itself=True)


@pytest.fixture
def max_(db: None) -> Person:
    return make_person("Max", email="max@test.example")


def to_pay(plan: Plan, *, agreed: str = SAID, **joining: Any) -> Order:
    """Placed, to be paid by card, with or without the agreement."""
    order = make_plan_order(
        plan,
        status=Status.PROCESSING,
        method="stripe",
        email="max@test.example",
        joining={"agreed": agreed, **joining},
    )
    if agreed:
        orders.note_agreed(order)
        order.save()
    return order


def pay(order: Order, cards: Cards, number: str = GOOD) -> None:
    """Open the card page and send it."""
    start_payment(order.id, at=clock.now())
    given = {"payment_method": cards.token(number)}
    start_payment(order.id, at=clock.now(), given=given)


def tell(order: Order, notice_id: str = "evt_1") -> None:
    """The provider tells of the payment, as its books have it."""
    payment = order.payments.latest("id")
    about = StripeCard()._client().v1.payment_intents.retrieve(payment.provider_id).to_dict()
    kept = {name: about[name] for name in ("customer", "payment_method", "metadata")}
    body, headers = signed(payment, notice_id=notice_id, **kept)
    record_notice("stripe", body=body, headers=headers, at=clock.now())


def test_the_account_is_kept_with_what_was_agreed(plan: Plan, max_: Person, cards: Cards) -> None:
    order = to_pay(plan)
    Order.objects.filter(pk=order.pk).update(person=max_)
    pay(order, cards)
    mandate = Mandate.objects.get()
    assert (mandate.said, mandate.label, mandate.method) == (SAID, "Visa 4242", "stripe")
    assert (mandate.email, mandate.person, mandate.shop) == (
        "max@test.example",
        max_,
        plan.product.shop,
    )
    assert Membership.objects.get().mandate == mandate
    assert Payment.objects.get().mandate == mandate


def test_the_card_page_says_that_it_is_kept_and_what_for(plan: Plan, cards: Cards) -> None:
    order, client = to_pay(plan), Client()
    address = f"/en/{plan.product.shop.slug}/orders/{order.secret}/payment/"
    page = client.get(address).content.decode()
    assert "kept for your renewal" in page
    assert SAID in page
    other = to_pay(plan, agreed="")
    page = client.get(address.replace(order.secret, other.secret)).content.decode()
    assert "Pay by card" in page
    assert "kept for your renewal" not in page


def test_who_did_not_agree_is_kept_nowhere(plan: Plan, cards: Cards) -> None:
    pay(to_pay(plan, agreed=""), cards)
    assert Membership.objects.get().mandate is None
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("first", ["notice", "return"])
def test_one_account_is_kept_whoever_tells_first_and_twice(
    plan: Plan, cards: Cards, first: str
) -> None:
    order = to_pay(plan)
    start_payment(order.id, at=clock.now())
    payment = order.payments.get()
    client = StripeCard()._client().v1.payment_intents
    client.update(payment.provider_id, {"payment_method": cards.token(GOOD)})
    client.confirm(payment.provider_id)
    for who in [first, "return", "notice", "notice again"]:
        if who == "return":
            start_payment(order.id, at=clock.now())
        else:
            tell(order, notice_id=who)
    mandate = Mandate.objects.get()
    assert Membership.objects.get().mandate == mandate


def test_a_word_that_comes_later_ties_what_began_already(
    plan: Plan, card_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first notice knew of no account (Stripe did not say); the next one does."""
    order = to_pay(plan)
    payment = order.payments.get()
    Payment.objects.filter(pk=payment.pk).update(provider_id="pi_1")
    payment.refresh_from_db()
    body, headers = signed(payment)
    record_notice("stripe", body=body, headers=headers, at=clock.now())
    assert Membership.objects.get().mandate is None
    heard = Heard("evt_2", payment.reference, "received", "pi_1", payment.amount, "CHF")
    told = replace(heard, kept=Kept("cus_1", "pm_1", "Visa 4242"))
    monkeypatch.setattr(StripeCard, "read_notice", lambda *_: told)
    record_notice("stripe", body=body, headers=headers, at=clock.now())
    assert Membership.objects.get().mandate == Mandate.objects.get()


def test_a_card_that_was_refused_is_not_kept_and_the_next_one_is(plan: Plan, cards: Cards) -> None:
    order = to_pay(plan)
    pay(order, cards, DECLINED)
    assert not Mandate.objects.exists()
    pay(order, cards)
    assert Mandate.objects.get().label == "Visa 4242"


def test_money_for_an_order_that_was_cancelled_keeps_nothing(plan: Plan, cards: Cards) -> None:
    order = to_pay(plan)
    start_payment(order.id, at=clock.now())
    payment = order.payments.get()
    client = StripeCard()._client().v1.payment_intents
    client.update(payment.provider_id, {"payment_method": cards.token(GOOD)})
    client.confirm(payment.provider_id)
    cancel_order(order.id, reason="twice", by=SYSTEM, at=clock.now())
    tell(order)
    assert payment.refunds.count() == 1
    assert not Mandate.objects.exists()


def test_a_renewal_with_another_card_replaces_the_one_before(
    plan: Plan, max_: Person, cards: Cards, theatre: Organisation
) -> None:
    pay(to_pay(plan), cards)
    old = Membership.objects.get()
    pay(to_pay(plan, kind=Joining.Kind.RENEWAL, replaces=old), cards)
    first, second = Mandate.objects.order_by("id")
    assert (first.ended_at is not None, second.ended_at) == (True, None)
    assert Membership.objects.get(follows=old).mandate == second


@pytest.mark.parametrize("how", ["leave", "take back", "erase", "cancel"])
def test_the_account_is_given_up_with_what_it_was_kept_for(
    plan: Plan, max_: Person, cards: Cards, how: str, alice: object
) -> None:
    order = to_pay(plan)
    pay(order, cards)
    one, at = Membership.objects.get(), clock.now()
    who = replace(BUYER, person_id=max_.pk)
    if how == "leave":
        stop_membership(one.pk, by=who, at=at)
    elif how == "take back":
        take_back_agreement(one.pk, by=who, at=at)
        take_back_agreement(one.pk, by=who, at=at)
    elif how == "erase":
        erase_member(plan.product.shop, one.member_id, by=SYSTEM, at=at)
    else:
        cancel_order(order.id, reason="a mistake", by=SYSTEM, at=at)
    one.refresh_from_db()
    mandate = Mandate.objects.get()
    assert (one.mandate, mandate.ended_at is not None) == (None, True)
    assert one.stops == (how == "leave")
    assert (one.ended_on is None) == (how in ("leave", "take back"))
    assert (mandate.email, mandate.said) == ("" if how == "erase" else "max@test.example", SAID)


def test_what_another_membership_needs_is_not_given_up(
    plan: Plan, max_: Person, cards: Cards
) -> None:
    pay(to_pay(plan), cards)
    one = Membership.objects.get()
    other = Membership.objects.create(
        member=make_member(plan.product.shop.organisation, email="eva@test.example"),
        level=one.level,
        plan=plan,
        starts_on=one.starts_on,
        ends_on=one.starts_on + timedelta(days=300),
        mandate=one.mandate,
        created_at=clock.now(),
    )
    who = replace(BUYER, person_id=max_.pk)
    take_back_agreement(one.pk, by=who, at=clock.now())
    assert Mandate.objects.get().ended_at is None
    with pytest.raises(NotFound):
        take_back_agreement(other.pk, by=who, at=clock.now())


def test_an_account_that_ended_is_forgotten_by_the_provider_too(plan: Plan, cards: Cards) -> None:
    pay(to_pay(plan), cards)
    mandate, at = Mandate.objects.get(), clock.now()
    client = StripeCard()._client()
    assert release_accounts(at=at) == 0, "it still renews the membership"
    stop_renewal(plan.product.shop, Membership.objects.get().pk, by=SYSTEM, at=at)
    assert release_accounts(at=at) == 1
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.retrieve(mandate.provider_customer)
    assert release_accounts(at=at) == 0
    Mandate.objects.update(released_at=None)
    assert release_accounts(at=at) == 1, "what is gone already is forgotten"


def test_a_provider_that_does_not_answer_is_asked_again(
    plan: Plan, cards: Cards, settings: Settings
) -> None:
    pay(to_pay(plan), cards)
    at, real = clock.now(), settings.STRIPE_API_BASE
    erase_member(plan.product.shop, Membership.objects.get().member_id, by=SYSTEM, at=at)
    settings.STRIPE_API_BASE = NOBODY.rstrip("/")
    assert release_accounts(at=at) == 0
    assert Mandate.objects.get().released_at is None
    settings.STRIPE_API_BASE = real
    assert release_accounts(at=at) == 1


def test_an_account_that_is_being_charged_is_not_forgotten_meanwhile(
    plan: Plan, cards: Cards
) -> None:
    pay(to_pay(plan), cards)
    Mandate.objects.update(ended_at=clock.now())
    Payment.objects.update(status=Payment.Status.PROCESSING)
    assert release_accounts(at=clock.now()) == 0
    Payment.objects.update(status=Payment.Status.FAILED)
    assert release_accounts(at=clock.now()) == 1


def test_who_left_and_is_forgotten_later_leaves_no_account_behind(
    plan: Plan, max_: Person, cards: Cards
) -> None:
    order = to_pay(plan)
    Order.objects.filter(pk=order.pk).update(person=max_)
    pay(order, cards)
    one, at = Membership.objects.get(), clock.now()
    stop_membership(one.pk, by=replace(BUYER, person_id=max_.pk), at=at)
    erase_member(plan.product.shop, one.member_id, by=SYSTEM, at=at)
    gone = Mandate.objects.get()
    assert (gone.email, gone.label, gone.person_id, gone.said) == ("", "", None, SAID)


def test_a_payer_who_is_forgotten_pays_for_others_no_more(
    plan: Plan, max_: Person, cards: Cards, theatre: Organisation
) -> None:
    order = to_pay(plan, buyer_is_member=False)
    pay(order, cards)
    eva = make_member(theatre, email="eva@test.example")
    paid = Membership.objects.get()
    payer = paid.member
    Membership.objects.update(member=eva)
    erase_member(plan.product.shop, payer.pk, by=SYSTEM, at=clock.now())
    paid.refresh_from_db()
    assert (paid.mandate, paid.ended_on, paid.stops) == (None, None, False)
    assert Mandate.objects.get().ended_at is not None


def test_a_card_payment_without_plans_asks_nothing_more(
    programme: Programme, card_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As much as before there were memberships: what must be known stands on the order."""
    order = make_order(programme, status=Status.PROCESSING, method="stripe")
    payment = make_payment(order, provider_id="pi_1")
    monkeypatch.setattr(StripeCard, "start", lambda _method, _wish: Wait("pi_1"))
    with CaptureQueriesContext(connection) as started:
        start_payment(order.id, at=clock.now())
    with CaptureQueriesContext(connection) as heard:
        body, headers = signed(payment)
        record_notice("stripe", body=body, headers=headers, at=clock.now())
    asked = [
        len([each for each in queries if "SAVEPOINT" not in each["sql"]])
        for queries in (started, heard)
    ]
    assert asked == [7, 14]
    order.refresh_from_db()
    assert order.is_paid
