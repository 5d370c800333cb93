"""A cart that nobody has, tried at Alice's desk."""

from datetime import timedelta
from decimal import Decimal

from django.test import Client

from tessera.domain.customers.actions import remember
from tessera.domain.offers.models import Offer
from tessera.domain.offers.terms import LimitFacts
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.flows.admitting import PlanCode, create_plan_code
from tessera.lib import clock
from tests.factories import (
    Programme,
    actor_of,
    make_code,
    make_offer,
    make_plan,
    make_tariff,
    make_terms,
)
from tests.factories.orders import BEA

BASE = "/manage/theatre/offers/trial/"


def test_a_cart_is_priced_line_by_line(desk: Client, shop: Shop, programme: Programme) -> None:
    make_offer(shop, name={"en": "Early bird"})
    late = clock.now() - timedelta(days=1)
    make_offer(shop, name={"en": "Gone"}, ends_at=late)
    make_offer(shop, name={"en": "Coded"}, needs_code=True)
    product = programme.tariff.product_id

    text = desk.get(f"{BASE}?line={product}&n_{product}=3").content.decode()

    for words in (
        "3 × Full",
        "CHF\u00a0120.00",
        "−10\u00a0% Early bird",
        "−CHF\u00a012.00",
        "CHF\u00a0108.00",
        "it ended on",
        "One of its codes is needed",
    ):
        assert words in text, words
    assert not Order.objects.exists()


def test_codes_customers_moments_and_drafts_are_tried(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    product = programme.tariff.product_id
    bea = remember(shop.id, buyer=BEA, at=clock.now())
    coming = make_offer(
        shop, name={"en": "May"}, starts_at=clock.now() + timedelta(days=40), is_combinable=True
    )
    chosen = make_offer(
        shop, "per_ticket", {"amounts": {"CHF": 100}}, audience="chosen", customer_ids=(bea.pk,)
    )
    draft = make_offer(shop, "on_cart", {"amounts": {"CHF": 100}}, is_published=False)
    coded = make_offer(shop, needs_code=True)
    make_code(coded, "SUMMER")
    cart = f"{BASE}?line={product}&n_{product}=2"

    def applies(more: str) -> set[int]:
        offers = desk.get(cart + more).context["offers"]
        return {each["id"] for each in offers if each["applies"]}

    assert applies("") == set()
    moment = (clock.now() + timedelta(days=50)).strftime("%Y-%m-%dT%H:%M")
    assert applies(f"&at={moment}") == {coming.pk}
    assert applies(f"&customer={bea.pk}") == {chosen.pk}
    assert applies("&drafts=on") == {draft.pk}
    assert applies("&code=summer") == {coded.pk}
    assert "There is no code" in desk.get(f"{cart}&code=wrong").content.decode()


def test_an_offer_brings_a_cart_to_try(desk: Client, shop: Shop, programme: Programme) -> None:
    hidden = make_tariff(programme.zone, name="Press", amount=1000, by_code=True)
    offer = make_offer(shop, needs_code=True, limits=(LimitFacts(("product", hidden.product_id)),))
    make_code(offer, "PRESS")
    context = desk.get(f"{BASE}?offer={offer.pk}").context
    assert [line["name"] for line in context["lines"]] == ["Press · Parterre"]
    assert context["saved"] == "CHF\u00a02.00"
    without = desk.get(f"{BASE}?line={hidden.product_id}").content.decode()
    assert "Sold only with a code" in without


def test_a_membership_is_tried_like_a_ticket(
    desk: Client, shop: Shop, programme: Programme
) -> None:
    plan = make_plan(shop, name="Gold", price=5000)
    offer = make_offer(shop, name={"en": "Joy"}, limits=(LimitFacts(("product", plan.pk)),))
    make_offer(shop, name={"en": "Tickets only"}, settings={"percent": "50"})

    context = desk.get(f"{BASE}?line={plan.pk}&n_{plan.pk}=1").context

    (line,) = context["lines"]
    assert (line["name"], line["event"], line["amount"]) == ("Gold", "Membership", "CHF\u00a045.00")
    assert [each["name"] for each in context["offers"] if each["applies"]] == ["Joy"]
    assert [line["name"] for line in desk.get(f"{BASE}?offer={offer.pk}").context["lines"]] == [
        "Gold"
    ]
    assert not desk.get(f"{BASE}?line={plan.pk}&currency=EUR").context["lines"]


def test_a_code_for_memberships_leads_to_its_own_page(
    desk: Client, shop: Shop, programme: Programme, alice: TeamMember
) -> None:
    make_terms(shop)
    told = PlanCode(name="Friends", text="FRIENDS", percent=Decimal(10))
    create_plan_code(shop, told, by=actor_of(alice), at=clock.now())
    offer, product = Offer.objects.get(), programme.tariff.product_id

    text = desk.get(f"{BASE}?line={product}").content.decode()

    assert "FRIENDS" in text
    assert f"/manage/theatre/offers/{offer.pk}/" not in text
    assert f"/manage/theatre/members/codes/{offer.pk}/" in text


def test_nothing_and_nonsense_are_tried_in_peace(desk: Client, programme: Programme) -> None:
    assert "Choose a tariff" in desk.get(BASE).content.decode()
    for odd in ("?line=x&n_x=2", "?line=999999", "?at=never&currency=XXX", "?customer=1&offer=9"):
        assert desk.get(f"{BASE}{odd}").status_code == 200
