"""Questions put into SQL once answer like the ORM."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tessera.domain.orders.models import Order, OrderLine
from tessera.lib.ready import Ready
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
