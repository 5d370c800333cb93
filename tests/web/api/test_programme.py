"""Programs read what is on and what is left."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tessera.domain.catalogue.models import PriceStep, Tariff
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order
from tests.web.api.conftest import Program


def test_shops(program: Program, programme: Programme) -> None:
    (shop,) = program.get("/shops")[1]["items"]
    assert (shop["slug"], shop["currencies"]) == ("theatre", ["CHF", "EUR"])
    assert "signing_key" not in shop


def test_events_page_by_page(program: Program, programme: Programme) -> None:
    made = [programme.event.slug] + [make_event(programme.shop).event.slug for _ in range(4)]
    seen: list[str] = []
    mark = ""
    while mark is not None:
        _status, page = program.get("/shops/theatre/events", limit=2, after=mark)
        seen += [event["slug"] for event in page["items"]]
        mark = page["next"]
    assert seen == made


def test_one_event(program: Program, programme: Programme) -> None:
    _status, event = program.get("/shops/theatre/events/hamlet")
    assert event["name"] == {"fr": "Hamlet", "en": "Hamlet"}
    assert [zone["capacity"] for zone in event["zones"]] == [100, 20]
    assert program.get("/shops/theatre/events/macbeth")[0] == 404


def test_dates_page_by_page(program: Program, programme: Programme) -> None:
    make_event(programme.shop, dates=[date.starts_at for date in programme.dates])
    seen: list[int] = []
    mark = ""
    while mark is not None:
        _status, page = program.get("/shops/theatre/dates", limit=1, after=mark)
        seen += [date["id"] for date in page["items"]]
        mark = page["next"]
    assert len(seen) == len(set(seen)) == 4


def test_dates_of_one_event_from_a_moment(program: Program, programme: Programme) -> None:
    make_event(programme.shop)
    _status, page = program.get("/shops/theatre/dates", event="hamlet")
    assert [date["event"] for date in page["items"]] == ["hamlet", "hamlet"]
    late = (programme.date.starts_at + timedelta(hours=1)).isoformat()
    _status, page = program.get("/shops/theatre/dates", event="hamlet", since=late)
    assert [date["id"] for date in page["items"]] == [programme.dates[1].id]


def test_availability(program: Program, programme: Programme) -> None:
    make_order(programme, quantity=3)
    _status, found = program.get(f"/shops/theatre/dates/{programme.date.id}/availability")
    full, reduced, *_balcony = found["tariffs"]
    assert full["prices"] == {"CHF": 4000, "EUR": 4000}
    assert (full["left"], reduced["left"], full["on_sale"]) == (97, 97, True)
    programme.date.full_online = True
    programme.date.save()
    _status, found = program.get(f"/shops/theatre/dates/{programme.date.id}/availability")
    assert {tariff["why_not"] for tariff in found["tariffs"]} == {"full"}
    assert program.get("/shops/theatre/dates/999999/availability")[0] == 404


def test_availability_tells_prices_of_now_and_later(program: Program, programme: Programme) -> None:
    begins = clock.now() + timedelta(hours=1)
    full, reduced = programme.tariffs[:2]
    PriceStep.objects.create(product=full.product, starts_at=begins, prices={"CHF": 5000})
    PriceStep.objects.create(product=reduced.product, after_sold=0, prices={"CHF": 1000})
    Tariff.objects.filter(zone=programme.zones[1]).update(date_ids=[])
    _status, found = program.get(f"/shops/theatre/dates/{programme.date.id}/availability")

    told = {tariff["product"]: tariff for tariff in found["tariffs"]}
    assert set(told) == {full.product_id, reduced.product_id}
    assert told[full.product_id]["prices"] == {"CHF": 4000, "EUR": 4000}
    (later,) = told[full.product_id]["next_prices"]
    assert (later["currency"], later["amount"], later["after_sold"]) == ("CHF", 5000, None)
    assert told[reduced.product_id]["prices"] == {"CHF": 1000, "EUR": 2500}
    assert told[reduced.product_id]["next_prices"] == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/shops/theatre/events", {"limit": 0}),
        ("/shops/theatre/events", {"limit": 1000}),
        ("/shops/theatre/dates", {"since": "yesterday"}),
        ("/shops/theatre/dates", {"since": "2026-11-22T20:00:00"}),
        ("/shops/theatre/dates/0/availability", {}),
        ("/shops/theatre/dates/x/availability", {}),
        ("/shops/theatre/events/%00", {}),
    ],
)
def test_what_is_not_understood(
    program: Program, programme: Programme, path: str, query: dict[str, object]
) -> None:
    status, problem = program.get(path, **query)
    assert (status, problem["code"]) == (422, "invalid")
    assert problem["errors"]


@pytest.mark.parametrize(
    "mark", ["x", "eA", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw", "é", "LTE"]
)
@pytest.mark.parametrize("path", ["events", "dates", "orders"])
def test_marks_are_ours(program: Program, programme: Programme, path: str, mark: str) -> None:
    status, problem = program.get(f"/shops/theatre/{path}", after=mark)
    assert (status, problem["code"]) == (409, "bad_mark")


@pytest.mark.parametrize("events", [1, 3])
def test_lists_ask_as_often_for_many(
    program: Program,
    programme: Programme,
    events: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(events):
        make_event(programme.shop)
    with django_assert_num_queries(3):  # key, shop, dates
        program.get("/shops/theatre/dates")
    with django_assert_num_queries(6):  # key, shop, date, tariffs, prices, pools
        program.get(f"/shops/theatre/dates/{programme.date.id}/availability")
