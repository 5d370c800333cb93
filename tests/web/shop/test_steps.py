"""Prices that change, and dates a tariff serves, as a guest meets them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.domain.catalogue.models import PriceStep, Tariff
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.domain.stock.actions import open_pool
from tessera.flows.cancelling import let_expire
from tessera.lib import clock
from tessera.web.parts.kept import forget_pages
from tests.factories import Programme
from tests.web.shop import steps
from tests.web.shop.steps import body, put

pytestmark = pytest.mark.django_db

EVENT = "/en/theatre/events/hamlet/"


def by_date(tariff: Tariff, *, hours: float, amount: int) -> PriceStep:
    """Another price so many hours from now."""
    return PriceStep.objects.create(
        product=tariff.product,
        starts_at=clock.now() + timedelta(hours=hours),
        prices={"CHF": amount, "EUR": amount},
    )


def by_number(tariff: Tariff, *, sold: int, amount: int) -> PriceStep:
    """Another price once so many are sold."""
    open_pool(capacity=2_000_000_000, product_id=tariff.product_id)
    return PriceStep.objects.create(
        product=tariff.product, after_sold=sold, prices={"CHF": amount, "EUR": amount}
    )


def begin(step: PriceStep) -> None:
    """The step has just begun."""
    step.starts_at = clock.now() - timedelta(minutes=1)
    step.save()


def test_the_page_says_what_it_costs_now_and_then(gwen: Client, programme: Programme) -> None:
    step = by_date(programme.tariff, hours=48, amount=4500)
    page = body(gwen.get(EVENT))
    assert "CHF 40.00" in page
    assert "then CHF 45.00, from" in page
    begin(step)
    forget_pages()
    page = body(gwen.get(EVENT))
    assert "CHF 45.00" in page
    assert "then CHF" not in page


def test_few_left_at_a_price_are_told_and_the_count_is_not(
    gwen: Client, programme: Programme
) -> None:
    by_number(programme.tariff, sold=20, amount=4500)
    page = body(gwen.get(EVENT))
    assert "at this price" not in page
    put(gwen, programme, 18)
    forget_pages()
    page = body(gwen.get(EVENT))
    assert "only 2 at this price, then CHF 45.00" in page
    assert "2000000" not in page


def test_the_home_shows_the_price_of_now(gwen: Client, programme: Programme) -> None:
    for tariff in programme.tariffs:
        by_number(tariff, sold=3, amount=2000)
    assert "from CHF 25.00" in body(gwen.get("/en/theatre/"))
    put(gwen, programme, 0, 3)
    forget_pages()
    assert "from CHF 20.00" in body(gwen.get("/en/theatre/"))


def test_a_tariff_is_offered_on_its_dates_only(gwen: Client, programme: Programme) -> None:
    tariff = programme.tariff
    Tariff.objects.filter(pk=tariff.pk).update(date_ids=[programme.dates[1].id])
    field = f"quantity-{tariff.product_id}"
    assert field not in body(gwen.get(EVENT, {"date": programme.dates[0].id}))
    assert field in body(gwen.get(EVENT, {"date": programme.dates[1].id}))
    answer = put(gwen, programme, 1)
    assert answer.status_code == 422
    assert "not sold on that date" in body(answer)


def expire(gwen: Client, programme: Programme) -> None:
    """The hold of the guest's cart is over, and swept."""
    Order.objects.update(held_until=clock.now() - timedelta(minutes=1))
    cart = steps.cart_of(gwen, programme)
    for line in cart.lines.select_related("claim"):
        assert line.claim
        line.claim.held_until = cart.held_until
        line.claim.save()
    let_expire(at=clock.now())


def test_a_renewed_cart_tells_the_new_total(gwen: Client, programme: Programme) -> None:
    step = by_date(programme.tariff, hours=1, amount=4500)
    put(gwen, programme, 2)
    expire(gwen, programme)
    begin(step)

    answer = gwen.post("/en/theatre/cart/hold/", follow=True)

    page = body(answer)
    assert "The total is now CHF 90.00 instead of CHF 80.00" in page
    assert steps.cart_of(gwen, programme).total == 9000


def test_a_late_order_is_asked_again_at_the_new_total(gwen: Client, programme: Programme) -> None:
    step = by_date(programme.tariff, hours=1, amount=4500)
    put(gwen, programme, 2)
    steps.tell(gwen, programme)
    expire(gwen, programme)
    begin(step)

    answer = steps.order(gwen, programme, "on_site", 8000)
    assert answer.status_code == 422
    assert "The total is now CHF 90.00" in body(answer)
    assert 'value="9000"' in body(answer)
    assert steps.order(gwen, programme, "on_site", 9000).status_code == 302
    assert Order.objects.get(placed_at__isnull=False).total == 9000


def test_details_told_late_show_the_new_total(gwen: Client, programme: Programme) -> None:
    step = by_date(programme.tariff, hours=1, amount=4500)
    put(gwen, programme, 2)
    expire(gwen, programme)
    begin(step)
    answer = steps.tell(gwen, programme)
    assert answer.status_code == 422
    assert "The total is now CHF 90.00 instead of CHF 80.00" in body(answer)
    assert steps.order(gwen, programme, "on_site", 9000).status_code == 302


def test_steps_cost_no_query_of_their_own(gwen: Client, shop: Shop, programme: Programme) -> None:
    for tariff in programme.tariffs:
        by_date(tariff, hours=48, amount=4500)
    with CaptureQueriesContext(connection) as page:
        gwen.get(EVENT)
    with CaptureQueriesContext(connection) as added:
        put(gwen, programme, 1, 1)
    assert len([q for q in page if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 6
    assert len([q for q in added if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 8
