"""A count that is opened, closed and waited for while people buy."""

from collections import Counter
from dataclasses import replace

import pytest

from tessera.domain.catalogue.models import PriceStep, Tariff
from tessera.domain.catalogue.queries.tariffs import facts_of
from tessera.domain.catalogue.rules import StepFacts
from tessera.domain.orders.models import OrderLine
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.shops.models import Shop
from tessera.domain.stock.actions import open_pool
from tessera.domain.stock.errors import SoldOut, TooSmall
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.shopping import Item, add_to_cart, change_line
from tessera.flows.tariffing import edit_tariff
from tessera.lib import clock
from tests.factories import Programme, make_event, make_tariff
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def take(shop: Shop, programme: Programme, tickets: int, tariff: int = 0) -> str:
    """Take some and give half of the carts back."""
    item = Item(programme.tariffs[tariff].product_id, programme.date.id, tickets)
    try:
        cart = add_to_cart(
            shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now()
        )
    except SoldOut as refusal:
        return refusal.code
    if cart.id % 2:
        change_line(cart.secret, line_id=cart.lines.get().id, quantity=0, at=clock.now())
        return "given back"
    line = cart.lines.get()
    change_line(cart.secret, line_id=line.id, quantity=tickets + 1, at=clock.now())
    return "held"


def set_quota(programme: Programme, quota: int | None) -> str:
    """As an organiser would."""
    tariff = Tariff.objects.get(pk=programme.tariff.pk)
    facts = replace(facts_of(tariff), quota=quota)
    try:
        edit_tariff(
            programme.event.id,
            product_id=tariff.product_id,
            facts=facts,
            by=SYSTEM,
            at=clock.now(),
        )
    except TooSmall as refusal:
        return refusal.code
    return "set"


def test_a_quota_comes_and_goes_while_people_buy(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 1000}, tariffs={"Full": 1000})

    def story(number: int) -> str:
        if number % 4:
            return take(shop, programme, 1 + number % 3)
        return set_quota(programme, 500 if number % 8 else None)

    for _round in range(3):
        answers = Counter(at_once(16, story))
        assert answers["set"] == 4
        assert answers["held"] + answers["given back"] == 12
        assert pools_out_of_balance() == []
        set_quota(programme, 600)
        pool = Pool.objects.get(product__isnull=False)
        assert pool.taken == sum(line.tickets for line in OrderLine.objects.all())


def test_the_last_quota_and_its_early_price(shop: Shop) -> None:
    """Ten at all, the first four for less: nobody gets the eleventh, or the fifth for less."""
    programme = make_event(shop, zones={"Floor": 100}, tariffs={"Full": 1000})
    tariff = make_tariff(programme.zone, amount=500, quota=10)
    PriceStep.objects.create(product=tariff.product, after_sold=4, prices={"CHF": 800})

    def story(number: int) -> str:
        item = Item(tariff.product_id, programme.date.id, 1)
        try:
            add_to_cart(
                shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now()
            )
        except SoldOut as refusal:
            return refusal.code
        return "held"

    assert Counter(at_once(20, story)) == {"held": 10, "sold_out": 10}
    paid = Counter(line.unit_price for line in OrderLine.objects.all())
    assert paid == {500: 4, 800: 6}
    assert pools_out_of_balance() == []


def test_two_quotas_at_once_make_one_count(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 100}, tariffs={"Full": 1000})
    other = make_event(shop, zones={"Hall": 10}, tariffs={"Full": 1000})
    open_pool(capacity=3, product_id=other.tariff.product_id)

    assert at_once(4, lambda n: set_quota(programme, 50 + n)) == ["set"] * 4
    assert Pool.objects.filter(product_id=programme.tariff.product_id).count() == 1


def test_a_step_by_number_is_counted_from_the_first(shop: Shop) -> None:
    programme = make_event(shop, zones={"Floor": 1000}, tariffs={"Full": 1000})

    def story(number: int) -> str:
        if number:
            return take(shop, programme, 1)
        tariff = Tariff.objects.get(pk=programme.tariff.pk)
        steps = (StepFacts({"CHF": 2000, "EUR": 2000}, after_sold=2),)
        edit_tariff(
            programme.event.id,
            product_id=tariff.product_id,
            facts=replace(facts_of(tariff), steps=steps),
            by=SYSTEM,
            at=clock.now(),
        )
        return "set"

    at_once(12, story)
    assert pools_out_of_balance() == []
    pool = Pool.objects.get(product_id=programme.tariff.product_id)
    assert pool.taken == sum(line.tickets for line in OrderLine.objects.all())
