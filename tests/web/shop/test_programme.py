"""What is on: every way to look at it, and nothing that is not for strangers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.lib import clock
from tests.factories import Programme, make_event
from tests.web.shop.steps import body

pytestmark = pytest.mark.django_db

HOME = "/en/theatre/"


@pytest.fixture
def concert(shop: Shop) -> Programme:
    """A second event, of another kind, next month."""
    start = clock.now() + timedelta(days=40)
    return make_event(
        shop,
        slug="requiem",
        name={"en": "Requiem", "fr": "Requiem"},
        category="concert",
        dates=[start],
        tariffs={"Full": 0},
    )


@pytest.mark.parametrize("view", ["list", "month", "agenda", "nonsense"])
def test_every_view_shows_what_is_on(
    gwen: Client, programme: Programme, concert: Programme, view: str
) -> None:
    page = body(gwen.get(HOME, {"view": view}))
    assert "Hamlet" in page
    assert ("Requiem" in page) == (view != "month"), "next month is another page"


def test_search_and_kind_are_in_the_address(
    gwen: Client, programme: Programme, concert: Programme
) -> None:
    assert "Hamlet" not in body(gwen.get(HOME, {"q": "requi"}))
    assert "Hamlet" not in body(gwen.get(HOME, {"category": "concert"}))
    assert "Nothing found" in body(gwen.get(HOME, {"q": "nobody plays this"}))


def test_a_day_to_begin_with_is_in_the_address(
    gwen: Client, programme: Programme, concert: Programme
) -> None:
    later = (clock.now() + timedelta(days=20)).date().isoformat()
    page = body(gwen.get(HOME, {"from": later}))
    assert "Requiem" in page
    assert "Hamlet" not in page
    assert "Hamlet" in body(gwen.get(HOME, {"from": "no day"}))


def test_turning_the_month_keeps_the_search(
    gwen: Client, programme: Programme, concert: Programme
) -> None:
    page = body(gwen.get(HOME, {"view": "month", "q": "e", "currency": "EUR"}))
    month = f"{concert.date.starts_at:%Y-%m}"
    assert f"?view=month&amp;q=e&amp;currency=EUR&amp;month={month}" in page


def test_the_price_says_free_or_from(
    gwen: Client, programme: Programme, concert: Programme
) -> None:
    page = body(gwen.get(HOME))
    assert "from CHF 25.00" in page
    assert "Free" in page
    assert "from Free" not in page
    assert "€" in body(gwen.get(HOME, {"currency": "EUR"}))


def test_few_left_and_sold_out_are_said(
    gwen: Client, programme: Programme, concert: Programme
) -> None:
    Pool.objects.filter(date=concert.date).update(capacity=7)
    assert "Only 7 left" in body(gwen.get(HOME))
    Pool.objects.filter(date=concert.date).update(capacity=0)
    assert "Sold out" in body(gwen.get(HOME, {"again": "1"}))


@pytest.mark.parametrize("facts", [{"status": "hidden"}, {"status": "draft"}])
def test_what_is_hidden_is_not_there(
    gwen: Client, programme: Programme, concert: Programme, facts: dict[str, str]
) -> None:
    Event.objects.filter(slug="requiem").update(**facts)
    assert "Requiem" not in body(gwen.get(HOME))
    assert gwen.get("/en/theatre/events/requiem/").status_code == 404


PAGES = (HOME, f"{HOME}events/hamlet/", f"{HOME}cart/", f"{HOME}calendar.ics")


def test_a_shop_that_was_never_open_does_not_exist(gwen: Client, programme: Programme) -> None:
    Shop.objects.update(status="draft")
    for path in PAGES:
        assert gwen.get(path).status_code == 404


def test_a_closed_shop_says_so_and_sells_nothing(gwen: Client, programme: Programme) -> None:
    Shop.objects.update(status="closed")
    for path in PAGES:
        said = body(gwen.get(path))
        assert "noindex" in said
        assert "Hamlet" not in said


def test_the_home_asks_as_often_for_many_events(gwen: Client, shop: Shop) -> None:
    make_event(shop, dates=3)
    gwen.get(HOME)
    with CaptureQueriesContext(connection) as one:
        gwen.get(HOME, {"q": ""})
    for _ in range(3):
        make_event(shop, dates=3)
    with CaptureQueriesContext(connection) as more:
        gwen.get(HOME, {"q": " "})
    assert len(one) == len(more) <= 4


def test_the_feed_is_a_calendar(gwen: Client, programme: Programme) -> None:
    EventDate.objects.filter(id=programme.dates[1].id).update(status="cancelled")
    answer = gwen.get(f"{HOME}calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert text.count("STATUS:CANCELLED") == 1


def test_languages_know_of_one_another(gwen: Client, programme: Programme) -> None:
    page = body(gwen.get(HOME, {"view": "agenda"}))
    assert 'hreflang="fr" href="/fr/theatre/?view=agenda"' in page
    assert 'lang="fr"' in body(gwen.get("/fr/theatre/"))
