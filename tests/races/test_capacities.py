"""A capacity that shrinks while people buy: never below what they took, never oversold."""

from collections import Counter

import pytest

from tessera.domain.catalogue.dating import Change, NewDate
from tessera.domain.catalogue.errors import NothingToDo
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.stock.errors import SoldOut, TooSmall
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.programming import edit_event
from tessera.flows.scheduling import add_dates, change_dates
from tessera.flows.shopping import Item, add_to_cart
from tessera.lib import clock
from tests.factories import Programme, actor_of, make_event
from tests.races.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def buy(shop: Shop, programme: Programme) -> str:
    item = Item(programme.tariff.product_id, programme.date.id, 1)
    try:
        add_to_cart(shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now())
    except SoldOut as refusal:
        return refusal.code
    return "held"


def test_places_go_while_people_buy_them(shop: Shop, alice: TeamMember) -> None:
    programme, by = make_event(shop, zones={"Floor": 30}, tariffs={"Full": 1000}), actor_of(alice)

    def shrink() -> str:
        try:
            change_dates(
                programme.event.id,
                date_ids=[programme.date.id],
                change=Change(places={programme.zone.id: 6}),
                by=by,
                at=clock.now(),
            )
        except TooSmall as refusal:
            return refusal.code
        return "shrunk"

    answers = Counter(at_once(13, lambda n: shrink() if n == 6 else buy(shop, programme)))

    pool = Pool.objects.get(date=programme.date)
    assert pool.taken == answers["held"]
    assert (pool.capacity, answers["held"] <= 6) == (
        (6, True) if answers["shrunk"] else (30, False)
    )
    assert pools_out_of_balance() == []


def test_a_cap_begins_while_people_buy(shop: Shop, alice: TeamMember) -> None:
    programme, by = make_event(shop, zones={"Floor": 30}, tariffs={"Full": 1000}), actor_of(alice)

    def cap() -> str:
        edit_event(programme.event.id, facts={"capacity": 20}, picture=None, by=by, at=clock.now())
        return "capped"

    answers = Counter(at_once(9, lambda n: cap() if n == 4 else buy(shop, programme)))

    assert answers == {"held": 8, "capped": 1}
    assert pools_out_of_balance() == []


def test_the_same_dates_sent_twice_are_made_once(shop: Shop, alice: TeamMember) -> None:
    programme, by = make_event(shop), actor_of(alice)
    starts_at = programme.date.starts_at.replace(year=2030)

    def add() -> str:
        try:
            add_dates(programme.event.id, dates=[NewDate(starts_at)], by=by, at=clock.now())
        except NothingToDo as refusal:
            return refusal.code
        return "made"

    assert Counter(at_once(4, lambda _: add())) == {"made": 1, "nothing_to_do": 3}
    assert Pool.objects.filter(date__event=programme.event).count() == 2
