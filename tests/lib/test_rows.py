"""Rows written by sentences put together once are what the ORM would have written."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tessera.domain.customers.models import Customer
from tessera.domain.orders.models import Order
from tessera.domain.organisations.models import Profile
from tessera.domain.shops.models import Shop
from tessera.lib import rows
from tests.factories import Programme, make_order

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def written(order: Order) -> dict[str, object]:
    """Every column, as it is in the database."""
    (found,) = Order.objects.filter(pk=order.pk).values()
    return {name: value for name, value in found.items() if name not in ("id", "secret")}


def cart(shop: Shop, secret: str) -> Order:
    quote = {"tickets": 2, "name": "É <b>"}
    return Order(
        shop=shop, secret=secret, currency="CHF", language="en", quote=quote, created_at=AT
    )


def test_a_new_row_is_the_same(shop: Shop) -> None:
    quick, slow = cart(shop, "quick"), cart(shop, "slow")
    rows.add(quick)
    slow.save(force_insert=True)
    assert quick.pk and not quick._state.adding
    assert written(quick) == written(slow)


def test_a_changed_row_is_the_same(programme: Programme) -> None:
    quick, slow = make_order(programme), make_order(programme)
    for order in (quick, slow):
        order.status, order.quote, order.due_at, order.customer = "failed", {"a": [1]}, None, None
        order.email = "not written"
    rows.change(quick, ["status", "quote", "due_at", "customer"])
    slow.save(update_fields=["status", "quote", "due_at", "customer"])
    own = ("number", "created_at", "placed_at", "paid_at", "terms_accepted_at")
    one, other = (
        {name: value for name, value in written(order).items() if name not in own}
        for order in (quick, slow)
    )
    assert one == other
    assert one["email"] != "not written"


def test_lists_and_nothing_are_written(shop: Shop) -> None:
    profile = Profile(
        organisation=shop.organisation, name="Few", rights=["scan", "see_orders"], shop_ids=[]
    )
    rows.add(profile)
    profile.event_ids, profile.rights = [3, 4], []
    rows.change(profile, ["event_ids", "rights"])
    found = Profile.objects.get(pk=profile.pk)
    assert (found.rights, found.shop_ids, found.event_ids, found.zone_ids) == ([], [], [3, 4], None)


def test_many_are_written_a_few_at_a_time(shop: Shop) -> None:
    people = [Customer(shop=shop, email=f"{n}@example.org") for n in range(rows.MOST_AT_ONCE + 3)]
    with CaptureQueriesContext(connection) as asked:
        rows.add(*people)
    assert len(asked) == 2
    assert [each.pk for each in people] == sorted({each.pk for each in people})
    assert Customer.objects.get(pk=people[-1].pk).email == people[-1].email
    rows.add()


def test_what_is_there_is_left(shop: Shop) -> None:
    rows.add(Customer(shop=shop, email="a@example.org", first_name="Ada"))
    again = Customer(shop=shop, email="a@example.org", first_name="Bea")
    rows.add(again, or_leave=True)
    assert again.pk is None
    assert Customer.objects.get(email="a@example.org").first_name == "Ada"
    other = Customer(shop=shop, email="b@example.org")
    rows.add(other, or_leave=True)
    assert Customer.objects.get(pk=other.pk).email == "b@example.org"


def test_a_row_that_is_gone_is_refused(programme: Programme) -> None:
    order = make_order(programme)
    with pytest.raises(DatabaseError):
        rows.change(Order(pk=order.pk + 1000), ["status"])
