"""The page of keys for programs."""

from django.test import Client

from tessera.domain.organisations.models import ApiToken, TeamMember
from tessera.domain.shops.models import Shop
from tests.factories import Programme, make_shop

LIST = "/manage/theatre/tokens/"


def test_a_key_is_shown_once_with_what_it_opens(desk: Client, shop: Shop) -> None:
    make_shop(shop.organisation, slug="other", name={"en": "Summer stage", "fr": "Scène d’été"})
    made = desk.post(LIST, {"name": "Website", "rights": ["see_orders"], "shops": [shop.pk]})
    key = made.context["key"]
    assert made.status_code == 201
    assert key in made.content.decode()

    said = desk.get(LIST).content.decode()
    assert key not in said
    assert f"Shops: {shop.name['en']}</p>" in said
    assert "All shops, also future ones" not in said

    desk.post(LIST, {"name": "Everything", "rights": ["see_orders"]})
    assert "All shops, also future ones" in desk.get(LIST).content.decode()


def test_who_sees_part_of_a_shop_is_told_who_can_make_one(
    desk: Client, alice: TeamMember, programme: Programme
) -> None:
    alice.profile.event_ids = [programme.event.pk]
    alice.profile.save()

    said = desk.get(LIST).content.decode()
    assert "Ask an administrator to make it" in said
    assert 'name="rights"' not in said
    assert desk.post(LIST, {"name": "Mine", "rights": ["see_orders"]}).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_revoked_key_leaves_the_list(desk: Client, shop: Shop) -> None:
    made = desk.post(LIST, {"name": "Website", "rights": ["see_orders"]}).context["made"]
    assert "Website" in desk.get(LIST).content.decode()

    assert desk.post(f"{LIST}{made.pk}/revocation/").status_code == 302
    assert "None yet" in desk.get(LIST).content.decode()
