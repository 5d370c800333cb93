"""What lies outside a profile's limits does not exist, in any door."""

from typing import Any

import pytest
from django.test import Client

from tessera.domain.mailing.models import Message
from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.models import Profile, TeamMember
from tessera.domain.organisations.rules import Can
from tessera.domain.shops.models import Shop
from tessera.flows.editing import create_token
from tessera.lib import clock
from tessera.lib.errors import NotAllowed
from tests.factories import (
    Programme,
    actor_of,
    make_event,
    make_order,
    make_person,
    make_shop,
    make_team_member,
)

DESK = "/manage/theatre/"


@pytest.fixture
def other(programme: Programme) -> Programme:
    return make_event(programme.shop, slug="macbeth", name={"en": "Macbeth", "fr": "Macbeth"})


@pytest.fixture
def orders(programme: Programme, other: Programme) -> tuple[Order, Order]:
    """One of Hamlet, paid online by invoice; one of Macbeth, sold at the counter on site."""
    theirs = make_order(other, channel="counter", method="on_site")
    return make_order(programme), theirs


@pytest.fixture
def vera(shop: Shop) -> TeamMember:
    """May everything, within the limits that a test writes."""
    profile = Profile.objects.create(
        organisation=shop.organisation, name="Narrow", rights=sorted(Can)
    )
    member = make_team_member(shop.organisation, make_person("Vera", "Various"), "clerk")
    member.profile = profile
    member.save()
    return member


def narrow(member: TeamMember, **limits: Any) -> None:
    for name, value in limits.items():
        setattr(member.profile, name, value)
    member.profile.save()


@pytest.mark.parametrize("limit", ["event_ids", "zone_ids", "channels", "methods"])
def test_orders_outside_do_not_exist(
    client: Client,
    vera: TeamMember,
    programme: Programme,
    orders: tuple[Order, Order],
    limit: str,
) -> None:
    inside = {
        "event_ids": [programme.event.pk],
        "zone_ids": [zone.pk for zone in programme.zones],
        "channels": ["online"],
        "methods": ["invoice"],
    }
    narrow(vera, **{limit: inside[limit]})
    mine, theirs = orders
    assert list(orders_visible_to(actor_of(vera), programme.shop.pk)) == [mine]
    client.force_login(vera.person)
    assert client.get(f"{DESK}orders/{mine.number}/").status_code == 200
    for part in ("", "cancellation/", "sending/"):
        url = f"{DESK}orders/{theirs.number}/{part}"
        assert client.post(url).status_code in {404, 405}, url
        assert client.get(url).status_code in {404, 405}, url
    listed = client.get(f"{DESK}orders/").content.decode()
    assert str(mine.number) in listed
    assert str(theirs.number) not in listed


def test_an_empty_limit_shows_nothing(vera: TeamMember, orders: tuple[Order, Order]) -> None:
    narrow(vera, event_ids=[])
    assert not orders_visible_to(actor_of(vera), orders[0].shop_id).exists()


@pytest.mark.parametrize(
    "part",
    [
        "",
        "events/",
        "door/",
        "search/?q=Macbeth",
        "reports/sales-by-tariff/",
        "tickets/",
    ],
)
def test_other_events_are_not_named(
    client: Client,
    vera: TeamMember,
    programme: Programme,
    orders: tuple[Order, Order],
    part: str,
) -> None:
    narrow(vera, event_ids=[programme.event.pk])
    client.force_login(vera.person)
    answer = client.get(DESK + part, headers={"HX-Request": "true"} if "q=" in part else {})
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "Macbeth" not in said
    if "q=" not in part:
        assert "Hamlet" in said


def test_an_event_outside_is_not_found(
    client: Client, vera: TeamMember, programme: Programme, other: Programme
) -> None:
    narrow(vera, event_ids=[programme.event.pk])
    client.force_login(vera.person)
    assert client.get(f"{DESK}events/hamlet/").status_code == 200
    assert client.get(f"{DESK}events/macbeth/").status_code == 404


def test_a_shop_outside_is_not_found(client: Client, vera: TeamMember, shop: Shop) -> None:
    make_shop(shop.organisation, slug="summer")
    narrow(vera, shop_ids=[shop.pk])
    client.force_login(vera.person)
    assert client.get(DESK).status_code == 200
    assert client.get("/manage/summer/").status_code == 404
    assert b"summer" not in client.get(DESK).content


def test_messages_of_other_orders_are_not_read(
    client: Client, vera: TeamMember, programme: Programme, orders: tuple[Order, Order]
) -> None:
    written = [
        Message.objects.create(
            shop=order.shop,
            order=order,
            kind="order_paid",
            to=f"{number}@test.example",
            language="en",
            subject=f"Subject {number}",
            html="<p>x</p>",
            text="x",
            created_at=clock.now(),
        )
        for number, order in enumerate(orders)
    ]
    narrow(vera, event_ids=[programme.event.pk])
    client.force_login(vera.person)
    page = client.get(f"{DESK}messages/").content.decode()
    assert "Subject 0" in page
    assert "Subject 1" not in page
    assert client.get(f"{DESK}messages/{written[1].pk}/").status_code == 404


def test_a_token_is_no_way_out(vera: TeamMember, programme: Programme) -> None:
    narrow(vera, event_ids=[programme.event.pk])
    with pytest.raises(NotAllowed, match="part of a shop"):
        create_token("Way out", rights=["see_orders"], shop_ids=None, by=actor_of(vera))


def test_a_reseller_sees_their_own_sales_alone(
    client: Client, rita: TeamMember, orders: tuple[Order, Order]
) -> None:
    mine = orders[0]
    mine.sold_by = rita.person
    mine.save()
    client.force_login(rita.person)
    page = client.get(f"{DESK}orders/").content.decode()
    assert str(mine.number) in page
    assert str(orders[1].number) not in page
