"""Never more than an offer allows: many buyers, one code, few tickets."""

from collections import Counter

import pytest
from django.db import transaction

from tessera.domain.offers.models import Offer
from tessera.domain.offers.queries.desk import lock_offer
from tessera.domain.orders.models import AppliedOffer, Order
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.discounting import move_offer
from tessera.flows.shopping import Item, add_to_cart, change_line, remove_code, use_code
from tessera.flows.steps.offer_desk import count_offer
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tests.factories import Programme, actor_of, make_code, make_event, make_offer
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def put(shop: Shop, programme: Programme, tickets: int = 2) -> Order:
    """A cart with so many tickets."""
    item = Item(programme.tariff.product_id, programme.date.id, tickets)
    return add_to_cart(
        shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now()
    )


def use(cart: Order, text: str) -> str:
    """Use a code: "used", or why not."""
    try:
        use_code(cart.secret, text=text, at=clock.now())
    except Refusal as refusal:
        return refusal.code
    return "used"


def test_twenty_buyers_of_a_code_with_one_use(shop: Shop) -> None:
    programme = make_event(shop)
    code = make_code(make_offer(shop, needs_code=True), max_uses=1)
    carts = [put(shop, programme) for _number in range(20)]

    answers = Counter(at_once(20, lambda n: use(carts[n], "SUMMER")))

    assert answers == {"used": 1, "code_used_up": 19}
    assert Pool.objects.get(code=code).taken == 1
    assert AppliedOffer.objects.count() == 1
    assert Order.objects.filter(code=code).count() == 1
    assert pools_out_of_balance() == []


def test_an_offer_for_ten_tickets(shop: Shop) -> None:
    """Twenty carts of two at once: five are reduced, or more in part, and never an eleventh."""
    programme = make_event(shop)
    offer = make_offer(shop, max_tickets=10)

    carts = at_once(20, lambda n: put(shop, programme))

    assert Pool.objects.get(offer=offer).taken == 10
    assert sum(use.tickets for use in AppliedOffer.objects.all()) == 10
    reduced = sum(6000 - cart.total for cart in carts)
    assert reduced == 10 * 300
    assert pools_out_of_balance() == []


def test_carts_that_change_at_once_keep_the_balance(shop: Shop) -> None:
    """Two offers and a code, counted each, while carts grow, shrink and let their code go."""
    programme = make_event(shop)
    make_offer(shop, max_tickets=30, is_combinable=True)
    make_offer(shop, "per_ticket", {"amounts": {"CHF": 100}}, max_tickets=15, is_combinable=True)
    make_code(make_offer(shop, needs_code=True, max_tickets=12, is_combinable=True), max_uses=4)
    carts = [put(shop, programme, 1) for _number in range(8)]

    def change(n: int) -> None:
        cart = carts[n]
        for step in range(4):
            use(cart, "SUMMER")
            line = cart.lines.get()
            try:
                change_line(
                    cart.secret, line_id=line.id, quantity=1 + (n + step) % 4, at=clock.now()
                )
            except Refusal:
                continue
            if step % 2:
                remove_code(cart.secret, at=clock.now())

    at_once(8, change)

    assert pools_out_of_balance() == []
    for pool in Pool.objects.filter(offer__isnull=False):
        told = AppliedOffer.objects.filter(offer=pool.offer_id)
        assert pool.taken == sum(use.tickets for use in told) <= pool.capacity


def test_offers_are_put_in_order_by_many_at_once(shop: Shop, alice: TeamMember) -> None:
    """Nobody waits for somebody who waits for them, and each offer has one place."""
    offers = [make_offer(shop) for _number in range(8)]
    by = actor_of(alice)

    def move(number: int) -> None:
        for turn in range(4):
            offer = offers[(number * 5 + turn) % 8]
            move_offer(offer.pk, to=(number + turn) % 8, by=by, at=clock.now())

    at_once(8, move)

    places = Offer.objects.filter(shop=shop).values_list("position", flat=True)
    assert sorted(places) == list(range(8))


def test_a_number_given_while_carts_are_filled_counts_them_all(shop: Shop) -> None:
    programme = make_event(shop)
    offer = make_offer(shop)
    for _number in range(4):
        put(shop, programme)
    Offer.objects.filter(pk=offer.pk).update(max_tickets=100)
    offer.refresh_from_db()

    with transaction.atomic():
        count_offer(offer, at=clock.now())

    assert Pool.objects.get(offer=offer).taken == 8
    assert pools_out_of_balance() == []


def test_an_offer_is_given_a_number_while_carts_are_filled(shop: Shop) -> None:
    """Nobody waits for somebody who waits for them: neither the organiser nor a buyer fails."""
    programme = make_event(shop)
    offer = make_offer(shop)
    put(shop, programme)

    def story(n: int) -> None:
        if n:
            put(shop, programme)
            return
        with transaction.atomic():
            found = lock_offer(offer.pk)
            assert found is not None
            Offer.objects.filter(pk=offer.pk).update(max_tickets=100)
            found.max_tickets = 100
            count_offer(found, at=clock.now())

    at_once(8, story)

    assert AppliedOffer.objects.count() == 8
    assert Pool.objects.get(offer=offer).capacity == 100
    assert pools_out_of_balance() == []
