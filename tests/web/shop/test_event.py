"""The page of an event: its dates, its tariffs, what machines read, and how often it asks."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.catalogue.models import Event, EventDate, Product, Tariff
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.lib import clock
from tests.factories import Programme, make_event, make_tariff
from tests.web.shop.steps import body

pytestmark = pytest.mark.django_db

HAMLET = "/en/theatre/events/hamlet/"
FIELD = re.compile(r'name="quantity-(\d+)" value="(\d+)" min="0" max="(\d+)"')


def fields(page: str) -> dict[int, int]:
    """The most that may be typed, by product."""
    return {int(product): int(most) for product, _, most in FIELD.findall(page)}


def test_tariffs_stand_under_their_zones(gwen: Client, programme: Programme) -> None:
    page = body(gwen.get(HAMLET))
    assert fields(page) == dict.fromkeys((t.product_id for t in programme.tariffs), 20)
    assert page.index("Parterre") < page.index("Balcony")
    assert "CHF 40.00" in page


def test_the_most_is_what_is_left(gwen: Client, programme: Programme) -> None:
    Pool.objects.filter(date=programme.date, zone=programme.zones[1]).update(taken=17)
    page = body(gwen.get(HAMLET))
    assert sorted(fields(page).values()) == [3, 3, 20, 20]
    assert "3 left" in page


def test_a_zone_that_is_sold_out_says_so(gwen: Client, programme: Programme) -> None:
    Pool.objects.filter(date=programme.date, zone=programme.zones[1]).update(taken=20)
    page = body(gwen.get(HAMLET))
    assert len(fields(page)) == 2
    assert "Sold out" in page


@pytest.mark.parametrize("model", [Event, EventDate])
def test_full_by_hand_is_full(gwen: Client, programme: Programme, model: type) -> None:
    model.objects.update(full_online=True)
    page = body(gwen.get(HAMLET))
    assert "Full" in page
    assert fields(page) == {}


def test_a_cancelled_date_is_shown_and_not_sold(gwen: Client, programme: Programme) -> None:
    EventDate.objects.update(status="cancelled")
    page = body(gwen.get(HAMLET))
    assert "Cancelled" in page
    assert fields(page) == {}
    assert "EventCancelled" in page


def test_group_and_free_price(gwen: Client, programme: Programme) -> None:
    group = make_tariff(
        programme.zone, name="Class", amount=1500, kind=Tariff.Kind.GROUP, group_size=10
    )
    free = make_tariff(programme.zone, name="Friends", amount=500, kind=Tariff.Kind.FREE_PRICE)
    page = body(gwen.get(HAMLET))
    assert fields(page)[group.product_id] == 10, "of 100 places, ten groups of ten"
    assert "10 tickets at CHF 15.00" in page
    assert f'name="price-{free.product_id}"' in page


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"online_from": clock.now() + timedelta(days=1)}, "Not on sale yet"),
        ({"online_until": clock.now() - timedelta(days=1)}, "Sale ended"),
    ],
)
def test_a_window_that_is_shut(
    gwen: Client, programme: Programme, facts: dict[str, object], says: str
) -> None:
    Product.objects.filter(id=programme.tariff.product_id).update(**facts)
    page = body(gwen.get(HAMLET))
    assert programme.tariff.product_id not in fields(page)
    assert says in page


@pytest.mark.parametrize("facts", [{"status": "draft"}, {"visible_online": False}])
def test_what_is_not_for_strangers_is_not_shown(
    gwen: Client, programme: Programme, facts: dict[str, object]
) -> None:
    Product.objects.filter(id=programme.tariff.product_id).update(**facts)
    assert programme.tariff.product_id not in fields(body(gwen.get(HAMLET)))


def test_the_other_currency_stays_when_another_date_is_chosen(
    gwen: Client, programme: Programme
) -> None:
    page = body(gwen.get(HAMLET, {"currency": "EUR"}))
    assert "€ 40.00" in page
    assert f"?date={programme.dates[1].id}&amp;currency=EUR" in page


def test_hundreds_of_dates_come_by_the_month(gwen: Client, shop: Shop) -> None:
    start = clock.now() + timedelta(days=1)
    made = make_event(shop, slug="tours", dates=[start + timedelta(days=n) for n in range(300)])
    page = body(gwen.get("/en/theatre/events/tours/"))
    assert page.count("?date=") < 40
    assert "Later month" in page
    last = made.dates[-1]
    month = f"{last.starts_at:%Y-%m}"
    for view in ("list", "month"):
        page = body(gwen.get("/en/theatre/events/tours/", {"month": month, "view": view}))
        assert f"?date={last.id}" in page or "Chosen" in page
    assert len(fields(body(gwen.get("/en/theatre/events/tours/", {"date": last.id})))) == 1


@pytest.mark.parametrize("asked", ["0", "none", "99999999999999999999", "-1", "'"])
def test_a_date_that_is_none_of_the_event(gwen: Client, programme: Programme, asked: str) -> None:
    answer = gwen.get(HAMLET, {"date": asked})
    assert answer.status_code == 200
    assert fields(body(answer)) == {}


@pytest.mark.parametrize("month", ["", "2026-13", "x", "9999-99", "2026-1"])
def test_a_month_that_is_none(gwen: Client, programme: Programme, month: str) -> None:
    assert gwen.get(HAMLET, {"month": month, "view": "month"}).status_code == 200


def test_machines_read_it(gwen: Client, programme: Programme) -> None:
    Event.objects.update(name={"en": "Ham</script><b>let"})
    page = body(gwen.get(HAMLET))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    first, second = json.loads(found[1])
    assert first["@type"] == "Event"
    assert first["name"] == "Ham</script><b>let"
    assert first["startDate"] < second["startDate"]
    assert first["offers"]["lowPrice"] == "25.00"
    assert first["offers"]["priceCurrency"] == "CHF"
    assert 'property="og:title" content="Ham&lt;/script&gt;' in page
    assert 'hreflang="fr" href="http' in page
    assert "noindex" not in page


@pytest.mark.parametrize("tariffs", [1, 30])
def test_it_asks_six_questions_at_most(gwen: Client, shop: Shop, tariffs: int) -> None:
    make_event(shop, slug="big", dates=30, tariffs={f"T{n}": 1000 for n in range(tariffs)})
    gwen.get("/en/theatre/events/big/?warm=1")
    with CaptureQueriesContext(connection) as asked:
        gwen.get("/en/theatre/events/big/")
    assert len(asked) == 6
