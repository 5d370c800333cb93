"""The list of orders: found, narrowed, sorted, paged, exported; and who sees which."""

import csv
import re
from datetime import timedelta

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.lib import clock
from tests.factories import Programme, make_order, make_payment

LIST = "/manage/theatre/orders/"


def _numbers(client: Client, url: str) -> list[str]:
    answer = client.get(url)
    assert answer.status_code == 200
    return [order.number for order in answer.context["grid"].data]


@pytest.fixture
def three(programme: Programme) -> list[Order]:
    """Dupont, Martin and Dumont, placed in this order an hour apart."""
    at = clock.now() - timedelta(hours=5)
    names = [("Élodie", "Dupont"), ("Paul", "Martin"), ("Inès", "Dumont")]
    return [
        make_order(
            programme,
            quantity=hour + 1,
            at=at + timedelta(hours=hour),
            first_name=first,
            last_name=last,
            email=f"{last.lower()}@test.example",
        )
        for hour, (first, last) in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("du", [2, 0]),
        ("DUPONT", [0]),
        ("élodie dupont", [0]),
        ("Dupont Élodie", [0]),
        ("martin@", [1]),
        ("upont", []),
        ("%", []),
        ("", [2, 1, 0]),
    ],
)
def test_words_find_orders(desk: Client, three: list[Order], words: str, found: list[int]) -> None:
    assert _numbers(desk, f"{LIST}?q={words}") == [three[each].number for each in found]


def test_the_beginning_of_a_number_finds_its_order(desk: Client, three: list[Order]) -> None:
    number = three[1].number
    assert number is not None
    assert _numbers(desk, f"{LIST}?q={number.lower()}") == [number]
    assert number in _numbers(desk, f"{LIST}?q={number[:4]}")


def test_filters_stand_in_the_address(
    desk: Client, programme: Programme, three: list[Order]
) -> None:
    waiting = make_order(programme, status=Status.PENDING, method="invoice")
    assert _numbers(desk, f"{LIST}?status=waiting") == [waiting.number]
    assert _numbers(desk, f"{LIST}?status=paid&q=martin") == [three[1].number]
    assert _numbers(desk, f"{LIST}?since=2099-01-01") == []
    assert _numbers(desk, f"{LIST}?method=on_site") == []
    assert desk.get(f"{LIST}?status=nonsense&since=nonsense").status_code == 200


def test_columns_sort(desk: Client, three: list[Order]) -> None:
    dupont, martin, dumont = (order.number for order in three)
    assert _numbers(desk, f"{LIST}?sort=name") == [dumont, dupont, martin]
    assert _numbers(desk, f"{LIST}?sort=-total") == [dumont, martin, dupont]
    assert _numbers(desk, f"{LIST}?sort=placed") == [dupont, martin, dumont]
    assert _numbers(desk, f"{LIST}?sort=secret") == [dumont, martin, dupont]


@pytest.mark.parametrize("sort", ["-placed", "placed", "name", "-name", "number", "-total"])
def test_pages_follow_one_another_and_come_back(
    desk: Client, programme: Programme, sort: str
) -> None:
    at = clock.now()
    for _ in range(53):  # the same moment, name and total: only the id tells them apart
        make_order(programme, quantity=1, at=at)
    first = desk.get(f"{LIST}?sort={sort}").context["grid"]
    assert (len(first.data), first.previous_url) == (50, "")
    second = desk.get(LIST + first.next_url).context["grid"]
    assert (len(second.data), second.next_url) == (3, "")
    seen = {order.id for order in first.data} | {order.id for order in second.data}
    assert len(seen) == 53
    back = desk.get(LIST + second.previous_url).context["grid"]
    assert [order.id for order in back.data] == [order.id for order in first.data]
    assert back.previous_url == ""


def test_a_spoilt_mark_is_the_first_page(desk: Client, three: list[Order]) -> None:
    assert len(_numbers(desk, f"{LIST}?after=rubbish~rubbish")) == 3


def test_one_row_or_three_cost_the_same(
    desk: Client, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_order(programme)
    with django_assert_num_queries(11):
        desk.get(LIST)
    make_order(programme)
    make_order(programme)
    with django_assert_num_queries(11):
        desk.get(LIST)


def test_the_file_holds_what_the_list_shows(desk: Client, three: list[Order]) -> None:
    three[0].first_name = "=cmd()"
    three[0].save()
    answer = desk.get("/manage/theatre/orders.csv?q=du")
    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["last_name"] for row in rows] == ["Dumont", "Dupont"]
    assert rows[1]["first_name"] == "'=cmd()"
    assert rows[0]["tickets"] == "3"


def test_a_reseller_sees_own_sales_alone(
    client: Client, rita: TeamMember, programme: Programme
) -> None:
    own = make_order(programme, sold_by=rita.person, channel="reseller")
    other = make_order(programme)
    client.force_login(rita.person)
    assert _numbers(client, LIST) == [own.number]
    assert client.get(f"{LIST}{own.number}/").status_code == 200
    assert client.get(f"{LIST}{other.number}/").status_code == 404
    assert client.get("/manage/theatre/orders.csv").status_code == 403
    assert b"orders.csv" not in client.get(LIST).content


def test_carts_are_no_orders(desk: Client, programme: Programme) -> None:
    make_order(programme)
    Order.objects.update(status="cart", placed_at=None)
    assert _numbers(desk, LIST) == []


def test_typing_asks_for_the_list_alone(desk: Client, three: list[Order]) -> None:
    answer = desk.get(f"{LIST}?q=martin", headers={"HX-Request": "true"})
    assert answer.content.strip().startswith(b'<section id="list"')


@pytest.mark.parametrize(
    ("path", "guide"),
    [
        ("cancellation/", "orders"),
        ("payments/{payment}/approval/", "orders"),
        ("payments/{payment}/refunds/", "refunds"),
        ("refusal/", "approvals"),
        ("withdrawal/", "approvals"),
    ],
)
def test_what_is_asked_of_an_order_leads_back_to_it_and_to_its_guide(
    desk: Client, programme: Programme, path: str, guide: str
) -> None:
    order = make_order(programme, status="pending", method="invoice")
    page = f"/manage/{programme.shop.slug}/orders/{order.number}/"
    answer = desk.get(page + path.format(payment=make_payment(order).pk))
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2]
    assert re.search(rf'href="{page}(\?tab=payments)?">← ', main)
    assert f'href="/manage/{programme.shop.slug}/help/{guide}/"' in main
