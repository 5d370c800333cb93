"""The same person, known twice."""

from datetime import timedelta

import pytest

from tessera.domain.activity.queries import history
from tessera.domain.customers.actions import remember
from tessera.domain.customers.actions.erasures import ask_erasure
from tessera.domain.customers.errors import CannotMerge
from tessera.domain.customers.models import Customer
from tessera.domain.memberships.models import Joining, Member, Membership
from tessera.domain.memberships.queries.standing import memberships_of_person
from tessera.domain.orders.queries.mine import orders_of_person
from tessera.domain.organisations.models import TeamMember
from tessera.domain.payments.models import Mandate
from tessera.domain.shops.models import Shop
from tessera.flows.erasing import erase_customer
from tessera.flows.merging import merge_customers
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import (
    Programme,
    actor_of,
    make_member,
    make_membership,
    make_order,
    make_person,
    make_plan,
    make_plan_order,
    make_shop,
)

pytestmark = pytest.mark.django_db(transaction=True)


def known(shop: Shop, email: str, **facts: object) -> Customer:
    return remember(shop.id, buyer={"email": email, "last_name": "Roux", **facts}, at=clock.now())


@pytest.fixture
def pair(shop: Shop) -> tuple[Customer, Customer]:
    one = known(shop, "old@test.example", first_name="Lea", city="Bern", phone="1")
    two = known(shop, "new@test.example", first_name="Léa", city="Sion", company="ACME")
    return one, two


