"""Tariffs: one test a promise, one a refusal."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.errors import BadTariff, StepsOutOfOrder, WasSold
from tessera.domain.catalogue.models import Price, PriceStep, Product, Tariff
from tessera.domain.catalogue.queries.tariffs import facts_of
from tessera.domain.catalogue.rules import StepFacts, TariffFacts, Window
from tessera.domain.orders.models import OrderLine
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.stock.errors import SoldOut, TooSmall
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows.programming import Copy, duplicate_event
from tessera.flows.shopping import Item, add_to_cart, change_line
from tessera.flows.tariffing import (
    copy_tariff,
    create_tariffs,
    delete_tariff,
    edit_tariff,
    move_tariff,
)
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_cart, make_event, make_order, make_tariff

pytestmark = pytest.mark.django_db

NOW = clock.now()
CHILD = TariffFacts(
    name={"en": "Child", "fr": "Enfant"},
    prices={"CHF": 1500, "EUR": 1400},
    description={"en": "Up to 12 years"},
    vat_rate=Decimal("2.60"),
    min_per_order=1,
    max_per_order=6,
    shown_to=("online", "counter"),
    windows={"online": Window(NOW - timedelta(days=1), NOW + timedelta(days=5))},
    icon="child",
    steps=(StepFacts({"CHF": 1800, "EUR": 1700}, starts_at=NOW + timedelta(days=2)),),
)


@pytest.fixture
def by(alice: TeamMember) -> dict[str, Any]:
    """Alice, now."""
    return {"by": actor_of(alice), "at": clock.now()}


def edited(programme: Programme, by: dict[str, Any], **changes: Any) -> Tariff:
    """The first tariff, changed in these points."""
    tariff = Tariff.objects.get(pk=programme.tariff.pk)
    facts = replace(facts_of(tariff), **changes)
    return edit_tariff(programme.event.id, product_id=tariff.product_id, facts=facts, **by)


def put(shop: Shop, programme: Programme, quantity: int) -> Any:
    """So many of the first tariff in a cart."""
    item = Item(programme.tariff.product_id, programme.date.id, quantity)
    return add_to_cart(
        shop, items=[item], secret=None, currency="CHF", language="en", at=clock.now()
    )


def test_one_tariff_is_made_in_each_zone(programme: Programme, by: dict[str, Any]) -> None:
    zones = [zone.id for zone in programme.zones]
    facts = replace(CHILD, quota=5, date_ids=(programme.date.id,))
    made = create_tariffs(programme.event.id, zone_ids=zones, facts=facts, **by)

    assert [tariff.zone_id for tariff in made] == zones
    for tariff in made:
        again = facts_of(Tariff.objects.get(pk=tariff.pk))
        assert replace(again, shown_to=facts.shown_to, windows=facts.windows) == facts
        assert set(again.shown_to) == {"online", "counter"}
        assert again.windows["online"] == facts.windows["online"]
        assert Pool.objects.get(product_id=tariff.product_id).capacity == 5
    assert Activity.objects.filter(verb="tariff.created").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": {}}, "name"),
        ({"prices": {}}, "prices"),
        ({"prices": {"USD": 100}}, "prices"),
        ({"kind": "group"}, "group_size"),
        ({"group_size": 4}, "group_size"),
        ({"kind": "free_price", "prices": {"CHF": 0, "EUR": 0}}, "prices"),
        ({"min_per_order": 7}, "max_per_order"),
        ({"icon": "skull"}, "icon"),
        ({"quota": 3_000_000_000}, "quota"),
        ({"windows": {"counter": Window(NOW, NOW)}}, "counter_until"),
        ({"steps": (StepFacts({"CHF": 1}, after_sold=1),)}, "steps"),
        ({"date_ids": (0,)}, "dates"),
    ],
)
def test_what_could_not_be_sold_is_refused(
    programme: Programme, by: dict[str, Any], wrong: dict[str, Any], field: str
) -> None:
    facts = replace(CHILD, **wrong)
    with pytest.raises(BadTariff) as refusal:
        create_tariffs(programme.event.id, zone_ids=[programme.zone.id], facts=facts, **by)
    assert refusal.value.facts["field"] == field


def test_steps_that_would_never_count_are_refused(programme: Programme, by: dict[str, Any]) -> None:
    steps = tuple(StepFacts({"CHF": 1, "EUR": 1}, after_sold=number) for number in (9, 5))
    with pytest.raises(StepsOutOfOrder):
        edited(programme, by, steps=steps)


def test_no_zone_makes_no_tariff(programme: Programme, by: dict[str, Any]) -> None:
    with pytest.raises(BadTariff, match="at least one zone"):
        create_tariffs(programme.event.id, zone_ids=[], facts=CHILD, **by)


def test_a_price_changes_for_the_future_only(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    order = make_order(programme, quantity=1)
    cart = put(shop, programme, 1)
    edited(programme, by, prices={"CHF": 9000, "EUR": 8000})

    assert order.lines.get().unit_price == 4000
    assert cart.lines.get().unit_price == 4000
    assert put(shop, programme, 1).total == 9000
    assert Activity.objects.get(verb="tariff.edited").facts["fields"] == ["prices"]


def test_a_currency_left_out_is_no_longer_sold(programme: Programme, by: dict[str, Any]) -> None:
    edited(programme, by, prices={"CHF": 4000})
    found = Price.objects.filter(product_id=programme.tariff.product_id)
    assert [price.currency for price in found] == ["CHF"]


def test_a_quota_given_while_carts_are_open_counts_them(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    cart = put(shop, programme, 3)
    make_order(programme, quantity=2)
    edited(programme, by, quota=6)

    pool = Pool.objects.get(product_id=programme.tariff.product_id)
    assert (pool.capacity, pool.taken) == (6, 5)
    assert pools_out_of_balance() == []
    with pytest.raises(SoldOut, match="Only 1 left"):
        put(shop, programme, 2)
    change_line(cart.secret, line_id=cart.lines.get().id, quantity=0, at=clock.now())
    pool.refresh_from_db()
    assert pool.taken == 2
    assert pools_out_of_balance() == []


def test_a_quota_is_changed_and_taken_away(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    edited(programme, by, quota=3)
    cart = put(shop, programme, 3)
    edited(programme, by, quota=4)
    put(shop, programme, 1)
    edited(programme, by, quota=None)
    assert not Pool.objects.filter(product__isnull=False).exists()
    put(shop, programme, 10)
    change_line(cart.secret, line_id=cart.lines.get().id, quantity=0, at=clock.now())
    assert pools_out_of_balance() == []
    edited(programme, by, quota=11)
    assert Pool.objects.get(product__isnull=False).taken == 11
    assert pools_out_of_balance() == []


@pytest.mark.parametrize("before", [None, 50], ids=["a new quota", "a smaller quota"])
def test_a_quota_below_what_is_taken_is_refused_with_the_figure(
    shop: Shop, programme: Programme, by: dict[str, Any], before: int | None
) -> None:
    edited(programme, by, quota=before)
    put(shop, programme, 7)
    with pytest.raises(TooSmall, match="7 tickets of this tariff") as refusal:
        edited(programme, by, quota=6, prices={"CHF": 1})
    assert refusal.value.facts["taken"] == 7
    assert Product.objects.get(pk=programme.tariff.product_id).quota == before
    assert not Price.objects.filter(amount=1).exists()


def test_a_step_by_number_begins_to_count_what_is_sold_already(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    put(shop, programme, 5)
    edited(programme, by, steps=(StepFacts({"CHF": 5000, "EUR": 5000}, after_sold=6),))
    assert put(shop, programme, 1).total == 4000
    assert put(shop, programme, 1).total == 5000
    assert pools_out_of_balance() == []
    edited(programme, by, steps=())
    assert not Pool.objects.filter(product__isnull=False).exists()
    assert not PriceStep.objects.exists()


def test_a_copy_goes_to_other_zones_and_events(
    shop: Shop, programme: Programme, by: dict[str, Any]
) -> None:
    other = make_event(shop, slug="concert", zones={"Hall": 10})
    edited(programme, by, quota=5, date_ids=(programme.date.id,))
    put(shop, programme, 2)

    made = copy_tariff(
        programme.event.id,
        product_id=programme.tariff.product_id,
        zone_ids=[programme.zones[1].id, other.zone.id],
        **by,
    )

    assert {tariff.event_id for tariff in made} == {programme.event.id, other.event.id}
    served = {tariff.event_id: tariff.date_ids for tariff in made}
    assert served == {programme.event.id: [programme.date.id], other.event.id: None}
    for tariff in made:
        assert Pool.objects.get(product_id=tariff.product_id).taken == 0
        assert tariff.product.prices.get(currency="CHF").amount == 4000


def test_the_copy_of_an_event_counts_what_its_steps_wait_for(
    programme: Programme, by: dict[str, Any]
) -> None:
    edited(programme, by, steps=(StepFacts({"CHF": 5000, "EUR": 5000}, after_sold=6),))
    copy = duplicate_event(programme.event.id, copy=Copy(name={"en": "Again"}), **by)
    assert Pool.objects.filter(product__tariff__event=copy).count() == 1


def test_a_tariff_moves_within_its_zone(programme: Programme, by: dict[str, Any]) -> None:
    first, second = programme.tariffs[:2]
    move_tariff(programme.event.id, product_id=second.product_id, to=0, **by)
    found = Tariff.objects.filter(zone=programme.zone).order_by("product__position")
    assert [each.pk for each in found] == [second.pk, first.pk]


def test_a_tariff_nobody_bought_is_deleted(programme: Programme, by: dict[str, Any]) -> None:
    tariff = make_tariff(programme.zone, quota=3)
    delete_tariff(programme.event.id, product_id=tariff.product_id, **by)
    assert not Product.objects.filter(pk=tariff.product_id).exists()
    assert not Pool.objects.filter(product__isnull=False).exists()


def test_a_tariff_in_an_order_stays(programme: Programme, by: dict[str, Any]) -> None:
    make_cart(programme)
    with pytest.raises(WasSold, match="draft"):
        delete_tariff(programme.event.id, product_id=programme.tariff.product_id, **by)
    assert OrderLine.objects.get().product_id == programme.tariff.product_id


def test_strangers_and_the_unentitled_are_refused(
    shop: Shop, programme: Programme, oscar: TeamMember, sam: TeamMember, alice: TeamMember
) -> None:
    event, product, at = programme.event.id, programme.tariff.product_id, clock.now()
    with pytest.raises(NotFound):
        edit_tariff(event, product_id=product, facts=CHILD, by=actor_of(oscar), at=at)
    with pytest.raises(NotAllowed):
        delete_tariff(event, product_id=product, by=actor_of(sam), at=at)
    other = make_event(shop, slug="concert")
    here = replace(actor_of(alice), events=frozenset({event}))
    with pytest.raises(NotFound):
        copy_tariff(event, product_id=product, zone_ids=[other.zone.id], by=here, at=at)
    with pytest.raises(NotFound):
        edit_tariff(other.event.id, product_id=product, facts=CHILD, by=actor_of(alice), at=at)
