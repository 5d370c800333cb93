"""Pictures show what was sold, against what was sold before, and hand out their figures."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tessera.domain.checkin.models import Scan
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.flows.counting import count_days
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order, make_shop

DESK = "/manage/theatre/"


def figures(client: Client, picture: str, address: str = "") -> list[dict[str, Any]]:
    """The figures of a picture, as a program reads them."""
    answer = client.get(f"{DESK}figures/{picture}.json{address}")
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = json.loads(answer.content)["rows"]
    return rows


def csv_of(client: Client, picture: str, address: str = "") -> list[str]:
    """The figures of a picture, line by line."""
    answer = client.get(f"{DESK}figures/{picture}.csv{address}")
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def drawn(client: Client, code: str, url: str = DESK) -> dict[str, int]:
    """What the bars of a picture say."""
    (picture,) = (each for each in client.get(url).context["bars"] if each.code == code)
    return {bar.title: bar.number for bar in picture.drawing}


def test_bars_say_where_it_was_sold(desk: Client, programme: Programme) -> None:
    balcony = programme.tariffs[2]
    make_order(programme, quantity=3)
    make_order(programme, quantity=1, channel="counter", tariff=balcony, method="on_site")
    assert drawn(desk, "channels") == {"Online": 3, "Counter": 1}
    assert drawn(desk, "zones") == {"Parterre": 3, "Balcony": 1}
    assert drawn(desk, "tariffs") == {"Full": 4}
    assert list(drawn(desk, "methods").values()) == [3, 1]


def test_what_is_drawn_can_be_taken_home(desk: Client, programme: Programme) -> None:
    make_order(programme, quantity=2)
    page = desk.get(f"{DESK}?period=7d")
    assert b"/manage/theatre/figures/sales.csv?period=7d&amp;currency=CHF" in page.content
    rows = figures(desk, "sales", "?period=7d")
    assert len(rows) == 7
    assert [row["sales"] for row in rows[-1:]] == ["80.00"]
    lines = csv_of(desk, "channels")
    assert lines[:2] == ["channel,tickets,sales,currency", "Online,2,80.00,CHF"]
    assert figures(desk, "fill")[0]["taken"] == 2
    assert figures(desk, "entries") == []


def test_many_tariffs_share_the_last_bar_and_are_all_in_the_file(desk: Client, shop: Shop) -> None:
    made = make_event(shop, tariffs={f"Tariff {number}": 1000 for number in range(12)})
    for tariff in made.tariffs:
        make_order(made, quantity=1, tariff=tariff)
    bars = drawn(desk, "tariffs")
    assert len(bars) == 8
    assert bars["5 others"] == 5
    assert len(figures(desk, "tariffs")) == 12


def test_unknown_pictures_and_events_are_not_there(desk: Client, shop: Shop) -> None:
    assert desk.get(f"{DESK}figures/none.csv").status_code == 404
    assert desk.get(f"{DESK}figures/sales.json?event=none").status_code == 404
    assert desk.get(f"{DESK}events/none/figures/").status_code == 404
    assert desk.get(f"{DESK}tonight/?event=none").status_code == 404


def test_days_of_ones_choice(desk: Client, programme: Programme) -> None:
    at = clock.now()
    make_order(programme, quantity=1, at=at - timedelta(days=40))
    make_order(programme, quantity=2)
    first, last = (at - timedelta(days=days) for days in (45, 35))
    address = f"?period=days&since={first:%Y-%m-%d}&until={last:%Y-%m-%d}"
    assert drawn(desk, "channels", DESK + address) == {"Online": 1}
    page = desk.get(DESK + address)
    assert page.context["period"].days == 11
    assert f"since={first:%Y-%m-%d}".encode() in page.content
    nonsense = desk.get(f"{DESK}?period=days&since=x&until=2026-99-99")
    assert nonsense.context["period"].code == "30d"


def test_weeks_are_compared_with_the_same_weekdays_before(
    desk: Client, programme: Programme
) -> None:
    at = clock.now()
    make_order(programme, quantity=1, at=at - timedelta(days=7))
    make_order(programme, quantity=2)
    last = figures(desk, "sales", "?period=7d")[-1]
    assert (last["sales"], last["sales_before"]) == ("80.00", "40.00")
    (sales, *_) = desk.get(f"{DESK}?period=7d").context["cards"]
    assert sales.change == 100


def test_an_edition_is_compared_with_the_last_one_from_its_opening(
    desk: Client, programme: Programme, shop: Shop
) -> None:
    at = clock.now()
    past = make_shop(shop.organisation, slug="last-season", name={"en": "Last season"})
    past.opened_at = at - timedelta(days=375)
    past.save()
    shop.edition_of, shop.opened_at = past, at - timedelta(days=3)
    shop.save()
    earlier = make_event(past, slug="hamlet")
    make_order(earlier, quantity=1, at=past.opened_at + timedelta(days=2))
    make_order(make_event(past, slug="other"), quantity=1, at=past.opened_at)
    make_order(programme, quantity=2, at=shop.opened_at + timedelta(days=2))

    page = desk.get(f"{DESK}?period=7d")
    assert page.context["against"] == "Last season"
    row = figures(desk, "sales", "?period=7d")[-2]
    assert (row["sales"], row["sales_before"]) == ("80.00", "30.00")
    event = desk.get(f"{DESK}events/hamlet/figures/?period=season")
    (sales, *_) = event.context["cards"]
    assert sales.change == round((8000 - 3000) * 100 / 3000)


def test_who_may_not_see_the_last_edition_is_not_shown_it(
    desk: Client, alice: TeamMember, programme: Programme, shop: Shop
) -> None:
    past = make_shop(shop.organisation, slug="last-season", name={"en": "Last season"})
    make_order(make_event(past), at=clock.now() - timedelta(days=300))
    make_order(programme)
    shop.edition_of = past
    shop.save()
    assert desk.get(DESK).context["against"] == "Last season"
    alice.profile.shop_ids = [shop.id]
    alice.profile.save()
    assert desk.get(DESK).context["against"] != "Last season"


def test_a_profile_of_one_event_sees_that_one_alone(
    desk: Client, alice: TeamMember, programme: Programme
) -> None:
    other = make_event(programme.shop, slug="secret", zones={"Cellar": 10})
    make_order(programme, quantity=1)
    make_order(other, quantity=5)
    count_days(at=clock.now())
    alice.profile.event_ids = [programme.event.id]
    alice.profile.save()
    assert drawn(desk, "zones") == {"Parterre": 1}
    assert {row["event"] for row in figures(desk, "fill")} == {"Hamlet"}
    assert b"Cellar" not in desk.get(DESK).content
    assert desk.get(f"{DESK}events/secret/figures/").status_code == 404
    report = desk.get(f"{DESK}reports/sales-by-tariff/").content
    assert b"Hamlet" in report
    assert b"Cellar" not in report


def test_one_event_has_its_own_page(desk: Client, programme: Programme) -> None:
    make_order(programme, quantity=2)
    make_order(make_event(programme.shop), quantity=7)
    page = f"{DESK}events/hamlet/figures/"
    assert sum(drawn(desk, "dates", page).values()) == 2
    assert drawn(desk, "channels", page) == {"Online": 2}
    assert b"event=hamlet" in desk.get(page).content
    rows = figures(desk, "channels", "?event=hamlet")
    assert [row["tickets"] for row in rows] == [2]
    assert len(figures(desk, "fill", "?event=hamlet")) == 2


def test_test_orders_stay_out_of_a_shop_that_sells(desk: Client, programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    Order.objects.filter(id=order.id).update(is_test=True)
    assert b"Nothing sold in this period" in desk.get(DESK).content
    programme.shop.is_test = True
    programme.shop.save()
    assert drawn(desk, "channels") == {"Online": 2}


def test_entries_are_counted_while_they_happen(desk: Client, shop: Shop) -> None:
    at = clock.now()
    made = make_event(shop, slug="tonight", dates=[at + timedelta(seconds=1)])
    order = make_order(made, quantity=3)
    for ticket in Ticket.objects.filter(order=order)[:2]:
        facts: dict[str, Any] = {"verdict": "welcome", "is_first_entry": True, "at": at}
        Scan.objects.create(scan_id=uuid4(), code="x", shop=shop, ticket=ticket, **facts)
    part = desk.get(f"{DESK}tonight/", headers={"HX-Request": "true"})
    tonight = part.context["tonight"]
    assert (tonight.expected, tonight.entered, tonight.percent) == (3, 2, 66)
    assert b"<html" not in part.content
    assert b'hx-trigger="every 5s"' in part.content
    assert sum(row["entries"] for row in figures(desk, "entries")) == 2
    assert len(tonight.picture.drawing.bars) == 12
    only = desk.get(f"{DESK}tonight/?event=tonight")
    assert b"?event=tonight" in only.content


def test_pictures_cost_the_same_with_one_event_or_three(
    desk: Client, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_order(programme)
    page = f"{DESK}events/hamlet/figures/"
    for path, many in ((DESK, 13), (page, 11), (f"{DESK}reports/", 8)):
        with django_assert_num_queries(many):
            desk.get(path)
    for _ in range(2):
        make_order(make_event(programme.shop, dates=3))
    for path, many in ((DESK, 13), (page, 11), (f"{DESK}reports/", 8)):
        with django_assert_num_queries(many):
            desk.get(path)


@pytest.mark.parametrize("code", ["sales-by-channel", "sales-by-method", "sales-by-date"])
def test_reports_add_up(desk: Client, programme: Programme, code: str) -> None:
    make_order(programme, quantity=2)
    make_order(programme, quantity=1, currency="EUR")
    make_order(programme, quantity=1, status="pending")
    page = desk.get(f"{DESK}reports/{code}/")
    totals = {column.name: value for column, value in page.context["totals"]}
    assert totals["tickets"] == "3"
    assert totals["amount"].count("·") == 1


def test_the_journal_tells_every_payment(desk: Client, programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    make_order(programme, quantity=1, status="pending")
    page = desk.get(f"{DESK}reports/sales-journal/")
    assert len(page.context["rows"]) == 1
    assert str(order.number).encode() in page.content
    backwards = desk.get(f"{DESK}reports/sales-journal/?since=2026-02-02&until=2026-01-01")
    assert b"swap them" in backwards.content


def test_reports_are_for_who_may(client: Client, alice: TeamMember, shop: Shop) -> None:
    alice.profile.rights = ["see_dashboard"]
    alice.profile.save()
    client.force_login(alice.person)
    page = client.get(f"{DESK}reports/")
    assert b"sales-by-channel" in page.content
    assert b"sales-journal" not in page.content
    assert client.get(f"{DESK}reports/sales-journal/").status_code == 403
    assert client.get(f"{DESK}reports/sales-by-channel.csv").status_code == 403


def test_pictures_speak_french(desk: Client, programme: Programme) -> None:
    make_order(programme)
    for path in (DESK, f"{DESK}events/hamlet/figures/", f"{DESK}reports/"):
        with translation.override("fr"):
            page = desk.get(path, headers={"Accept-Language": "fr"}).content.decode()
        assert '<html lang="fr">' in page
        assert "Télécharger les chiffres" in page or "reports" in path
