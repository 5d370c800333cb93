"""The sale begins, ends and begins again; the shop is hidden and shown."""

from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.shops.errors import NotReady
from tessera.domain.shops.models import Shop
from tessera.flows.opening_sales import close_shop, open_shop
from tessera.flows.publishing import set_visibility
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import actor_of, make_event, make_method, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
READY: dict[str, Any] = {
    "status": "draft",
    "contact_name": "Théâtre",
    "is_vat_liable": False,
    "iban": "CH9300762011623852957",
    "bank_holder": "Théâtre",
}


@pytest.fixture
def draft(theatre: Organisation) -> Shop:
    """A shop that has all it needs."""
    made = make_shop(theatre, slug="draft", **READY)
    make_method(made, "invoice")
    make_event(made)
    return made


def test_a_ready_shop_opens_once(draft: Shop, alice: TeamMember) -> None:
    by, at = actor_of(alice), clock.now()
    open_shop(draft.id, by=by, at=at)
    open_shop(draft.id, by=by, at=clock.now())
    draft.refresh_from_db()
    assert draft.is_open
    assert draft.opened_at == at
    assert Activity.objects.filter(verb="shop.opened").count() == 1


def test_what_is_missing_is_named(draft: Shop, alice: TeamMember) -> None:
    draft.events.update(status="hidden")
    Shop.objects.filter(id=draft.id).update(terms={}, is_test=True)
    with pytest.raises(NotReady, match="Terms of sale") as refused:
        open_shop(draft.id, by=actor_of(alice), at=clock.now())
    assert refused.value.facts["missing"] == ["event", "tariff", "prices", "terms", "test_mode"]
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_it_closes_and_opens_again(draft: Shop, alice: TeamMember) -> None:
    by, first = actor_of(alice), clock.now()
    open_shop(draft.id, by=by, at=first)
    assert not close_shop(draft.id, by=by, at=clock.now()).is_open
    again = open_shop(draft.id, by=by, at=clock.now())
    assert again.is_open
    assert again.opened_at == first


def test_it_is_hidden_and_shown(draft: Shop, alice: TeamMember) -> None:
    by = actor_of(alice)
    open_shop(draft.id, by=by, at=clock.now())
    assert not set_visibility(draft.id, is_visible=False, by=by, at=clock.now()).is_open
    assert set_visibility(draft.id, is_visible=True, by=by, at=clock.now()).is_open
    said = list(Activity.objects.order_by("id").values_list("verb", flat=True))
    assert said == ["shop.opened", "shop.hidden", "shop.shown"]


def test_a_clerk_opens_nothing(draft: Shop, carl: TeamMember) -> None:
    for story in (open_shop, close_shop):
        with pytest.raises(NotAllowed):
            story(draft.id, by=actor_of(carl), at=clock.now())
    with pytest.raises(NotAllowed):
        set_visibility(draft.id, is_visible=False, by=actor_of(carl), at=clock.now())


def test_oscar_opens_nothing(draft: Shop, oscar: TeamMember) -> None:
    for story in (open_shop, close_shop):
        with pytest.raises(NotFound):
            story(draft.id, by=actor_of(oscar), at=clock.now())
    with pytest.raises(NotFound):
        set_visibility(draft.id, is_visible=False, by=actor_of(oscar), at=clock.now())
