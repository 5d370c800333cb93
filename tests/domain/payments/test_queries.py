"""Which ways to pay an order is offered, in which words."""

from datetime import timedelta

import pytest

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.payments.errors import MethodNotOffered
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.queries import choices_for, method_for, methods_for
from tessera.lib import clock
from tests.factories import Programme, make_cart, make_method

pytestmark = pytest.mark.django_db


@pytest.fixture
def cart(programme: Programme) -> Order:
    """Two tickets at 40 francs for tomorrow, in a shop with free, on site and invoice."""
    return make_cart(programme)


def codes(cart: Order) -> list[str]:
    """What is offered."""
    return [row.code for row in methods_for(cart, lines_of(cart.id), at=clock.now())]


def test_what_costs_something_is_not_free(cart: Order) -> None:
    assert codes(cart) == ["on_site", "invoice"]


def test_what_costs_nothing_is_free_even_where_nobody_set_it_up(cart: Order) -> None:
    cart.lines.update(unit_price=0)
    assert codes(cart) == ["free"]
    PaymentMethod.objects.all().delete()
    assert codes(cart) == ["free"]


def test_switched_off_and_unknown_ways_are_not_offered(cart: Order) -> None:
    make_method(cart.shop, "somebody_elses")
    PaymentMethod.objects.filter(code="on_site").update(is_enabled=False)
    assert codes(cart) == ["invoice"]


def test_cards_need_keys(cart: Order, request: pytest.FixtureRequest) -> None:
    make_method(cart.shop, "stripe")
    assert "stripe" not in codes(cart)
    request.getfixturevalue("card_settings")
    assert "stripe" in codes(cart)


def test_each_door_has_its_own_ways(cart: Order) -> None:
    PaymentMethod.objects.filter(code="on_site").update(for_online=False)
    assert codes(cart) == ["invoice"]
    cart.channel = "counter"
    assert codes(cart) == ["on_site", "invoice"]


def test_the_cut_off_is_kept(cart: Order, programme: Programme) -> None:
    PaymentMethod.objects.filter(code="invoice").update(closes_hours_before=14 * 24)
    assert codes(cart) == ["on_site"]
    programme.date.starts_at, programme.date.ends_at = clock.now() + timedelta(days=15), None
    programme.date.save()
    assert codes(cart) == ["on_site", "invoice"]


def test_what_is_not_offered_is_refused(cart: Order) -> None:
    with pytest.raises(MethodNotOffered):
        method_for(cart, lines_of(cart.id), code="free", at=clock.now())


def test_choices_speak_the_readers_language(cart: Order) -> None:
    PaymentMethod.objects.filter(code="invoice").update(
        name={"fr": "Sur facture"}, fee_order={"CHF": 200}, fee_ticket={"CHF": 50}
    )
    at = clock.now()
    site, invoice = choices_for(cart, lines_of(cart.id), language="fr", at=at)
    assert (invoice.title, invoice.fee.amount, invoice.needs_address) == ("Sur facture", 300, True)
    assert (site.code, site.fee.amount, site.needs_address) == ("on_site", 0, False)
