"""Levels, plans and the switch of memberships: one test a promise, one a refusal."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.errors import BadLevel, BadPlan, BadTerms, PriceFrozen, WasSold
from tessera.domain.catalogue.models import Level, Plan, Price, Product
from tessera.domain.catalogue.planning import LevelFacts, PlanFacts, TermsFacts
from tessera.domain.catalogue.queries.plans import facts_of, plans_on_offer
from tessera.domain.forms.rules import Given
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows import planning
from tessera.flows.admitting import PlanCode, create_plan_code, told_of
from tessera.flows.enrolling import Enrolment, enrol
from tessera.flows.shopping import use_code
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import (
    Programme,
    actor_of,
    make_form,
    make_member,
    make_membership,
    make_plan,
    make_plan_order,
    make_terms,
)
from tests.factories.orders import BEA

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def level(shop: Shop, by: Actor) -> Level:
    return planning.write_level(shop, LevelFacts(name={"en": "Friend"}), by=by, at=clock.now())


def friend(level: Level, **facts: Any) -> PlanFacts:
    return replace(PlanFacts(level_id=level.pk, name={"en": "A year"}, net_price=4630), **facts)


def test_online_payment_is_on_unless_said_otherwise(shop: Shop, by: Actor) -> None:
    terms = planning.set_terms(
        shop, TermsFacts(is_active=True, currency="CHF"), by=by, at=clock.now()
    )
    assert (terms.is_active, terms.pays_online, terms.pays_by_invoice) == (True, True, False)


def test_members_must_be_able_to_pay(shop: Shop, by: Actor) -> None:
    facts = TermsFacts(is_active=True, pays_online=False, currency="CHF")
    with pytest.raises(BadTerms):
        planning.set_terms(shop, facts, by=by, at=clock.now())


def test_a_currency_is_needed(shop: Shop, by: Actor) -> None:
    with pytest.raises(BadTerms):
        planning.set_terms(shop, TermsFacts(is_active=True), by=by, at=clock.now())


def test_a_new_plan_is_shown_to_the_team_only(shop: Shop, level: Level, by: Actor) -> None:
    make_terms(shop)
    plan = planning.create_plan(shop, friend(level, vat_rate=Decimal("8.1")), by=by, at=clock.now())
    assert plan.product.status == Product.Status.PREVIEW
    assert Price.objects.get(product=plan.product).amount == 5005
    assert plans_on_offer(shop.id, at=clock.now()) == []
    assert plans_on_offer(shop.id, at=clock.now(), with_previews=True) == [plan]


def test_the_price_is_frozen_for_good_once_published(shop: Shop, level: Level, by: Actor) -> None:
    make_terms(shop)
    plan = planning.create_plan(shop, friend(level), by=by, at=clock.now())
    cheaper = friend(level, net_price=1000)
    planning.edit_plan(shop, cheaper, plan_id=plan.pk, by=by, at=clock.now())
    for status in ("published", "draft"):
        planning.set_plan_status(shop, plan_id=plan.pk, status=status, by=by, at=clock.now())
    for change in ({"net_price": 900}, {"unit": "months"}, {"vat_rate": Decimal(1)}, {"seats": 2}):
        with pytest.raises(PriceFrozen):
            planning.edit_plan(
                shop, replace(cheaper, **change), plan_id=plan.pk, by=by, at=clock.now()
            )
    free = replace(cheaper, name={"en": "Better"}, needs_approval=True)
    planning.edit_plan(shop, free, plan_id=plan.pk, by=by, at=clock.now())
    plan.product.refresh_from_db()
    assert (plan.product.name, plan.product.needs_approval) == ({"en": "Better"}, True)


def test_one_click_gives_another_price(shop: Shop, by: Actor) -> None:
    old = make_plan(shop)
    new = planning.reprice_plan(shop, plan_id=old.pk, net_price=6000, by=by, at=clock.now())
    old = Plan.objects.select_related("product").get(pk=old.pk)
    assert (old.product.status, old.successor) == (Product.Status.DRAFT, new)
    assert new.product.status == Product.Status.PUBLISHED
    assert Price.objects.get(product=new.product).amount == 6000
    assert facts_of(new) == replace(facts_of(old), net_price=6000)


def test_what_was_ordered_is_never_deleted(shop: Shop, by: Actor) -> None:
    plan = make_plan(shop)
    make_plan_order(plan)
    with pytest.raises(WasSold):
        planning.delete_plan(shop, plan_id=plan.pk, by=by, at=clock.now())
    with pytest.raises(WasSold):
        planning.delete_level(shop, level_id=plan.level_id, by=by, at=clock.now())


def test_what_nobody_ordered_is(shop: Shop, by: Actor) -> None:
    plan = make_plan(shop)
    planning.delete_plan(shop, plan_id=plan.pk, by=by, at=clock.now())
    planning.delete_level(shop, level_id=plan.level_id, by=by, at=clock.now())
    assert not Product.objects.filter(kind="plan").exists()
    assert not Level.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"name": {}},
        {"count": 0},
        {"unit": "season"},
        {"unit": "season", "season_starts": "13-01"},
        {"unit": "season", "season_starts": "09-01", "season_rollover": "31-06"},
        {"level_id": 0},
    ],
    ids=str,
)
def test_what_nobody_could_join_is_refused(
    shop: Shop, level: Level, by: Actor, facts: dict[str, object]
) -> None:
    make_terms(shop)
    with pytest.raises(BadPlan):
        planning.create_plan(shop, friend(level, **facts), by=by, at=clock.now())


def test_nothing_is_published_while_memberships_are_off(shop: Shop, by: Actor) -> None:
    plan = make_plan(shop, status="preview")
    make_terms(shop, is_active=False)
    with pytest.raises(BadPlan):
        planning.set_plan_status(shop, plan_id=plan.pk, status="published", by=by, at=clock.now())


def test_two_reminders_on_one_day_are_refused(shop: Shop, by: Actor) -> None:
    facts = LevelFacts(name={"en": "Friend"}, reminder_days=(-7, -7))
    with pytest.raises(BadLevel):
        planning.write_level(shop, facts, by=by, at=clock.now())


def test_who_may_not_edit_members_is_refused(shop: Shop, sam: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        planning.set_terms(
            shop,
            TermsFacts(is_active=True, currency="CHF"),
            by=actor_of(sam),
            at=clock.now(),
        )


def test_other_organisations_have_other_levels(shop: Shop, by: Actor, level: Level) -> None:
    with pytest.raises(NotFound):
        planning.write_level(
            shop, LevelFacts(name={"en": "X"}), level_id=level.pk + 1000, by=by, at=clock.now()
        )


def test_what_was_done_is_written_down(shop: Shop, level: Level) -> None:
    assert Activity.objects.filter(verb="level.created", subject_id=level.pk).exists()


def test_what_was_given_by_hand_is_never_deleted(shop: Shop, by: Actor) -> None:
    plan = make_plan(shop)
    make_membership(make_member(shop.organisation), plan)
    with pytest.raises(WasSold, match="given"):
        planning.delete_plan(shop, plan_id=plan.pk, by=by, at=clock.now())


def test_a_level_that_a_tariff_asks_for_stays(
    programme: Programme, shop: Shop, level: Level, by: Actor
) -> None:
    Product.objects.filter(pk=programme.tariff.product_id).update(level_ids=[level.pk])
    with pytest.raises(WasSold):
        planning.delete_level(shop, level_id=level.pk, by=by, at=clock.now())


def test_codes_for_a_plan_serve_it_at_its_new_price_too(shop: Shop, by: Actor) -> None:
    old, at = make_plan(shop), clock.now()
    told = PlanCode(name="Students", text="STUDENT", percent=Decimal(10), plan_id=old.pk)
    code = create_plan_code(shop, told, by=by, at=at)
    new = planning.reprice_plan(shop, plan_id=old.pk, net_price=6000, by=by, at=at)
    wish = Enrolment(plan_id=new.pk, given=Given(record=BEA))
    cart = enrol(shop, wish, secret=None, language="en", at=at)
    assert use_code(cart.secret, text="STUDENT", at=at).total == 5400
    assert told_of(code.offer, code).plan_id == new.pk


def test_another_price_asks_the_same(shop: Shop, by: Actor) -> None:
    old, form = make_plan(shop), make_form(shop, kind="member")
    planning.ask_of_members(shop, plan_id=old.pk, form_id=form.pk, by=by, at=clock.now())
    new = planning.reprice_plan(shop, plan_id=old.pk, net_price=6000, by=by, at=clock.now())
    assert new.product.form_use.form == form


def test_the_currency_stays_once_a_plan_was_published(shop: Shop, by: Actor) -> None:
    assert len(shop.currencies) > 1
    first, second = shop.currencies[:2]
    facts = TermsFacts(is_active=True, currency=first)
    planning.set_terms(shop, facts, by=by, at=clock.now())
    planning.set_terms(shop, replace(facts, currency=second), by=by, at=clock.now())
    planning.set_terms(shop, facts, by=by, at=clock.now())
    make_plan(shop)
    with pytest.raises(BadTerms, match=first):
        planning.set_terms(shop, replace(facts, currency=second), by=by, at=clock.now())
    planning.set_terms(shop, replace(facts, is_active=False), by=by, at=clock.now())