def test_orders_move_and_chosen_values_stay(
    programme: Programme, alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    kept, other = pair
    order = make_order(programme, customer=other)
    Customer.objects.filter(pk=other.pk).update(note="From the fair")
    by, at = actor_of(alice), clock.now()

    merge_customers(kept.pk, other.pk, from_other=["email", "city"], by=by, at=at)

    order.refresh_from_db()
    kept.refresh_from_db()
    assert order.customer_id == kept.pk
    assert (kept.email, kept.first_name, kept.city) == ("new@test.example", "Lea", "Sion")
    assert (kept.phone, kept.company, kept.note) == ("1", "ACME", "From the fair")
    facts = history("customer", kept.pk)[0].facts
    assert (facts["orders"], facts["other"]) == (1, other.pk)


@pytest.mark.parametrize("from_other", [["email"], []])
def test_both_emails_lead_to_who_stayed(
    shop: Shop, alice: TeamMember, pair: tuple[Customer, Customer], from_other: list[str]
) -> None:
    kept, other = pair
    merge_customers(kept.pk, other.pk, from_other=from_other, by=actor_of(alice), at=clock.now())
    for email in ("old@test.example", "NEW@test.example"):
        assert known(shop, email).pk == kept.pk
    other.refresh_from_db()
    assert (other.merged_into_id, other.first_name, other.city) == (kept.pk, "", "")


def test_a_trace_of_a_trace_leads_to_the_last(
    shop: Shop, alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    third = known(shop, "third@test.example")
    by, at = actor_of(alice), clock.now()
    merge_customers(pair[0].pk, pair[1].pk, from_other=[], by=by, at=at)
    merge_customers(third.pk, pair[0].pk, from_other=[], by=by, at=at)
    assert known(shop, "new@test.example").pk == third.pk


def test_either_login_sees_the_orders(
    programme: Programme, alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    kept, other = pair
    order = make_order(programme, customer=other)
    merge_customers(kept.pk, other.pk, from_other=[], by=actor_of(alice), at=clock.now())
    for email in ("old@test.example", "new@test.example"):
        assert orders_of_person(make_person(email=email).pk) == [order]


def test_what_was_said_last_of_the_newsletter_counts(
    alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    kept, other = pair
    at = clock.now()
    Customer.objects.filter(pk=kept.pk).update(newsletter=True, newsletter_at=at)
    later = at + timedelta(days=1)
    Customer.objects.filter(pk=other.pk).update(newsletter=False, newsletter_at=later)
    merge_customers(kept.pk, other.pk, from_other=[], by=actor_of(alice), at=later)
    kept.refresh_from_db()
    assert (kept.newsletter, kept.newsletter_at) == (False, later)


def test_what_cannot_be_one(
    shop: Shop, club_shop: Shop, alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    kept, other = pair
    by, at = actor_of(alice), clock.now()
    with pytest.raises(CannotMerge):
        merge_customers(kept.pk, kept.pk, from_other=[], by=by, at=at)
    with pytest.raises(NotFound):
        merge_customers(kept.pk, 0, from_other=[], by=by, at=at)
    with pytest.raises(NotFound):
        abroad = known(club_shop, "x@test.example")
        merge_customers(kept.pk, abroad.pk, from_other=[], by=by, at=at)
    erase_customer(other.pk, despite_coming=False, also_elsewhere=False, by=by, at=at)
    with pytest.raises(CannotMerge):
        merge_customers(kept.pk, other.pk, from_other=[], by=by, at=at)


def test_two_shops_of_one_house_stay_apart(
    theatre_next: Shop, alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    abroad = known(theatre_next, "old@test.example")
    with pytest.raises(CannotMerge):
        merge_customers(pair[0].pk, abroad.pk, from_other=[], by=actor_of(alice), at=clock.now())


def test_one_is_merged_once(shop: Shop, alice: TeamMember, pair: tuple[Customer, Customer]) -> None:
    third = known(shop, "third@test.example")
    by, at = actor_of(alice), clock.now()
    merge_customers(pair[0].pk, pair[1].pk, from_other=[], by=by, at=at)
    with pytest.raises(CannotMerge):
        merge_customers(third.pk, pair[1].pk, from_other=[], by=by, at=at)


def test_who_may_not_edit_customers_is_refused(
    carl: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    with pytest.raises(NotAllowed):
        merge_customers(pair[0].pk, pair[1].pk, from_other=[], by=actor_of(carl), at=clock.now())


@pytest.fixture
def theatre_next(shop: Shop) -> Shop:
    """Another shop of the same theatre."""
    return make_shop(shop.organisation, slug="next")


# As members


def test_two_members_become_one_with_all_they_have(
    shop: Shop, alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    kept, other = pair
    plan, at = make_plan(shop), clock.now()
    mine = make_member(shop.organisation, email="old@test.example", phone="", note="From 2019")
    theirs = make_member(shop.organisation, email="New@test.example", phone="2")
    one, two = make_membership(mine, plan), make_membership(theirs, plan)
    order = make_plan_order(plan, customer=other, email="new@test.example")
    asked = ask_erasure(shop.organisation_id, email="new@test.example", person_id=None, at=at)
    account = Mandate.objects.create(
        shop=shop, email="new@test.example", method="stripe", said="Renew it.", agreed_at=at
    )
    Membership.objects.filter(pk=two.pk).update(mandate=account)

    merge_customers(kept.pk, other.pk, from_other=["email"], by=actor_of(alice), at=at)

    stays = Member.objects.get()
    assert (stays.pk, stays.number) == (mine.pk, mine.number)
    assert (stays.email, stays.phone) == ("new@test.example", "2")
    assert {each.pk for each in stays.memberships.all()} == {one.pk, two.pk}
    two.refresh_from_db()
    order.refresh_from_db()
    assert (two.mandate, order.customer_id) == (account, kept.pk)
    assert Joining.objects.get().line.order == order
    asked.refresh_from_db()
    assert asked.email == "new@test.example"
    told = history("member_record", mine.pk)[0]
    assert (told.verb, told.facts["numbers"]) == ("member_record.merged", [theirs.number])


@pytest.mark.parametrize("from_other", [["email"], []])
def test_either_login_has_the_membership(
    shop: Shop, alice: TeamMember, pair: tuple[Customer, Customer], from_other: list[str]
) -> None:
    kept, other = pair
    plan = make_plan(shop)
    make_membership(make_member(shop.organisation, email="new@test.example"), plan)
    make_membership(make_member(shop.organisation, email="else@test.example"), plan)
    by, at = actor_of(alice), clock.now()
    merge_customers(kept.pk, other.pk, from_other=from_other, by=by, at=at)
    kept.refresh_from_db()
    assert Member.objects.get(email=kept.email)
    for email in ("old@test.example", "new@test.example"):
        assert len(memberships_of_person(make_person(email=email).pk)) == 1


def test_what_was_asked_or_agreed_under_the_other_address_goes_along(
    shop: Shop, alice: TeamMember, pair: tuple[Customer, Customer]
) -> None:
    kept, other = pair
    at = clock.now()
    asked = ask_erasure(shop.organisation_id, email="new@test.example", person_id=None, at=at)
    account = Mandate.objects.create(
        shop=shop, email="new@test.example", method="stripe", said="Renew it.", agreed_at=at
    )
    merge_customers(kept.pk, other.pk, from_other=[], by=actor_of(alice), at=at)
    asked.refresh_from_db()
    account.refresh_from_db()
    assert (asked.email, account.email) == ("old@test.example", "old@test.example")
