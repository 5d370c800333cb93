"""Dates: added, changed, called off, deleted; many at once, all or none."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.dating import Change, NewDate, SaleEnd
from tessera.domain.catalogue.errors import NoSuchTime, NothingToDo, TooManyDates, WasSold
from tessera.domain.catalogue.models import EventDate, Tariff, Visibility
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.stock.errors import TooSmall
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows import scheduling
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import Programme, actor_of, make_event, make_order

pytestmark = pytest.mark.django_db

EVENING = datetime(2027, 3, 26, 19, tzinfo=UTC)
"""20:00 at the theatre, two days before its clocks go forward."""


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


def starts(programme: Programme) -> list[datetime]:
    return list(programme.event.dates.order_by("starts_at").values_list("starts_at", flat=True))


def change(programme: Programme, by: Actor, *ids: int, **facts: Any) -> int:
    return scheduling.change_dates(
        programme.event.id,
        date_ids=ids or [each.id for each in programme.dates],
        change=Change(**facts),
        by=by,
        at=clock.now(),
    )


def add(programme: Programme, by: Actor, *dates: NewDate) -> list[EventDate]:
    return scheduling.add_dates(programme.event.id, dates=dates, by=by, at=clock.now())


def test_new_dates_have_places_in_every_zone(programme: Programme, by: Actor) -> None:
    balcony = programme.zones[1]
    first = NewDate(EVENING, doors_at=EVENING - timedelta(minutes=30), places={balcony.id: 5})
    version = programme.shop.catalogue_version

    made = add(programme, by, first, NewDate(EVENING + timedelta(days=1)))

    found = Pool.objects.filter(date__in=made).order_by("date_id", "zone_id")
    assert [pool.capacity for pool in found] == [100, 5, 100, 20]
    told = Activity.objects.get(verb="dates.added")
    assert (told.subject_id, told.facts["count"]) == (programme.event.id, 2)
    programme.shop.refresh_from_db()
    assert programme.shop.catalogue_version == version + 1


def test_sent_twice_they_are_made_once(programme: Programme, by: Actor) -> None:
    add(programme, by, NewDate(EVENING), NewDate(EVENING))
    with pytest.raises(NothingToDo):
        add(programme, by, NewDate(EVENING))
    assert programme.event.dates.count() == 3


def test_a_thousand_dates_cost_a_handful_of_statements(
    programme: Programme, by: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    dates = [NewDate(EVENING + timedelta(days=n)) for n in range(1000)]
    with django_assert_max_num_queries(14):
        made = add(programme, by, *dates)
    assert Pool.objects.filter(date__in=made).count() == 2000
    with pytest.raises(TooManyDates, match="1001"):
        add(programme, by, *(NewDate(EVENING + timedelta(minutes=n)) for n in range(1, 1002)))


def test_a_week_later_is_the_same_hour_although_summer_begins(
    theatre: Any, programme: Programme, by: Actor
) -> None:
    made = add(programme, by, NewDate(EVENING, ends_at=EVENING + timedelta(hours=2)))[0]
    change(programme, by, made.id, shift_minutes=7 * 24 * 60)
    made.refresh_from_db()
    assert made.starts_at == datetime(2027, 4, 2, 18, tzinfo=UTC)
    assert made.ends_at == datetime(2027, 4, 2, 20, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_changes_nothing(programme: Programme, by: Actor) -> None:
    night = add(programme, by, NewDate(EVENING + timedelta(days=2)))[0]
    before = starts(programme)
    with pytest.raises(NoSuchTime, match="02:30"):
        change(programme, by, programme.date.id, night.id, starts=time(2, 30))
    assert starts(programme) == before


def test_doors_end_and_sale_ends_go_along(programme: Programme, by: Actor) -> None:
    change(
        programme,
        by,
        starts=time(18),
        lasts_minutes=90,
        doors_minutes=45,
        sale_ends={"online": SaleEnd(minutes=60), "reseller": SaleEnd(at=EVENING)},
    )
    for date in EventDate.objects.filter(event=programme.event):
        assert date.ends_at == date.starts_at + timedelta(minutes=90)
        assert date.doors_at == date.starts_at - timedelta(minutes=45)
        assert date.online_until == date.starts_at - timedelta(minutes=60)
        assert date.reseller_until == EVENING
        assert date.counter_until is None


def test_marks_and_places_of_many(programme: Programme, by: Actor) -> None:
    parterre = programme.zone
    facts = {"status": Visibility.HIDDEN, "full_online": True, "places": {parterre.id: 80}}
    assert change(programme, by, **facts) == 2
    for date in EventDate.objects.filter(event=programme.event):
        assert (date.status, date.full_online, date.full_reseller) == ("hidden", True, False)
    assert [programme.pool(date=n).capacity for n in (0, 1)] == [80, 80]
    assert programme.pool(zone=1).capacity == 20


def test_fewer_places_than_are_taken_names_date_and_figure_and_changes_nothing(
    programme: Programme, by: Actor
) -> None:
    make_order(programme, quantity=7)
    with pytest.raises(TooSmall, match="Parterre: 7 taken, 6 asked for") as refused:
        change(programme, by, status=Visibility.HIDDEN, places={programme.zone.id: 6})
    assert len(refused.value.facts["short"]) == 1
    assert [programme.pool(date=n).capacity for n in (0, 1)] == [100, 100]
    assert set(programme.event.dates.values_list("status", flat=True)) == {"visible"}
    assert not Activity.objects.filter(verb="dates.changed").exists()


def test_tariffs_serve_the_dates_that_were_chosen(programme: Programme, by: Actor) -> None:
    full, reduced = programme.tariffs[0], programme.tariffs[1]
    first, second = (each.id for each in programme.dates)
    change(programme, by, first, served=[full.product_id])
    full.refresh_from_db()
    reduced.refresh_from_db()
    assert (full.date_ids, reduced.date_ids) == (None, [second])
    change(programme, by, first, served=[reduced.product_id])
    assert Tariff.objects.get(pk=full.pk).date_ids == [second]
    assert Tariff.objects.get(pk=reduced.pk).date_ids == [first, second]


def test_a_change_that_says_nothing_is_refused(programme: Programme, by: Actor) -> None:
    with pytest.raises(NothingToDo):
        change(programme, by)
    with pytest.raises(NothingToDo):
        change(programme, by, 0, status=Visibility.HIDDEN)


def test_dates_of_another_event_are_left_alone(programme: Programme, by: Actor) -> None:
    other = make_event(programme.shop)
    change(programme, by, programme.date.id, other.date.id, status=Visibility.HIDDEN)
    other.date.refresh_from_db()
    assert other.date.status == Visibility.VISIBLE


def test_one_date_is_edited(programme: Programme, by: Actor) -> None:
    facts = {"starts_at": EVENING, "ends_at": None, "doors_at": None, "full_reseller": True}
    scheduling.edit_date(
        programme.date.id,
        event_id=programme.event.id,
        facts=facts,
        places={programme.zone.id: 90},
        by=by,
        at=clock.now(),
    )
    date = EventDate.objects.get(id=programme.date.id)
    assert (date.starts_at, date.ends_at, date.full_reseller) == (EVENING, None, True)
    assert programme.pool().capacity == 90


def test_called_off_dates_keep_their_orders(programme: Programme, by: Actor) -> None:
    order = make_order(programme)
    done = scheduling.call_off_dates(
        programme.event.id, date_ids=[programme.date.id], by=by, at=clock.now()
    )
    assert done == 1
    programme.date.refresh_from_db()
    order.refresh_from_db()
    assert (programme.date.status, order.status) == ("cancelled", "paid")
    assert Activity.objects.get(verb="dates.cancelled").facts["count"] == 1


def test_deleted_dates_take_their_places_along(programme: Programme, by: Actor) -> None:
    first, second = (each.id for each in programme.dates)
    change(programme, by, first, served=[programme.tariff.product_id])
    scheduling.delete_dates(programme.event.id, date_ids=[second], by=by, at=clock.now())
    assert not Pool.objects.filter(date_id=second).exists()
    assert not EventDate.objects.filter(id=second).exists()
    assert pools_out_of_balance() == []


def test_what_was_ordered_is_not_deleted(programme: Programme, by: Actor) -> None:
    make_order(programme)
    ids = [each.id for each in programme.dates]
    with pytest.raises(WasSold, match="call it off"):
        scheduling.delete_dates(programme.event.id, date_ids=ids, by=by, at=clock.now())
    assert programme.event.dates.count() == 2


def test_who_may_not_edit_the_programme_changes_nothing(
    programme: Programme, carl: TeamMember, oscar: TeamMember, alice: TeamMember
) -> None:
    with pytest.raises(NotAllowed):
        change(programme, actor_of(carl), status=Visibility.HIDDEN)
    with pytest.raises(NotFound):
        change(programme, actor_of(oscar), status=Visibility.HIDDEN)
    whole = actor_of(alice)
    limited = Actor(
        label="Alice",
        organisation_id=whole.organisation_id,
        can=whole.can,
        events=frozenset({programme.event.id + 1}),
    )
    with pytest.raises(NotFound):
        change(programme, limited, status=Visibility.HIDDEN)
