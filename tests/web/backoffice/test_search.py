"""Search from anywhere: what is found, by whom, how fast."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.customers.actions import remember
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib import clock
from tests.factories import Programme, make_order

SEARCH = "/manage/theatre/search/"


@pytest.fixture
def house(programme: Programme) -> Programme:
    """Quirin ordered; a ticket is for Zoé Favre; Émery was added by hand."""
    buyer = {"last_name": "Quirin", "first_name": "Eva", "email": "eva@test.example"}
    at = clock.now()
    customer = remember(programme.shop.id, buyer=buyer, at=at)
    order = make_order(programme, customer=customer, last_name="Quirin", email="eva@test.example")
    Ticket.objects.filter(order=order, place=1).update(
        holder_first_name="Zoé", holder_last_name="Favre"
    )
    remember(programme.shop.id, buyer={"email": "x@test.example", "last_name": "Émery"}, at=at)
    return programme


def found(client: Client, words: str) -> dict[str, int]:
    answer = client.get(SEARCH, {"q": words})
    assert answer.status_code == 200
    came = answer.context["found"]
    kinds = ("orders", "customers", "tickets", "events")
    return {kind: len(getattr(came, kind)) for kind in kinds if getattr(came, kind)}


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("quir", {"orders": 1, "customers": 1}),
        ("eva@", {"orders": 1, "customers": 1}),
        ("emery", {"customers": 1}),
        ("favre", {"tickets": 1}),
        ("Zoé Favre", {"tickets": 1}),
        ("haml", {"events": 1}),
        ("zzz", {}),
        ("%%", {}),
        ("nobody at all", {}),
    ],
)
def test_every_kind_is_found(
    desk: Client, house: Programme, words: str, kinds: dict[str, int]
) -> None:
    assert found(desk, words) == kinds


def test_it_works_without_javascript(desk: Client, house: Programme) -> None:
    html = desk.get(SEARCH, {"q": "quirin"}).content.decode()
    assert "/manage/theatre/customers/" in html
    assert 'action="/manage/theatre/search/"' in html


def test_one_letter_typed_asks_nothing(desk: Client, house: Programme) -> None:
    part = {"HX-Request": "true"}
    assert desk.get(SEARCH, {"q": "q"}, headers=part).content.strip() == b""
    assert b"Quirin" in desk.get(SEARCH, {"q": "qu"}, headers=part).content


def test_who_may_not_see_customers_finds_none(
    client: Client, rita: TeamMember, house: Programme
) -> None:
    client.force_login(rita.person)
    assert found(client, "quirin") == {}


def test_programming_finds_events_alone(
    client: Client, alice: TeamMember, house: Programme
) -> None:
    alice.profile.rights = ["see_dashboard"]
    alice.profile.save()
    client.force_login(alice.person)
    assert found(client, "haml") == {"events": 1}
    assert found(client, "quirin") == {}
    number = Ticket.objects.values_list("order__number", flat=True)[0] or ""
    assert client.get(SEARCH, {"q": number}).status_code == 200


def test_an_actor_limited_to_another_event_finds_nothing(
    client: Client, alice: TeamMember, house: Programme
) -> None:
    alice.profile.event_ids = [house.event.pk + 1]
    alice.profile.save()
    client.force_login(alice.person)
    for words in ("quirin", "favre", "haml", "eva@"):
        assert found(client, words) == {}


def test_a_steward_does_not_search(client: Client, sam: TeamMember, shop: Shop) -> None:
    client.force_login(sam.person)
    assert client.get(SEARCH, {"q": "x"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_one_row_or_three_cost_the_same(
    desk: Client,
    programme: Programme,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        buyer = {"last_name": "Same", "email": f"{number}@test.example"}
        customer = remember(programme.shop.id, buyer=buyer, at=clock.now())
        make_order(programme, customer=customer, last_name="Same")
    found(desk, "same")
    with django_assert_max_num_queries(17):
        found(desk, "same")
