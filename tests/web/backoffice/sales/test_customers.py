"""Customers: found, shown, added, corrected, merged, erased, taken home."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.http import FileResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.models import EventDate
from tessera.domain.customers.actions import remember
from tessera.domain.customers.models import Customer
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.models import Ticket
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order

LIST = "/manage/theatre/customers/"
pytestmark = pytest.mark.usefixtures("shop")


def known(shop: Shop, email: str, last_name: str, **facts: object) -> Customer:
    buyer = {"email": email, "last_name": last_name, "first_name": "Eva", **facts}
    return remember(shop.id, buyer=buyer, at=clock.now())


def names(client: Client, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status_code == 200
    return [customer.last_name for customer in answer.context["grid"].data]


@pytest.fixture
def three(shop: Shop) -> list[Customer]:
    return [
        known(shop, "one@test.example", "Émery", city="Bern", newsletter=True),
        known(shop, "two@test.example", "Zaugg", language="de"),
        known(shop, "emil@test.example", "Favre"),
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("em", ["Favre", "Émery"]),
        ("ÉMERY", ["Émery"]),
        ("eva emery", ["Émery"]),
        ("Zaugg Eva", ["Zaugg"]),
        ("two@", ["Zaugg"]),
        ("%", []),
        ("mery", []),
        ("", ["Favre", "Zaugg", "Émery"]),
    ],
)
def test_words_find_customers(
    desk: Client, three: list[Customer], words: str, found: list[str]
) -> None:
    assert names(desk, f"{LIST}?q={words}") == found


def test_filters_stand_in_the_address(
    desk: Client, three: list[Customer], programme: Programme
) -> None:
    make_order(programme, customer=three[2])
    other = make_event(programme.shop, slug="faust", name={"en": "Faust"})
    assert names(desk, f"{LIST}?newsletter=yes") == ["Émery"]
    assert names(desk, f"{LIST}?language=de") == ["Zaugg"]
    assert names(desk, f"{LIST}?event={programme.event.pk}") == ["Favre"]
    assert names(desk, f"{LIST}?event={other.event.pk}") == []
    assert names(desk, f"{LIST}?since=2099-01-01") == []
    assert len(names(desk, f"{LIST}?event=x&since=y&newsletter=z&after=rubbish")) == 3


def test_columns_sort_without_minding_accents(desk: Client, three: list[Customer]) -> None:
    assert names(desk, f"{LIST}?sort=name") == ["Émery", "Favre", "Zaugg"]
    assert names(desk, f"{LIST}?sort=-name") == ["Zaugg", "Favre", "Émery"]
    assert names(desk, f"{LIST}?sort=since") == ["Émery", "Zaugg", "Favre"]
    assert names(desk, f"{LIST}?sort=secret") == ["Favre", "Zaugg", "Émery"]


@pytest.mark.parametrize("sort", ["-since", "since", "name", "-name"])
def test_pages_follow_one_another_and_come_back(desk: Client, shop: Shop, sort: str) -> None:
    for number in range(53):
        known(shop, f"{number}@test.example", "Same")
    first = desk.get(f"{LIST}?sort={sort}").context["grid"]
    second = desk.get(LIST + first.next_url).context["grid"]
    assert (len(first.data), len(second.data), second.next_url) == (50, 3, "")
    assert len({each.pk for each in (*first.data, *second.data)}) == 53
    back = desk.get(LIST + second.previous_url).context["grid"]
    assert [each.pk for each in back.data] == [each.pk for each in first.data]


def test_a_row_says_what_they_bought(
    desk: Client, three: list[Customer], programme: Programme
) -> None:
    make_order(programme, customer=three[0])
    make_order(programme, customer=three[0], status="pending")
    html = desk.get(f"{LIST}?q=emery").content.decode()
    assert "CHF\xa080.00" in html or "CHF 80.00" in html
    assert re.search(r'text-right">2</td>', html)


def test_columns_are_chosen(desk: Client, three: list[Customer]) -> None:
    html = desk.get(f"{LIST}?columns=phone&columns=country").content.decode()
    heads = re.findall(r"<th[^>]*>(.*?)</th>", html, re.S)
    assert len(heads) == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_one_row_or_three_cost_the_same(
    desk: Client,
    programme: Programme,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        customer = known(programme.shop, f"{number}@test.example", "Same")
        make_order(programme, customer=customer)
    desk.get(LIST)
    with django_assert_max_num_queries(12):
        desk.get(LIST)


def test_traces_and_erased_ones_are_not_listed(desk: Client, three: list[Customer]) -> None:
    Customer.objects.filter(pk=three[0].pk).update(merged_into=three[1])
    Customer.objects.filter(pk=three[2].pk).update(erased_at=clock.now())
    assert names(desk, LIST) == ["Zaugg"]
    moved = desk.get(f"{LIST}{three[0].pk}/")
    assert moved["Location"] == f"{LIST}{three[1].pk}/"
    assert "Erased customer" in desk.get(f"{LIST}{three[2].pk}/").content.decode()


def test_buyer_and_holder_are_told_apart(
    desk: Client, three: list[Customer], programme: Programme
) -> None:
    eva, other = three[0], three[1]
    mine = make_order(programme, customer=eva, quantity=1)
    theirs = make_order(programme, customer=other, quantity=1, last_name="Zaugg")
    Ticket.objects.filter(order=theirs).update(holder_first_name="eva", holder_last_name="émery")
    answer = desk.get(f"{LIST}{eva.pk}/")
    assert [ticket.order_id for ticket in answer.context["bought"]] == [mine.pk]
    assert [ticket.order_id for ticket in answer.context["held"]] == [theirs.pk]


def test_the_newsletter_says_when_and_who(desk: Client, three: list[Customer]) -> None:
    url = f"{LIST}{three[1].pk}/"
    answer = desk.post(f"{url}newsletter/", {"wanted": "yes"}, follow=True)
    html = answer.content.decode()
    assert "noted by" in html
    assert "Alice" in html
    assert "ticked while ordering" in desk.get(f"{LIST}{three[0].pk}/").content.decode()


FORM = {"first_name": "Ada", "last_name": "Roux", "language": "en", "country": "CH"}


def test_adding_by_hand(desk: Client, shop: Shop) -> None:
    told = {**FORM, "email": "Ada@test.example", "phone": "079 555 44 33", "newsletter": "on"}
    assert desk.post(f"{LIST}new/", told).status_code == 302
    ada = Customer.objects.get(email="ada@test.example")
    assert (ada.phone, ada.newsletter) == ("+41 79 555 44 33", True)
    again = desk.post(f"{LIST}new/", told)
    assert again.status_code == 422
    assert f"{LIST}{ada.pk}/" in again.content.decode()
    assert 'value="Roux"' in again.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"email": "no"}, {"first_name": "", "last_name": ""}]
)
def test_what_is_wrong_is_said_and_kept(desk: Client, wrong: dict[str, str]) -> None:
    answer = desk.post(f"{LIST}new/", {**FORM, "city": "Chur", **wrong})
    assert answer.status_code == 422
    assert "Please correct this" in answer.content.decode()
    assert 'value="Chur"' in answer.content.decode()
    assert Customer.objects.count() == 0


def test_the_second_who_edits_is_told(desk: Client, three: list[Customer]) -> None:
    eva = three[0]
    url = f"{LIST}{eva.pk}/editing/"
    page = desk.get(url).context["form"]
    told = {name: page[name].value() or "" for name in page.fields}
    Customer.objects.filter(pk=eva.pk).update(city="Basel")
    clash = desk.post(url, {**told, "city": "Biel"})
    assert clash.status_code == 422
    assert "Basel" in clash.content.decode()
    seen = clash.context["form"].data["seen"]
    assert desk.post(url, {**told, "city": "Biel", "seen": seen}).status_code == 302
    eva.refresh_from_db()
    assert eva.city == "Biel"


def test_merging_shows_both_and_asks_once(
    desk: Client, three: list[Customer], programme: Programme
) -> None:
    eva, other = three[0], three[1]
    make_order(programme, customer=other)
    url = f"{LIST}{eva.pk}/merging/"
    assert str(other.pk) in desk.get(f"{url}?q=zau").content.decode()
    shown = desk.get(f"{url}?other={other.pk}")
    assert "1 order of Eva Zaugg moves here" in shown.content.decode()
    assert set(shown.context["form"].fields) == {"email", "last_name", "language"}
    choices = {"email": "kept", "last_name": "other", "language": "kept"}
    assert desk.post(url, {"other": other.pk, **choices}).status_code == 302
    eva.refresh_from_db()
    assert (eva.last_name, eva.orders.count()) == ("Zaugg", 1)
    refused = desk.post(url, {"other": eva.pk})
    assert refused.status_code == 422


def test_erasing_says_what_goes_and_asks_once(
    desk: Client, three: list[Customer], programme: Programme
) -> None:
    eva = three[0]
    make_order(programme, customer=eva, last_name="Émery", email=eva.email)
    url = f"{LIST}{eva.pk}/erasure/"
    html = desk.get(url).content.decode()
    assert "in 1 order." in html
    assert "There are valid tickets for a date to come" in html
    assert desk.post(url, {}).status_code == 200
    assert desk.post(url, {"sure": "on"}).status_code == 200
    eva.refresh_from_db()
    assert eva.erased_at is None
    assert desk.post(url, {"sure": "on", "despite_coming": "on"}).status_code == 302
    eva.refresh_from_db()
    assert eva.erased_at is not None


def test_an_unfinished_order_stands_in_the_way(
    desk: Client, three: list[Customer], programme: Programme
) -> None:
    order = make_order(programme, customer=three[0], status="pending")
    url = f"{LIST}{three[0].pk}/erasure/"
    assert str(order.number) in desk.get(url).content.decode()
    assert desk.post(url, {"sure": "on", "despite_coming": "on"}).status_code == 422


@pytest.mark.parametrize(("separator", "mark"), [("semicolon", ";"), ("comma", ","), ("tab", "\t")])
def test_the_file_has_the_separator_that_was_chosen(
    desk: Client, three: list[Customer], programme: Programme, separator: str, mark: str
) -> None:
    make_order(programme, customer=three[0])
    Customer.objects.filter(pk=three[0].pk).update(note="=HYPERLINK(1)")
    told = {"format": "csv", "separator": separator}
    answer = desk.post(f"{LIST}export/?newsletter=yes", told)
    assert isinstance(answer, StreamingHttpResponse)
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    row = dict(zip(lines[0].split(mark), lines[1].split(mark), strict=True))
    assert (row["Last name"], row["Orders"], row["Spent CHF"]) == ("Émery", "1", "80.00")
    assert row["Note"].startswith("'=")
    assert Activity.objects.filter(verb="data.exported").count() == 1


def test_a_workbook_is_made(desk: Client, three: list[Customer]) -> None:
    answer = desk.post(f"{LIST}export/", {"format": "xlsx"})
    assert isinstance(answer, FileResponse)
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
        assert "Émery" in book.read("xl/worksheets/sheet1.xml").decode()


def test_who_may_look_may_not_change(
    client: Client, carl: TeamMember, three: list[Customer]
) -> None:
    client.force_login(carl.person)
    page = client.get(f"{LIST}{three[0].pk}/")
    assert page.status_code == 200
    assert "Erase" not in page.content.decode()
    assert "Add a customer" not in client.get(LIST).content.decode()
    for name in ("editing", "merging", "erasure"):
        assert client.get(f"{LIST}{three[0].pk}/{name}/").status_code == 403
    assert client.get(f"{LIST}export/").status_code == 403


def test_resellers_see_no_customers(
    client: Client, rita: TeamMember, three: list[Customer]
) -> None:
    client.force_login(rita.person)
    assert client.get(LIST).status_code == 403


def test_who_is_limited_to_an_event_sees_its_customers(
    client: Client, alice: TeamMember, three: list[Customer], programme: Programme
) -> None:
    make_order(programme, customer=three[1])
    alice.profile.event_ids = [programme.event.pk]
    alice.profile.save()
    client.force_login(alice.person)
    assert names(client, LIST) == ["Zaugg"]
    assert client.get(f"{LIST}{three[0].pk}/").status_code == 404


def test_customers_speak_french(desk: Client, three: list[Customer], programme: Programme) -> None:
    make_order(programme, customer=three[0])
    EventDate.objects.update(starts_at=clock.now() - timedelta(days=1))
    for url in ("", f"{three[0].pk}/", f"{three[0].pk}/erasure/", "new/", "export/"):
        answer = desk.get(f"{LIST}{url}", headers={"Accept-Language": "fr"})
        assert answer.status_code == 200
        assert "Customer" not in answer.content.decode()


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    translation.activate("en")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("?q=name12", "customers_by_name"),
        ("?q=mail12@", "customers_by_email"),
        ("?sort=name", "customers_by_name"),
        ("?sort=-since", "Index Scan"),
    ],
)
def test_lists_stand_on_their_indexes(desk: Client, shop: Shop, query: str, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tessera_customer (shop_id, email, civility, first_name, last_name,"
            " company, phone, street, postcode, city, country, language, newsletter, note,"
            " created_at) SELECT %s, 'mail' || n || '@test.example', '', 'Eva', 'Näme' || n, '',"
            " '', '', '', '', '', 'fr', false, '', now() FROM generate_series(1, 20000) n",
            [shop.pk],
        )
        cursor.execute("ANALYZE tessera_customer")
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(f"{LIST}{query}").status_code == 200
    told = [each["sql"] for each in asked if 'FROM "tessera_customer"' in each["sql"]]
    with connection.cursor() as cursor:
        plans = []
        for sql in told:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    assert any(index in plan for plan in plans), plans
    lists = [plan for plan in plans if "Limit" in plan and "Aggregate" not in plan]
    assert not any("Seq Scan" in plan for plan in lists), lists
