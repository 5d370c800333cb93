"""Questions put into SQL once answer like the ORM."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from tessera.domain.orders.models import Order, OrderLine
from tessera.lib.ready import Ready, any_of
from tests.factories import Programme, make_order

pytestmark = pytest.mark.django_db

LINES = Ready[OrderLine](
    lambda order, least: (
        OrderLine.objects.filter(order_id=order, quantity__gte=least)
        .select_related("product__tariff__zone", "date", "order__customer")
        .order_by("-id")
    ),
    int,
    int,
)


def test_rows_are_what_the_orm_finds(programme: Programme) -> None:
    order, other = make_order(programme, quantity=2), make_order(programme, quantity=3)
    for least in (1, 3):
        for each in (order, other):
            slow = list(each.lines.filter(quantity__gte=least).order_by("-id"))
            assert LINES(each.id, least) == slow
    (slow_line,) = OrderLine.objects.filter(order_id=order.id)
    (line,) = LINES(order.id, 1)
    with CaptureQueriesContext(connection) as asked:
        found = (line.product.tariff.zone.name, line.date.starts_at, line.order.quote)
    assert len(asked) == 0
    assert found == (
        slow_line.product.tariff.zone.name,
        slow_line.date.starts_at,
        slow_line.order.quote,
    )
    assert (line.vat_rate, line.name) == (slow_line.vat_rate, slow_line.name)


def test_a_missing_relation_is_none(programme: Programme) -> None:
    order = make_order(programme)
    Order.objects.filter(id=order.id).update(customer=None)
    (line,) = LINES(order.id, 1)
    assert line.order.customer is None


def test_nothing_is_nothing(db: None) -> None:
    assert LINES(0, 1) == []
    assert LINES.first(0, 1) is None


def test_a_value_that_disappears_in_the_text_is_refused(db: None) -> None:
    lost = Ready[Order](lambda order: Order.objects.filter(id=1), int)
    with pytest.raises(ValueError, match="every value"):
        lost(1)


def test_values_come_as_tuples(programme: Programme) -> None:
    order = make_order(programme, quantity=2)
    sums = Ready[tuple[int, dict[str, str], int]](
        lambda orders, at: (
            OrderLine.objects.filter(any_of("order_id", orders), order__created_at__gte=at)
            .values_list("order_id", "product__name")
            .annotate(count=Sum("quantity"))
            .order_by("order_id")
        ),
        list,
        datetime,
    )
    assert sums([order.id, 0], order.created_at) == [(order.id, order.lines.get().product.name, 2)]
    assert sums([order.id], order.created_at + timedelta(seconds=1)) == []


def test_columns_that_are_left_out_stay_out(programme: Programme) -> None:
    order = make_order(programme)
    few = Ready[Order](lambda id: Order.objects.filter(id=id).only("number", "shop_id"), int)
    (found,) = few(order.id)
    assert found.get_deferred_fields() >= {"quote", "email"}
    assert (found.number, found.shop_id) == (order.number, order.shop_id)
