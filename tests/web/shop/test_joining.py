"""The public pages of memberships."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.models import Joining
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.shops.models import Shop
from tests.factories import (
    make_level,
    make_member,
    make_membership,
    make_method,
    make_plan,
    make_plan_order,
    make_terms,
)

pytestmark = pytest.mark.django_db
FILLED = {
    "r-email": "max@test.example",
    "r-first_name": "Max",
    "r-last_name": "Member",
    "buyer_is_member": "on",
}


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop)


def address(shop: Shop, name: str = "plans", **facts: Any) -> str:
    return reverse(f"shop:{name}", kwargs={"shop": shop.slug, **facts})


def test_the_list_shows_what_is_published(gwen: Client, shop: Shop, plan: Plan) -> None:
    make_plan(shop, level=plan.level, name="Secret", status="preview")
    page = gwen.get(address(shop)).content.decode()
    assert "Friend for a year" in page
    assert "CHF 50" in page or "50" in page
    assert "Secret" not in page


def test_the_team_sees_previews_as_the_public_would(
    gwen: Client, shop: Shop, alice: TeamMember
) -> None:
    plan = make_plan(shop, name="Secret", status="preview")
    gwen.force_login(alice.person)
    assert "Secret" in gwen.get(address(shop)).content.decode()
    assert gwen.get(address(shop, "join", plan=plan.pk)).status_code == 200
    gwen.logout()
    assert gwen.get(address(shop, "join", plan=plan.pk)).status_code == 404


@pytest.mark.parametrize("layout", ["cards", "list", "table"])
def test_every_layout_leads_to_joining(gwen: Client, shop: Shop, plan: Plan, layout: str) -> None:
    make_terms(shop, layout=layout)
    page = gwen.get(address(shop)).content.decode()
    assert address(shop, "join", plan=plan.pk) in page


def test_switched_off_there_is_no_such_page(gwen: Client, shop: Shop, plan: Plan) -> None:
    make_terms(shop, is_active=False)
    assert gwen.get(address(shop)).status_code == 404


def test_joining_leads_to_who_pays_and_fills_it_in(gwen: Client, shop: Shop, plan: Plan) -> None:
    answer = gwen.post(address(shop, "join", plan=plan.pk), FILLED)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == address(shop, "details")  # type: ignore[attr-defined]
    details = gwen.get(address(shop, "details")).content.decode()
    assert "max@test.example" in details
    assert "Friend for a year" in details
    cart = gwen.get(address(shop, "cart")).content.decode()
    assert "Friend for a year" in cart


def test_what_was_typed_stays_when_something_is_missing(
    gwen: Client, shop: Shop, plan: Plan
) -> None:
    told = {**FILLED, "r-email": "max", "code": "ABC"}
    answer = gwen.post(address(shop, "join", plan=plan.pk), told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Max"' in page
    assert 'value="ABC"' in page
    assert not Order.objects.exists()


def test_a_wrong_code_is_told_and_the_cart_is_kept(gwen: Client, shop: Shop, plan: Plan) -> None:
    answer = gwen.post(address(shop, "join", plan=plan.pk), {**FILLED, "code": "NOPE"})
    assert answer.status_code == 422
    assert "NOPE" in answer.content.decode()
    assert Order.objects.get().lines.count() == 1
    gwen.post(address(shop, "join", plan=plan.pk), FILLED)
    assert Order.objects.get().lines.count() == 1


def test_a_donation_must_be_an_amount(gwen: Client, shop: Shop, plan: Plan) -> None:
    make_terms(shop, asks_donation=True)
    told = {**FILLED, "donation": "much"}
    assert gwen.post(address(shop, "join", plan=plan.pk), told).status_code == 422
    told["donation"] = "20"
    assert gwen.post(address(shop, "join", plan=plan.pk), told).status_code == 302
    assert Order.objects.get().total == 7000


def test_what_is_agreed_to_is_kept_word_by_word(
    gwen: Client, shop: Shop, card_settings: None
) -> None:
    make_method(shop, "stripe")
    plan = make_plan(shop, renews_itself=True)
    page = gwen.get(address(shop, "join", plan=plan.pk)).content.decode()
    assert "agrees" in page
    gwen.post(address(shop, "join", plan=plan.pk), {**FILLED, "agrees": "on"})
    assert "50" in Joining.objects.get().agreed


def test_nobody_is_asked_to_agree_where_nothing_can_be_charged(gwen: Client, shop: Shop) -> None:
    plan = make_plan(shop, renews_itself=True)
    assert "agrees" not in gwen.get(address(shop, "join", plan=plan.pk)).content.decode()
    gwen.post(address(shop, "join", plan=plan.pk), {**FILLED, "agrees": "on"})
    assert Joining.objects.get().agreed == ""


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.CART}))
def test_the_page_of_an_order_of_a_membership_speaks_of_no_tickets(
    gwen: Client, shop: Shop, plan: Plan, status: Status
) -> None:
    order = make_plan_order(plan, status=status)
    page = gwen.get(address(shop, "order", secret=order.secret)).content.decode()
    shown = page[page.index("<main") : page.index("</main>")].lower()
    assert "friend for a year" in shown
    assert not [word for word in ("ticket", "place") if word in strip_tags(shown)], shown


def test_the_payment_of_a_membership_keeps_no_places(gwen: Client, shop: Shop, plan: Plan) -> None:
    order = make_plan_order(plan)
    page = gwen.get(address(shop, "other_method", secret=order.secret)).content.decode()
    assert "The total beside each way" in page and "places" not in page


def test_a_card_says_whether_it_is_good(
    gwen: Client, shop: Shop, plan: Plan, theatre: Organisation
) -> None:
    member = make_member(theatre)
    assert gwen.get(address(shop, "member_card", card=member.secret)).status_code == 404
    made = make_membership(member, plan)
    page = gwen.get(address(shop, "member_card", card=member.secret)).content.decode()
    assert "Max Member" in page
    assert "Valid membership" in page
    made.ended_on = made.starts_on
    made.save()
    page = gwen.get(address(shop, "member_card", card=member.secret)).content.decode()
    assert "Not valid today" in page
    assert gwen.get(address(shop, "member_card", card="x" * 32)).status_code == 404


def test_lists_cost_the_same_with_one_plan_or_three(
    gwen: Client, shop: Shop, plan: Plan, django_assert_num_queries: Any
) -> None:
    def count(queries: int) -> None:
        with django_assert_num_queries(queries):
            gwen.get(address(shop))

    gwen.get(address(shop))
    count(3)
    for name in ("B", "C"):
        make_plan(shop, level=make_level(shop.organisation, name), name=name)
    count(3)
