"""Zones: one test a promise, one a refusal."""

from dataclasses import replace
from typing import Any

import pytest

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.errors import BadZone, WasSold
from tessera.domain.catalogue.models import Tariff, Zone
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.domain.stock.errors import TooSmall
from tessera.domain.stock.models import Pool
from tessera.flows.zoning import ZoneFacts, create_zone, delete_zone, edit_zone, move_zone
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_cart

pytestmark = pytest.mark.django_db

LOGE = ZoneFacts(name={"en": "Box", "fr": "Loge"}, capacity=12, colour="#a03050")


@pytest.fixture
def by(alice: TeamMember) -> dict[str, Any]:
    """Alice, now."""
    return {"by": actor_of(alice), "at": clock.now()}


def test_a_new_zone_has_places_on_every_date(programme: Programme, by: dict[str, Any]) -> None:
    version = Shop.objects.get().catalogue_version
    zone = create_zone(programme.event.id, facts=LOGE, **by)

    pools = Pool.objects.filter(zone=zone)
    assert {pool.date_id for pool in pools} == {date.id for date in programme.dates}
    assert {pool.capacity for pool in pools} == {12}
    assert list(Zone.objects.order_by("position"))[-1] == zone
    assert Shop.objects.get().catalogue_version == version + 1
    assert Activity.objects.filter(verb="zone.created", subject_id=programme.event.id).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": {}}, "name"), ({"capacity": -1}, "capacity"), ({"colour": "red"}, "colour")],
)
def test_what_is_no_zone_is_refused(
    programme: Programme, by: dict[str, Any], wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadZone) as refusal:
        create_zone(programme.event.id, facts=replace(LOGE, **wrong), **by)
    assert refusal.value.facts["field"] == field


def test_a_capacity_is_for_new_dates_and_those_chosen(
    programme: Programme, by: dict[str, Any]
) -> None:
    zone = programme.zone
    facts = ZoneFacts(name=zone.name, capacity=150)
    edit_zone(
        programme.event.id, zone_id=zone.id, facts=facts, on_dates=[programme.dates[1].id], **by
    )

    assert programme.pool(date=0).capacity == 100
    assert programme.pool(date=1).capacity == 150
    zone.refresh_from_db()
    assert zone.capacity == 150


def test_a_capacity_below_what_is_taken_changes_nothing(
    programme: Programme, by: dict[str, Any]
) -> None:
    make_cart(programme, quantity=7)
    zone = programme.zone
    facts = ZoneFacts(name={"en": "Pit"}, capacity=5)
    with pytest.raises(TooSmall, match="7 taken, 5 asked for"):
        edit_zone(
            programme.event.id,
            zone_id=zone.id,
            facts=facts,
            on_dates=[date.id for date in programme.dates],
            **by,
        )
    zone.refresh_from_db()
    assert zone.capacity == 100
    assert zone.name != {"en": "Pit"}
    assert programme.pool(date=1).capacity == 100


def test_a_zone_moves_along_the_list(programme: Programme, by: dict[str, Any]) -> None:
    first, second = programme.zones
    move_zone(programme.event.id, zone_id=second.id, to=0, **by)
    assert list(Zone.objects.order_by("position")) == [second, first]
    move_zone(programme.event.id, zone_id=second.id, to=99, **by)
    assert list(Zone.objects.order_by("position")) == [first, second]


def test_a_zone_nobody_bought_goes_with_its_tariffs(
    programme: Programme, by: dict[str, Any]
) -> None:
    zone = programme.zones[1]
    delete_zone(programme.event.id, zone_id=zone.id, **by)
    assert not Zone.objects.filter(id=zone.id).exists()
    assert not Pool.objects.filter(zone_id=zone.id).exists()
    assert Tariff.objects.count() == 2


def test_a_zone_in_a_cart_stays(programme: Programme, by: dict[str, Any]) -> None:
    make_cart(programme)
    with pytest.raises(WasSold, match="Hide it"):
        delete_zone(programme.event.id, zone_id=programme.zone.id, **by)
    assert Tariff.objects.count() == 4


def test_strangers_and_the_unentitled_are_refused(
    programme: Programme, oscar: TeamMember, sam: TeamMember, alice: TeamMember
) -> None:
    at, event = clock.now(), programme.event.id
    with pytest.raises(NotFound):
        create_zone(event, facts=LOGE, by=actor_of(oscar), at=at)
    with pytest.raises(NotAllowed):
        create_zone(event, facts=LOGE, by=actor_of(sam), at=at)
    elsewhere = replace(actor_of(alice), zones=frozenset({programme.zones[1].id}))
    with pytest.raises(NotFound):
        delete_zone(event, zone_id=programme.zone.id, by=elsewhere, at=at)
    nobody = Actor(label="nobody")
    with pytest.raises(NotAllowed):
        move_zone(event, zone_id=programme.zone.id, to=0, by=nobody, at=at)
