"""Capacities change, but never below what is taken."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tessera.domain.stock.actions import Want, claim, close_pools, set_capacity
from tessera.domain.stock.errors import StillTaken, TooSmall
from tessera.domain.stock.models import Pool
from tests.factories import Programme

pytestmark = pytest.mark.django_db


def _take(pool: Pool, places: int) -> None:
    claim([Want(pools=[pool.id], places=places, date_id=pool.date_id)], until=None)


def test_many_capacities_change_in_one_statement(
    programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = programme.pool(), programme.pool(date=1)
    with django_assert_num_queries(1):
        set_capacity({second.id: 50, first.id: 40})
    assert (programme.pool().capacity, programme.pool(date=1).capacity) == (40, 50)


def test_below_what_is_taken_nothing_changes_at_all(programme: Programme) -> None:
    first, second = programme.pool(), programme.pool(date=1)
    _take(first, 7)
    with pytest.raises(TooSmall, match="7 places") as refused:
        set_capacity({first.id: 6, second.id: 50})
    assert refused.value.facts["short"] == [{"pool": first.id, "taken": 7, "asked": 6}]
    assert (programme.pool().capacity, programme.pool(date=1).capacity) == (100, 100)


def test_just_what_is_taken_is_enough(programme: Programme) -> None:
    pool = programme.pool()
    _take(pool, 7)
    set_capacity({pool.id: 7})
    assert programme.pool().left == 0


def test_places_that_are_taken_stay_counted(programme: Programme) -> None:
    _take(programme.pool(), 2)
    with pytest.raises(StillTaken):
        close_pools(date_id__in=[programme.date.id])
