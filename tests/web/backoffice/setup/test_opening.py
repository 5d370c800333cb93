"""The check-list, the switches, the next edition, and who sees what meanwhile."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tessera.web.parts.kept import forget_pages
from tests.factories import Programme, make_event, make_order

DESK = "/manage/theatre/opening/"
READY = {
    "contact_name": "Théâtre",
    "is_vat_liable": False,
    "iban": "CH9300762011623852957",
    "bank_holder": "Théâtre",
}


@pytest.fixture(autouse=True)
def _pages_made_anew() -> Iterator[None]:
    forget_pages()
    yield
    forget_pages()


@pytest.fixture
def draft(programme: Programme) -> Programme:
    """The theatre before it opens, in test mode, with all else that it needs."""
    Shop.objects.update(status="draft", is_test=True, **READY)
    programme.shop.refresh_from_db()
    return programme


def _missing(desk: Client) -> set[str]:
    points = desk.get(DESK).context["required"]
    return {each.point.code for each in points if not each.point.is_done}


def test_from_draft_to_open(desk: Client, draft: Programme) -> None:
    assert _missing(desk) == {"test_mode"}
    refused = desk.post(f"{DESK}sale/")
    assert refused.status_code == 422
    assert "Test mode off" in refused.content.decode()
    assert desk.post(f"{DESK}test-mode/", {"test": "no"}).status_code == 302
    assert desk.post(f"{DESK}sale/").status_code == 302
    draft.shop.refresh_from_db()
    assert draft.shop.is_open
    assert b"The sale is open" in desk.get(DESK).content


def test_each_point_leads_somewhere(desk: Client, shop: Shop) -> None:
    context = desk.get(DESK).context
    for each in [*context["required"], *context["advice"]]:
        assert each.url
        if each.url.startswith("/"):
            assert desk.get(each.url).status_code in (200, 302)


def test_hidden_closed_and_back(desk: Client, programme: Programme) -> None:
    stranger = Client()
    assert b"Hamlet" in stranger.get("/en/theatre/").content
    desk.post(f"{DESK}visibility/", {"visible": "no"})
    hidden = stranger.get("/en/theatre/events/hamlet/")
    assert b"Closed for the moment" in hidden.content
    assert b"Hamlet" not in hidden.content
    assert b'content="noindex"' in hidden.content
    desk.post(f"{DESK}visibility/", {"visible": "yes"})
    assert b"Hamlet" in stranger.get("/en/theatre/").content
    desk.post(f"{DESK}end/")
    forget_pages()
    assert b"Closed for the moment" in stranger.get("/en/theatre/").content


def test_what_was_bought_stays_good_while_it_is_closed(desk: Client, programme: Programme) -> None:
    order = make_order(programme)
    desk.post(f"{DESK}end/")
    page = Client().get(f"/en/theatre/orders/{order.secret}/")
    assert page.status_code == 200
    assert str(order.number) in page.content.decode()


def test_only_the_team_sees_a_draft(
    desk: Client, draft: Programme, carl: TeamMember, oscar: TeamMember
) -> None:
    for part in ("", "events/hamlet/", "cart/"):
        url = f"/en/theatre/{part}"
        assert Client().get(url).status_code == 404
        for who, status in ((oscar, 404), (carl, 200)):
            client = Client()
            client.force_login(who.person)
            assert client.get(url).status_code == status
        assert Client().get(url).status_code == 404, "what the team saw is not kept for others"
    seen = desk.get("/en/theatre/").content
    assert b"Preview: only your team" in seen
    assert b"Test mode" in seen


def test_it_is_a_404_until_it_was_open(programme: Programme) -> None:
    """A draft that was open once is closed, not unknown."""
    Shop.objects.update(status="draft", opened_at=None)
    assert Client().get("/en/theatre/").status_code == 404
    Shop.objects.update(opened_at=clock.now())
    assert b"Closed for the moment" in Client().get("/en/theatre/").content


def test_the_bar_says_test_mode(desk: Client, draft: Programme) -> None:
    assert b"Test mode: the shop is not open yet" in desk.get("/manage/theatre/settings/").content
    Shop.objects.update(status="open")
    assert b"Test mode: orders are tests" in Client().get("/en/theatre/").content


def test_a_real_order_ends_test_mode(desk: Client, programme: Programme) -> None:
    make_order(programme)
    answer = desk.post(f"{DESK}test-mode/", {"test": "yes"})
    assert answer.status_code == 422
    assert "Test mode is over" in answer.content.decode()


def test_test_orders_are_removed(desk: Client, draft: Programme) -> None:
    make_order(draft)
    assert b"Remove 1 test order" in desk.get(DESK).content
    said = desk.post(f"{DESK}test-orders/", follow=True)
    assert "1 test order is gone" in said.content.decode()
    assert not draft.shop.orders.exists()


def test_the_next_edition(desk: Client, programme: Programme) -> None:
    assert b"1 event" in desk.get("/manage/theatre/edition/").content
    told = {"name_fr": "Saison 2", "shift": "weeks", "count": "10"}
    answer = desk.post("/manage/theatre/edition/", told)
    assert answer.headers["Location"] == "/manage/saison-2/opening/"
    made = Shop.objects.get(slug="saison-2")
    assert made.events.get().dates.count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [({"count": ""}, "Write how many"), ({"slug": "theatre"}, "Another shop")],
)
def test_an_edition_that_cannot_be(
    desk: Client, programme: Programme, change: dict, says: str
) -> None:
    told = {"name_fr": "Saison 2", "shift": "days", "count": "10"} | change
    answer = desk.post("/manage/theatre/edition/", told)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_the_check_list_costs_the_same_with_more(
    desk: Client, programme: Programme, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20) as first:
        desk.get(DESK)
    before = len(first.captured_queries)
    make_event(programme.shop, dates=3)
    make_event(programme.shop, dates=3)
    with django_assert_max_num_queries(20) as again:
        desk.get(DESK)
    assert len(again.captured_queries) == before


def test_a_clerk_opens_nothing(client: Client, carl: TeamMember, shop: Shop) -> None:
    client.force_login(carl.person)
    assert client.get(DESK).status_code == 403
    for part in ("sale/", "end/", "visibility/", "test-mode/", "test-orders/"):
        assert client.post(f"{DESK}{part}").status_code == 403
    assert client.get("/manage/theatre/edition/").status_code == 403
