"""My memberships in my account."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.customers.models import ErasureRequest
from tessera.domain.memberships.models import Membership
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import Organisation
from tessera.domain.payments.models import Mandate
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tests.factories import make_level, make_member, make_membership, make_person, make_plan

pytestmark = pytest.mark.django_db
MINE = "/en/account/memberships/"


@pytest.fixture
def max_(db: None) -> Person:
    return make_person("Max", email="max@test.example")


@pytest.fixture
def visitor(max_: Person) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(max_)
    return client


@pytest.fixture
def mine(shop: Shop, theatre: Organisation) -> Membership:
    """Ends in twenty days: it may be renewed."""
    today: date = clock.now().date()
    return make_membership(
        make_member(theatre),
        make_plan(shop),
        starts_on=today - timedelta(days=345),
        ends_on=today + timedelta(days=20),
        price=4000,
        currency="CHF",
    )


def test_a_stranger_is_asked_who_they_are(db: None) -> None:
    assert Client().get(MINE).status_code == 302


def test_mine_are_listed_with_what_can_be_done(visitor: Client, mine: Membership) -> None:
    page = visitor.get(MINE).content.decode()
    for words in ("Friend", "Max Member", "Renew", "Card (PDF)", "Leave", "Change level"):
        assert words in page


def test_the_card_is_a_pdf_for_me_alone(visitor: Client, mine: Membership) -> None:
    answer = visitor.get(f"{MINE}{mine.pk}/card.pdf")
    assert answer.content.startswith(b"%PDF")
    visitor.force_login(make_person("Eva"))
    assert visitor.get(f"{MINE}{mine.pk}/card.pdf").status_code == 404
    assert visitor.post(f"{MINE}{mine.pk}/end/").status_code == 404


def test_leaving_says_what_it_means_and_keeps_the_benefits(
    visitor: Client, mine: Membership
) -> None:
    assert "You keep every benefit" in visitor.get(f"{MINE}{mine.pk}/end/").content.decode()
    visitor.post(f"{MINE}{mine.pk}/end/")
    mine.refresh_from_db()
    assert (mine.stops, mine.ended_on) == (True, None)
    assert "ends without renewal" in visitor.get(MINE).content.decode()


@pytest.fixture
def renewing(mine: Membership, shop: Shop) -> Membership:
    """It renews itself by a card."""
    mine.mandate = Mandate.objects.create(
        shop=shop,
        email="max@test.example",
        method="stripe",
        provider_customer="cus_1",
        provider_method="pm_1",
        label="Visa 4242",
        said="Renew my membership by itself.",
        agreed_at=clock.now(),
    )
    mine.save()
    return mine


def test_what_renews_itself_says_by_what_and_can_be_stopped(
    visitor: Client, renewing: Membership
) -> None:
    page = visitor.get(MINE).content.decode()
    for words in ("charged to Visa 4242", "renew now and pay with it", "Stop automatic renewal"):
        assert words in page
    address = f"{MINE}{renewing.pk}/renewal/"
    asked = visitor.get(address).content.decode()
    assert "Renew my membership by itself." in asked
    assert "You stay a member" in visitor.post(address, follow=True).content.decode()
    renewing.refresh_from_db()
    assert (renewing.mandate, renewing.stops, renewing.ended_on) == (None, False, None)
    assert visitor.get(address).status_code == 302
    visitor.force_login(make_person("Eva"))
    assert visitor.post(address).status_code == 404


def test_what_was_renewed_no_longer_says_that_it_renews_itself(
    visitor: Client, renewing: Membership
) -> None:
    ends = clock.now().date() - timedelta(days=1)
    Membership.objects.filter(pk=renewing.pk).update(ends_on=ends)
    plan = renewing.plan
    assert plan is not None
    make_membership(
        renewing.member, plan, starts_on=ends + timedelta(days=1), follows=renewing, mandate=None
    )
    page = visitor.get(MINE).content.decode()
    assert "Over" in page
    assert "Renews itself" not in page and "Stop automatic renewal" not in page


def test_a_debit_that_failed_is_said(visitor: Client, renewing: Membership) -> None:
    today = clock.now().date()
    Membership.objects.filter(pk=renewing.pk).update(
        ends_on=today - timedelta(days=1), grace_until=today + timedelta(days=13)
    )
    page = visitor.get(MINE).content.decode()
    assert "not paid yet: we try Visa 4242 again" in page
    assert "Renews itself at the end" not in page


def test_what_was_ended_says_when(visitor: Client, mine: Membership) -> None:
    Membership.objects.filter(pk=mine.pk).update(ended_on=date(2026, 3, 1))
    page = visitor.get(MINE).content.decode()
    assert "ended on" in page and "1 March 2026" in page.replace("March 1, 2026", "1 March 2026")


def test_a_renewal_by_hand_says_what_becomes_of_the_card(
    visitor: Client, renewing: Membership, shop: Shop
) -> None:
    page = visitor.get(f"/en/{shop.slug}/renewals/{renewing.pk}/").content.decode()
    assert "charged to Visa 4242" in page


def test_a_renewal_says_that_the_price_has_changed(visitor: Client, mine: Membership) -> None:
    assert mine.plan is not None
    address = f"/en/{mine.plan.product.shop.slug}/renewals/{mine.pk}/"
    assert "The price has changed" in visitor.get(address).content.decode()
    assert visitor.post(address).status_code == 302
    cart = Order.objects.get()
    assert (cart.total, cart.email) == (5000, "max@test.example")


def test_a_change_of_level_takes_off_what_is_left(
    visitor: Client, mine: Membership, shop: Shop, theatre: Organisation
) -> None:
    patron = make_plan(shop, level=make_level(theatre, "Patron"), price=20000)
    address = f"/en/{shop.slug}/changes/{mine.pk}/"
    assert "taken off" in visitor.get(address).content.decode()
    assert visitor.post(address, {"plan": patron.pk}).status_code == 302
    assert Order.objects.get().total == 20000 - 4000 * 21 // 366
    assert visitor.post(address, {"plan": mine.plan_id}).status_code == 422


def test_who_wants_to_be_forgotten_asks_and_nothing_is_renewed(
    visitor: Client, mine: Membership, theatre: Organisation
) -> None:
    page = visitor.get("/en/account/privacy/").content.decode()
    assert theatre.name in page
    visitor.post("/en/account/privacy/", {"organisation": theatre.pk})
    asked = ErasureRequest.objects.get()
    assert asked.email == "max@test.example"
    mine.refresh_from_db()
    assert mine.stops


def test_lists_cost_the_same_with_one_or_three(visitor: Client, mine: Membership) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            visitor.get(MINE)
        return len(asked)

    visitor.get(MINE)
    before = count()
    for _ in range(2):
        make_membership(mine.member, mine.plan, starts_on=mine.starts_on)  # type: ignore[arg-type]
    assert count() == before
