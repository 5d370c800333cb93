"""Making a shop and changing its settings."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.shops.errors import BadAddress, BadSettings, CurrencyInUse
from tessera.domain.shops.models import Shop
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.setting_up import (
    FirstEvent,
    NewShop,
    Pictures,
    add_first_event,
    change_shop,
    dress_shop,
    start_shop,
)
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.lib.pictures import BadPicture
from tests.factories import Programme, actor_of, make_order, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
NEW = NewShop("Season", ["fr", "en"], ["CHF"])


def _png() -> bytes:
    out = BytesIO()
    Image.new("RGBA", (1200, 300), (200, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def test_a_new_shop_is_a_draft_in_test_mode(alice: TeamMember) -> None:
    made = start_shop(NEW, by=actor_of(alice), at=clock.now(), contact_email="a@test.example")
    made.refresh_from_db()
    assert (made.slug, made.status, made.is_test) == ("season", "draft", True)
    assert made.wizard_step == "contact"
    assert made.name == {"fr": "Season"}
    assert set(made.methods.values_list("code", flat=True)) == {"free", "on_site", "invoice"}
    assert Activity.objects.filter(verb="shop.created", shop=made).exists()


def test_a_kept_word_is_no_address(alice: TeamMember) -> None:
    new = NewShop("Theme", ["fr"], ["CHF"], slug="theme")
    with pytest.raises(BadAddress):
        start_shop(new, by=actor_of(alice), at=clock.now())


def test_a_steward_makes_no_shop(sam: TeamMember) -> None:
    with pytest.raises(NotAllowed):
        start_shop(NEW, by=actor_of(sam), at=clock.now())


def test_settings_are_written_and_noted(shop: Shop, alice: TeamMember) -> None:
    before = shop.catalogue_version
    change_shop(shop.id, {"city": "Nyon", "iban": ""}, by=actor_of(alice), at=clock.now())
    shop.refresh_from_db()
    assert shop.city == "Nyon"
    assert shop.catalogue_version == before + 1
    assert Activity.objects.get(verb="shop.edited").facts == {"fields": ["city"]}


def test_nothing_changed_is_nothing_noted(shop: Shop, alice: TeamMember) -> None:
    change_shop(shop.id, {"city": shop.city}, by=actor_of(alice), at=clock.now())
    assert not Activity.objects.exists()


def test_oscar_changes_nothing(shop: Shop, oscar: TeamMember) -> None:
    with pytest.raises(NotFound):
        change_shop(shop.id, {"city": "Nyon"}, by=actor_of(oscar), at=clock.now())


def test_the_address_of_an_open_shop_stays(shop: Shop, alice: TeamMember) -> None:
    with pytest.raises(BadAddress):
        change_shop(shop.id, {"slug": "other"}, by=actor_of(alice), at=clock.now())
    Shop.objects.filter(id=shop.id).update(status="draft")
    change_shop(shop.id, {"slug": "other"}, by=actor_of(alice), at=clock.now())
    Shop.objects.filter(id=shop.id).update(opened_at=clock.now())
    with pytest.raises(BadAddress):
        change_shop(shop.id, {"slug": "another"}, by=actor_of(alice), at=clock.now())


def test_the_address_of_another_is_refused(shop: Shop, alice: TeamMember) -> None:
    make_shop(slug="taken")
    Shop.objects.filter(id=shop.id).update(status="draft")
    with pytest.raises(BadAddress, match="Another shop"):
        change_shop(shop.id, {"slug": "taken"}, by=actor_of(alice), at=clock.now())


def test_a_currency_with_prices_stays(programme: Programme, alice: TeamMember) -> None:
    shop, by = programme.shop, actor_of(alice)
    with pytest.raises(CurrencyInUse, match="Empty those prices"):
        change_shop(shop.id, {"currencies": ["CHF"]}, by=by, at=clock.now())


def test_a_currency_with_orders_stays(programme: Programme, alice: TeamMember) -> None:
    make_order(programme, currency="EUR")
    shop, by = programme.shop, actor_of(alice)
    with pytest.raises(CurrencyInUse, match="order was placed"):
        change_shop(shop.id, {"currencies": ["CHF"]}, by=by, at=clock.now())


def test_an_unused_currency_goes(shop: Shop, alice: TeamMember) -> None:
    change_shop(shop.id, {"currencies": ["CHF"]}, by=actor_of(alice), at=clock.now())
    shop.refresh_from_db()
    assert shop.currencies == ["CHF"]


def test_the_logo_is_made_small_and_keeps_its_ground(shop: Shop, alice: TeamMember) -> None:
    colours = {"primary": "#112233"}
    dress_shop(
        shop.id,
        {"colours": colours},
        pictures=Pictures({"logo": _png()}),
        by=actor_of(alice),
        at=clock.now(),
    )
    shop.refresh_from_db()
    assert shop.colours == colours
    with Image.open(shop.logo) as logo:
        assert logo.size == (600, 150)
        assert logo.mode == "RGBA"
    dress_shop(shop.id, {}, pictures=Pictures({"logo": None}), by=actor_of(alice), at=clock.now())
    shop.refresh_from_db()
    assert not shop.logo


def test_what_is_no_picture_changes_nothing(shop: Shop, alice: TeamMember) -> None:
    with pytest.raises(BadPicture):
        dress_shop(
            shop.id,
            {"colours": {"primary": "#112233"}},
            pictures=Pictures({"logo": b"no picture"}),
            by=actor_of(alice),
            at=clock.now(),
        )
    shop.refresh_from_db()
    assert shop.colours == {}


def _first(days: int) -> FirstEvent:
    starts_at = clock.now() + timedelta(days=days)
    return FirstEvent("Été", "Hall", starts_at, 90, 50, "Full", {"CHF": 2000, "EUR": 1900})


def test_the_first_event_can_be_sold(shop: Shop, alice: TeamMember) -> None:
    event = add_first_event(shop.id, _first(3), by=actor_of(alice), at=clock.now())
    assert (event.slug, event.status) == ("ete", "visible")
    assert event.dates.get().pools.get().capacity == 50
    assert pools_out_of_balance() == []


def test_the_step_sent_twice_makes_two_events(shop: Shop, alice: TeamMember) -> None:
    made = [add_first_event(shop.id, _first(3), by=actor_of(alice), at=clock.now()) for _ in "ab"]
    assert [event.slug for event in made] == ["ete", "ete-2"]


def test_the_first_event_is_to_come(shop: Shop, alice: TeamMember) -> None:
    with pytest.raises(BadSettings):
        add_first_event(shop.id, _first(-1), by=actor_of(alice), at=clock.now())


def test_who_sees_some_shops_makes_none(shop: Shop, alice: TeamMember) -> None:
    alice.profile.shop_ids = [shop.id]
    with pytest.raises(NotAllowed, match="limited to some shops"):
        start_shop(NEW, by=actor_of(alice), at=clock.now())


def test_another_organisation_may_not_have_the_same_address(
    theatre: Organisation, oscar: TeamMember
) -> None:
    make_shop(theatre, slug="season")
    made = start_shop(NEW, by=actor_of(oscar), at=clock.now())
    assert made.slug == "season-2"
