"""What the team knows of customers."""

import pytest

from tessera.domain.activity.queries import history
from tessera.domain.customers.actions import remember
from tessera.domain.customers.errors import EmailTaken, IsErased, NobodyToKnow
from tessera.domain.customers.models import Customer
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.flows.erasing import erase_customer
from tessera.flows.knowing import add_customer, edit_customer, set_newsletter
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import actor_of

pytestmark = pytest.mark.django_db(transaction=True)
EVA = {"email": "Eva@Test.example", "first_name": "Eva", "last_name": "Émery"}


@pytest.fixture
def eva(shop: Shop, alice: TeamMember) -> Customer:
    return add_customer(shop.id, EVA, by=actor_of(alice), at=clock.now())


def test_one_added_by_hand_is_met_again_when_they_order(shop: Shop, eva: Customer) -> None:
    assert eva.email == "eva@test.example"
    buyer = {"email": "EVA@test.example", "first_name": "Eva", "last_name": "Emery"}
    again = remember(shop.id, buyer=buyer, at=clock.now())
    assert again.pk == eva.pk
    assert [one.verb for one in history("customer", eva.pk)] == ["customer.added"]


def test_a_customer_needs_something_to_be_found_by(shop: Shop, alice: TeamMember) -> None:
    with pytest.raises(NobodyToKnow):
        add_customer(shop.id, {"city": "Bern"}, by=actor_of(alice), at=clock.now())


def test_an_email_belongs_to_one_customer(shop: Shop, alice: TeamMember, eva: Customer) -> None:
    with pytest.raises(EmailTaken) as refused:
        add_customer(shop.id, {"email": "eva@test.example"}, by=actor_of(alice), at=clock.now())
    assert refused.value.facts["customer_id"] == eva.pk
    other = add_customer(shop.id, {"last_name": "Other"}, by=actor_of(alice), at=clock.now())
    with pytest.raises(EmailTaken):
        edit_customer(other.pk, {"email": eva.email}, by=actor_of(alice), at=clock.now())


def test_a_correction_says_before_and_after(eva: Customer, alice: TeamMember) -> None:
    told = {**EVA, "city": "Bienne"}
    assert edit_customer(eva.pk, told, by=actor_of(alice), at=clock.now()) == ["city"]
    latest = history("customer", eva.pk)[0]
    assert latest.facts == {"changes": {"city": ["", "Bienne"]}}
    assert edit_customer(eva.pk, told, by=actor_of(alice), at=clock.now()) == []
    assert len(history("customer", eva.pk)) == 2


def test_consent_is_dated_and_says_who_noted_it(eva: Customer, alice: TeamMember) -> None:
    at = clock.now()
    for _ in range(2):
        set_newsletter(eva.pk, wanted=True, by=actor_of(alice), at=at)
    eva.refresh_from_db()
    assert (eva.newsletter, eva.newsletter_at) == (True, at)
    set_newsletter(eva.pk, wanted=False, by=actor_of(alice), at=at)
    verbs = [one.verb for one in history("customer", eva.pk)]
    assert verbs == ["customer.newsletter_off", "customer.newsletter_on", "customer.added"]
    assert history("customer", eva.pk)[0].person == alice.person


def test_ordering_again_does_not_renew_a_consent(shop: Shop, eva: Customer) -> None:
    first, later = clock.now(), clock.now()
    buyer = {**EVA, "newsletter": True}
    assert remember(shop.id, buyer=buyer, at=first).newsletter_at == first
    assert remember(shop.id, buyer=buyer, at=later).newsletter_at == first


def test_of_an_erased_customer_nothing_is_known_again(eva: Customer, alice: TeamMember) -> None:
    by, at = actor_of(alice), clock.now()
    erase_customer(eva.pk, despite_coming=False, also_elsewhere=False, by=by, at=at)
    with pytest.raises(IsErased):
        edit_customer(eva.pk, EVA, by=by, at=at)
    with pytest.raises(IsErased):
        set_newsletter(eva.pk, wanted=True, by=by, at=at)


def test_who_may_not_edit_customers_is_refused(eva: Customer, carl: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        edit_customer(eva.pk, EVA, by=actor_of(carl), at=clock.now())
    with pytest.raises(NotAllowed):
        add_customer(eva.shop_id, EVA, by=actor_of(carl), at=clock.now())


def test_customers_of_others_do_not_exist(eva: Customer, oscar: TeamMember) -> None:
    for wrong in (eva.pk, 0):
        with pytest.raises(NotFound):
            edit_customer(wrong, EVA, by=actor_of(oscar), at=clock.now())
    with pytest.raises(NotFound):
        add_customer(eva.shop_id, EVA, by=actor_of(oscar), at=clock.now())
