"""The list of members: found, narrowed, sorted, read page by page, by indexes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.catalogue.models import Plan
from tessera.domain.customers.models import NAME
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries import grid
from tessera.domain.organisations.models import Organisation
from tests.factories import make_member, make_membership

LIST = "/manage/theatre/members/"
DAY = timedelta(days=1)


def names(client: Client, query: str) -> list[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return [member.last_name for member in answer.context["grid"].data]


@pytest.fixture
def crowd(theatre: Organisation, plan: Plan, today: date) -> dict[str, Member]:
    """A member in each standing, named by it."""
    days: dict[str, dict[str, Any]] = {
        "Active": {"starts_on": today - 9 * DAY, "ends_on": today + 90 * DAY},
        "Leaving": {"starts_on": today - 9 * DAY, "ends_on": today + 9 * DAY, "stops": True},
        "Future": {"starts_on": today + 9 * DAY, "ends_on": today + 99 * DAY},
        "Grace": {
            "starts_on": today - 99 * DAY,
            "ends_on": today - DAY,
            "grace_until": today + 9 * DAY,
        },
        "Lapsed": {"starts_on": today - 99 * DAY, "ends_on": today - 9 * DAY},
        "Ended": {
            "starts_on": today - 99 * DAY,
            "ends_on": today + 99 * DAY,
            "ended_on": today - 3 * DAY,
        },
    }
    made = {}
    for name, facts in days.items():
        member = make_member(theatre, email=f"{name.lower()}@test.example", last_name=name)
        make_membership(member, plan, **facts)
        made[name] = member
    made["None"] = make_member(theatre, email="none@test.example", last_name="None")
    return made


@pytest.mark.parametrize(
    "where", ["active", "leaving", "future", "grace", "lapsed", "ended", "none"]
)
def test_every_standing_is_found(desk: Client, crowd: dict[str, Member], where: str) -> None:
    assert names(desk, f"?standing={where}") == [where.capitalize()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=act", ["Active"]),
        ("?q=GRACE@", ["Grace"]),
        ("?q=3", ["Future"]),
        ("?q=nobody", []),
        ("?origin=order", []),
        ("?level=999999", []),
    ],
)
def test_members_are_found(
    desk: Client, crowd: dict[str, Member], query: str, found: list[str]
) -> None:
    assert names(desk, query) == found


def test_the_list_is_sorted(desk: Client, crowd: dict[str, Member]) -> None:
    assert names(desk, "?sort=name")[:2] == ["Active", "Ended"]
    assert names(desk, "?sort=number")[0] == "Active"
    assert names(desk, "?sort=ends") == ["Lapsed", "Grace", "Leaving", "Active", "Future"]
    assert names(desk, "?sort=-ends&q=a") == ["Active"]


def test_who_renewed_again_is_not_lapsed(
    desk: Client, crowd: dict[str, Member], plan: Plan, today: date
) -> None:
    make_membership(crowd["Lapsed"], plan, starts_on=today, ends_on=today + DAY)
    assert names(desk, "?standing=lapsed") == []
    assert "Lapsed" in names(desk, "?standing=active")


@pytest.mark.parametrize("sort", ["-number", "number", "name", "-name", "ends", "-ends"])
def test_pages_follow_one_another_and_come_back(
    desk: Client, theatre: Organisation, plan: Plan, today: date, sort: str
) -> None:
    for number in range(52):
        member = make_member(theatre, email=f"{number}@test.example", last_name="Same")
        make_membership(member, plan, starts_on=today, ends_on=today + (number % 3) * DAY)
    first = desk.get(f"{LIST}?sort={sort}").context["grid"]
    second = desk.get(LIST + first.next_url).context["grid"]
    assert (len(first.data), len(second.data), second.next_url) == (50, 2, "")
    assert len({each.pk for each in (*first.data, *second.data)}) == 52
    back = desk.get(LIST + second.previous_url).context["grid"]
    assert [each.pk for each in back.data] == [each.pk for each in first.data]


@pytest.mark.parametrize("rows", [1, 3])
def test_one_row_or_three_cost_the_same(
    desk: Client,
    theatre: Organisation,
    plan: Plan,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        make_membership(make_member(theatre, email=f"{number}@test.example"), plan)
    desk.get(LIST)
    with django_assert_max_num_queries(13):
        desk.get(LIST)


def test_every_way_through_the_list_has_its_index(
    theatre: Organisation, crowd: dict[str, Member], today: date
) -> None:
    members = grid.members_of(theatre.pk)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    by_name = members.annotate(folded_name=NAME).order_by("folded_name", "id")
    in_grace = Membership.objects.filter(grid.STANDS["grace"](today))
    ways: dict[str, QuerySet[Any]] = {
        "member_number_once_an_organisation": members.order_by("-number")[:51],
        "members_by_name": by_name[:51],
        "memberships_in_grace": in_grace.order_by(),
        "memberships_running_out": Membership.objects.filter(
            ended_on=None, ends_on__isnull=False
        ).order_by("ends_on")[:51],
    }
    for index, found in ways.items():
        assert index in found.explain(), index


def test_the_filters_say_what_is_asked_and_offered_now(desk: Client, ada: Member) -> None:
    level = ada.memberships.get().level
    chosen = f'<option value="{level.pk}" selected>'
    assert chosen in body(desk, f"?level={level.pk}")
    assert chosen not in body(desk)
    assert 'value="Éme"' in body(desk, "?q=Éme")
    type(level).objects.filter(pk=level.pk).update(name={"en": "Founders", "fr": "Fondateurs"})
    assert "Founders" in body(desk)
    assert "Fondateurs" in body(desk, language="fr")


def body(desk: Client, asked: str = "", language: str = "en") -> str:
    return desk.get(LIST + asked, headers={"accept-language": language}).content.decode()
