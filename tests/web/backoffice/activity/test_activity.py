"""The log: who did what, narrowed, paged, taken home; and who may see it."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.activity.actions import record, record_in_organisation
from tessera.domain.activity.models import Activity
from tessera.domain.customers.actions import remember
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import BUYER, SYSTEM
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tessera.web.backoffice.verbs import VERBS
from tessera.web.backoffice.words import SUBJECTS
from tests.factories import Programme, actor_of, make_member, make_membership, make_order, make_plan

LOG = "/manage/theatre/activity/"
FLOWS = Path(__file__).resolve().parents[4] / "tessera/flows"
VERB = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


def verbs(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{LOG}{query}")
    assert answer.status_code == 200
    return [line.activity.verb for line in answer.context["lines"]]


@pytest.fixture
def happened(programme: Programme, alice: TeamMember, carl: TeamMember) -> None:
    at, shop = clock.now(), programme.shop
    order = make_order(programme)
    of = ("order", order.pk)
    record("order.placed", of=of, shop=shop, by=BUYER, at=at - timedelta(days=3))
    record("order.expired", of=of, shop=shop, by=SYSTEM, at=at - timedelta(days=2))
    reason = "Rain"
    record("order.cancelled", of=of, shop=shop, by=actor_of(carl), at=at, reason=reason)
    event = ("event", programme.event.pk)
    record("event.edited", of=event, shop=shop, by=actor_of(alice), at=at)
    record_in_organisation("profile.added", of=("profile", 1), by=actor_of(alice), at=at)


@pytest.mark.usefixtures("happened")
def test_the_log_is_narrowed_by_its_address(
    desk: Client, carl: TeamMember, programme: Programme
) -> None:
    everything = ["event.edited", "order.cancelled", "order.expired", "order.placed"]
    assert verbs(desk) == everything
    assert verbs(desk, f"?who={carl.person_id}") == ["order.cancelled"]
    assert verbs(desk, "?who=system") == ["order.expired"]
    assert verbs(desk, "?who=buyer") == ["order.placed"]
    assert verbs(desk, "?subject=event") == ["event.edited"]
    assert verbs(desk, f"?of=event-{programme.event.pk}") == ["event.edited"]
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    assert verbs(desk, f"?since={day}") == everything[:2]
    assert verbs(desk, f"?until={day}") == everything[2:]
    assert verbs(desk, "?who=x&of=y&since=z&after=q") == everything
    assert verbs(desk, "?where=team") == ["profile.added"]


@pytest.mark.usefixtures("happened")
def test_lines_lead_to_their_things(desk: Client) -> None:
    html = desk.get(LOG).content.decode()
    assert re.search(r'href="/manage/theatre/orders/\w+/"', html)
    assert "Hamlet" in html
    assert "Rain" in html


def test_reasons_of_refunds_are_said_in_words(
    desk: Client, programme: Programme, carl: TeamMember
) -> None:
    order, at = make_order(programme), clock.now()
    of, by = ("order", order.pk), actor_of(carl)
    record("payment.refunded", of=of, shop=programme.shop, by=by, at=at, reason="given_back")
    history = f"/manage/theatre/orders/{order.number}/?tab=history"
    for address in (LOG, history):
        html = desk.get(address).content.decode()
        assert "Given back by the team" in html
        assert "given_back" not in html


def test_lines_of_memberships_lead_to_members_levels_and_plans(desk: Client, shop: Shop) -> None:
    plan = make_plan(shop, name="A year of friends")
    held = make_membership(make_member(shop.organisation, last_name="Quille"), plan)
    for verb, subject, id_ in (
        ("membership.started", "membership", held.pk),
        ("member.edited", "member_record", held.member_id),
        ("level.edited", "level", plan.level_id),
        ("plan.edited", "plan", plan.pk),
    ):
        record(verb, of=(subject, id_), shop=shop, by=SYSTEM, at=clock.now())
    html = desk.get(LOG).content.decode()
    members = f"/manage/theatre/members/{held.member_id}/"
    assert html.count(f'href="{members}"') == 2
    assert "Quille" in html
    for path in (f"levels/{plan.level_id}/", f"plans/{plan.pk}/"):
        assert f'href="/manage/theatre/members/{path}"' in html
        assert desk.get(f"/manage/theatre/members/{path}").status_code == 200


def test_pages_follow_one_another_and_come_back(desk: Client, shop: Shop) -> None:
    at = clock.now()
    for number in range(53):
        record("shop.edited", of=("shop", number), shop=shop, by=SYSTEM, at=at)
    first = desk.get(LOG)
    second = desk.get(LOG + first.context["next_url"])
    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 3)
    back = desk.get(LOG + second.context["previous_url"])
    ids = [[line.activity.pk for line in each.context["lines"]] for each in (first, back)]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("rows", [1, 3])
def test_one_row_or_three_cost_the_same(
    desk: Client,
    programme: Programme,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(rows):
        order = make_order(programme)
        record("order.paid", of=("order", order.pk), shop=order.shop, by=SYSTEM, at=clock.now())
    desk.get(LOG)
    with django_assert_max_num_queries(10):
        desk.get(LOG)


@pytest.mark.usefixtures("happened")
def test_the_log_is_taken_home(desk: Client) -> None:
    answer = desk.get("/manage/theatre/activity.csv?subject=order")
    assert isinstance(answer, StreamingHttpResponse)
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "When;Who;What;About;Details"
    assert len(lines) == 4
    assert "Rain" in lines[1]


def test_only_who_has_the_right_sees_it(client: Client, carl: TeamMember, shop: Shop) -> None:
    client.force_login(carl.person)
    assert client.get(LOG).status_code == 403
    assert client.get("/manage/theatre/activity.csv").status_code == 403


@pytest.mark.usefixtures("happened")
def test_who_is_limited_sees_their_own_doings(
    client: Client, alice: TeamMember, programme: Programme
) -> None:
    alice.profile.event_ids = [programme.event.pk]
    alice.profile.save()
    client.force_login(alice.person)
    assert verbs(client) == ["event.edited"]
    assert verbs(client, "?where=team") == []


def test_customers_and_members_have_no_name_for_who_may_not_see_them(
    client: Client, alice: TeamMember, shop: Shop
) -> None:
    eva = remember(
        shop.id, buyer={"email": "e@test.example", "last_name": "Quirin"}, at=clock.now()
    )
    record("customer.added", of=("customer", eva.pk), shop=shop, by=SYSTEM, at=clock.now())
    client.force_login(alice.person)
    assert "Quirin" in client.get(LOG).content.decode()
    rolf = make_member(shop.organisation, last_name="Rosenstiel")
    record(
        "member_record.added", of=("member_record", rolf.pk), shop=shop, by=SYSTEM, at=clock.now()
    )
    assert "Rosenstiel" in client.get(LOG).content.decode()
    alice.profile.rights = ["see_activity"]
    alice.profile.save()
    html = client.get(LOG).content.decode()
    assert "Quirin" not in html and "Rosenstiel" not in html


def test_a_verb_without_words_can_be_read(desk: Client, shop: Shop) -> None:
    record("gate.moved_away", of=("gate", 1), shop=shop, by=SYSTEM, at=clock.now())
    assert "Gate: moved away" in desk.get(LOG).content.decode()


def told_in_flows() -> set[str]:
    """Every text of the stories that looks like a verb of the log."""
    texts = set()
    for path in FLOWS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return {text for text in texts if VERB.fullmatch(text)}


def test_every_verb_has_words() -> None:
    assert told_in_flows() - set(VERBS) == set(), "say it in backoffice/verbs.py"


def test_every_subject_has_a_word(happened: None) -> None:
    subjects = set(Activity.objects.values_list("subject", flat=True))
    assert subjects <= set(SUBJECTS)
