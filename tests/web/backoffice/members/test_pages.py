"""Every page of members opens, and says what it should."""

import pytest
from django.test import Client

from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop

LIST = "/manage/theatre/members/"


@pytest.mark.parametrize(
    "path",
    [
        *("", "new/", "settings/", "export/", "figures/", "payments/", "import/", "erasures/"),
        *("levels/", "levels/new/", "plans/", "plans/new/", "codes/", "codes/new/"),
        *("figures/members.csv", "figures/left.json", "figures/levels.csv", "?sort=ends"),
        "?standing=active&level=1&origin=grant&ends_from=2020-01-01&ends_until=x&q=ada&sort=name",
    ],
)
def test_pages_open(desk: Client, ada: Member, path: str) -> None:
    answer = desk.get(LIST + path)
    assert answer.status_code == 200, path
    answer.close()


def test_pages_of_things_open(desk: Client, held: Membership, plan: Plan) -> None:
    paths = [
        f"levels/{plan.level_id}/",
        f"levels/{plan.level_id}/removal/",
        f"plans/{plan.pk}/",
        f"plans/{plan.pk}/editing/",
        f"plans/{plan.pk}/removal/",
        f"plans/new/words/?level={plan.level_id}&unit=years&count=1&seats=1",
        "plans/gross/?net_price=46.30&vat_rate=8.1",
        f"{held.member_id}/",
        f"{held.member_id}/editing/",
        f"{held.member_id}/grants/",
        f"{held.member_id}/erasure/",
        f"{held.member_id}/memberships/{held.pk}/renewal/",
        f"{held.member_id}/memberships/{held.pk}/end/",
        f"{held.member_id}/memberships/{held.pk}/places/",
    ]
    for path in paths:
        assert desk.get(LIST + path).status_code == 200, path


def test_the_menu_has_members_once_they_are_taken(
    desk: Client, shop: Shop, alice: TeamMember
) -> None:
    before = desk.get("/manage/theatre/members/levels/").content.decode()
    assert 'href="/manage/theatre/members/settings/"' in before
    assert 'href="/manage/theatre/members/plans/" class' not in before
    Shop.objects.filter(pk=shop.pk).update(takes_members=True)
    after = desk.get("/manage/theatre/members/levels/").content.decode()
    assert 'href="/manage/theatre/members/plans/" class' in after
    assert 'href="/manage/theatre/members/codes/" class' in after
