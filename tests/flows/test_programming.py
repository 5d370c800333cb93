"""Events: made, edited, copied, put away, deleted."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from PIL import Image
from pytest_django import Settings

from tessera.domain.activity.models import Activity
from tessera.domain.catalogue.errors import TooManyDates, WasSold
from tessera.domain.catalogue.models import Event, PriceStep, Product, Tariff, Visibility
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.domain.stock.errors import SoldOut, TooSmall
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.flows import programming
from tessera.flows.cancelling import cancel_order
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.lib.pictures import BadPicture
from tessera.lib.recurrence import Pace, Rule
from tests.factories import Programme, actor_of, make_cart, make_event, make_order, make_tariff

pytestmark = pytest.mark.django_db

EVENING = datetime(2027, 3, 26, 19, tzinfo=UTC)
"""A Friday, 20:00 at the theatre, two days before its clocks go forward."""


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture(autouse=True)
def _media(tmp_path: Any, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def create(shop: Shop, by: Actor, picture: bytes | None = None, **facts: Any) -> Event:
    told = {"name": {"fr": "L’Île aux tessons"}, **facts}
    return programming.create_event(shop, facts=told, picture=picture, by=by, at=clock.now())


def edit(event: Event, by: Actor, picture: bytes | None = None, **facts: Any) -> Event:
    return programming.edit_event(event.id, facts=facts, picture=picture, by=by, at=clock.now())


def duplicate(event: Event, by: Actor, **facts: Any) -> Event:
    copy = programming.Copy(name={"fr": "Encore"}, **facts)
    return programming.duplicate_event(event.id, copy=copy, by=by, at=clock.now())


def starts(event: Event) -> list[datetime]:
    return list(event.dates.order_by("starts_at").values_list("starts_at", flat=True))


def png(width: int = 40) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, 20), "red").save(out, "PNG")
    return out.getvalue()


def test_a_new_event_is_a_draft_with_an_address_of_its_name(shop: Shop, by: Actor) -> None:
    event = create(shop, by, picture=png())
    assert (event.slug, event.status) == ("lile-aux-tessons", Visibility.DRAFT)
    assert str(event.picture.name).endswith(".webp")
    assert Activity.objects.get(verb="event.created").subject_id == event.id


def test_addresses_are_never_shared_nor_taken_from_pages(shop: Shop, by: Actor) -> None:
    slugs = [create(shop, by, name={"fr": name}).slug for name in ("Nuit", "Nuit", "New", "!?")]
    assert slugs == ["nuit", "nuit-2", "new-2", "event"]


def test_what_is_no_picture_makes_no_event(shop: Shop, by: Actor) -> None:
    with pytest.raises(BadPicture):
        create(shop, by, picture=b"%PDF")
    assert not Event.objects.exists()


def test_an_edited_event_keeps_its_address(programme: Programme, by: Actor) -> None:
    version = programme.shop.catalogue_version
    edit(programme.event, by, name={"fr": "Macbeth"}, venue="Grande salle", full_online=True)
    event = Event.objects.get()
    assert (event.slug, event.name, event.full_online) == ("hamlet", {"fr": "Macbeth"}, True)
    assert Activity.objects.get(verb="event.edited").facts["fields"] == ["full_online", "name"]
    assert Shop.objects.get().catalogue_version == version + 1


def test_a_cap_counts_what_was_sold_before_it(programme: Programme, by: Actor) -> None:
    order = make_order(programme, quantity=3)
    edit(programme.event, by, capacity=4)
    pool = Pool.objects.get(event=programme.event)
    assert (pool.capacity, pool.taken) == (4, 3)
    with pytest.raises(SoldOut), transaction.atomic():
        make_cart(programme, quantity=2)
    assert pools_out_of_balance() == []
    cancel_order(order.id, reason="ill", by=by, at=clock.now())
    pool.refresh_from_db()
    assert (pool.taken, pools_out_of_balance()) == (0, [])


def test_a_cap_below_what_is_taken_is_refused_with_the_figure(
    programme: Programme, by: Actor
) -> None:
    make_order(programme, quantity=3)
    with pytest.raises(TooSmall, match="3 places"):
        edit(programme.event, by, capacity=2, venue="Elsewhere")
    programme.event.refresh_from_db()
    assert (programme.event.capacity, programme.event.venue) == (None, "Grande salle")
    edit(programme.event, by, capacity=10)
    with pytest.raises(TooSmall, match="3 places"):
        edit(programme.event, by, capacity=2)


def test_a_cap_that_goes_leaves_everything_in_balance(programme: Programme, by: Actor) -> None:
    edit(programme.event, by, capacity=10)
    order = make_order(programme, quantity=3)
    edit(programme.event, by, capacity=None)
    assert not Pool.objects.filter(event=programme.event).exists()
    cancel_order(order.id, reason="ill", by=by, at=clock.now())
    assert pools_out_of_balance() == []


@pytest.fixture
def friday(shop: Shop) -> Programme:
    """Two dates around the change of clocks, a quota, a step, a cap, and a sale that ends early."""
    made = make_event(
        shop,
        dates=[EVENING, EVENING + timedelta(days=1)],
        zones={"Floor": 50, "Balcony": 10},
        capacity=90,
    )
    quota = make_tariff(made.zone, name="Early", quota=5, online_from=EVENING - timedelta(days=9))
    PriceStep.objects.create(
        product=quota.product, starts_at=EVENING - timedelta(days=5), prices={"CHF": 1}
    )
    quota.date_ids = [made.dates[1].id]
    quota.save()
    made.dates[0].online_until = EVENING - timedelta(hours=1)
    made.dates[0].save()
    Pool.objects.filter(date=made.dates[0], zone=made.zone).update(capacity=40)
    return made


def test_a_copy_on_another_day_has_all_that_is_sold_and_nothing_sold(
    friday: Programme, by: Actor
) -> None:
    make_order(friday, quantity=2)
    copy = duplicate(friday.event, by, first=date(2027, 4, 2), status=Visibility.HIDDEN)

    assert (copy.slug, copy.status, copy.name) == ("encore", "hidden", {"fr": "Encore"})
    assert starts(copy) == [datetime(2027, 4, day, 18, tzinfo=UTC) for day in (2, 3)]
    first, second = copy.dates.order_by("starts_at")
    assert first.online_until == datetime(2027, 4, 2, 17, tzinfo=UTC)
    assert first.ends_at == datetime(2027, 4, 2, 20, tzinfo=UTC)
    pools = Pool.objects.filter(date__event=copy).order_by("date__starts_at", "zone_id")
    assert [(pool.capacity, pool.taken) for pool in pools] == [(40, 0), (10, 0), (50, 0), (10, 0)]
    assert (Pool.objects.get(event=copy).capacity, copy.capacity) == (90, 90)
    early = Tariff.objects.select_related("product", "zone").get(event=copy, product__quota=5)
    assert early.zone.event_id == copy.id
    assert early.date_ids == [second.id]
    assert early.product.online_from == datetime(2027, 3, 24, 19, tzinfo=UTC)
    assert early.product.steps.get().starts_at == datetime(2027, 3, 28, 18, tzinfo=UTC)
    assert early.product.prices.count() == 2
    assert Pool.objects.get(product=early.product).taken == 0
    assert pools_out_of_balance() == []


def test_a_copy_is_repeated_on_weekdays_over_a_period(friday: Programme, by: Actor) -> None:
    rule = Rule(date(2027, 5, 1), Pace.WEEKLY, weekdays=frozenset({3, 5}), until=date(2027, 5, 10))
    copy = duplicate(friday.event, by, repeated=rule)
    assert starts(copy) == [datetime(2027, 5, day, 18, tzinfo=UTC) for day in (1, 6, 8)]
    assert Pool.objects.filter(date__event=copy).count() == 6
    early = Tariff.objects.get(event=copy, product__quota=5)
    assert early.date_ids is None


def test_a_copy_without_dates(friday: Programme, by: Actor) -> None:
    copy = duplicate(friday.event, by)
    assert (copy.dates.count(), copy.tariffs.count(), copy.zones.count()) == (0, 3, 2)


def test_a_copy_of_too_many_dates_is_refused(friday: Programme, by: Actor) -> None:
    with pytest.raises(TooManyDates):
        duplicate(friday.event, by, repeated=Rule(date(2027, 5, 1), Pace.DAILY))
    assert Event.objects.count() == 1


def test_an_archived_event_is_sold_no_more_and_comes_back_hidden(
    programme: Programme, by: Actor
) -> None:
    programming.archive_event(programme.event.id, by=by, at=clock.now())
    programming.archive_event(programme.event.id, by=by, at=clock.now())
    programme.event.refresh_from_db()
    assert programme.event.archived_at is not None
    assert Activity.objects.filter(verb="event.archived").count() == 1
    programming.restore_event(programme.event.id, by=by, at=clock.now())
    back = Event.objects.get()
    assert (back.archived_at, back.status) == (None, "hidden")


def test_a_deleted_event_leaves_nothing(friday: Programme, by: Actor) -> None:
    programming.delete_event(friday.event.id, by=by, at=clock.now())
    for model in (Event, Pool, Product, Tariff, PriceStep):
        assert not model.objects.exists()


def test_an_event_that_was_ordered_is_not_deleted(programme: Programme, by: Actor) -> None:
    make_cart(programme)
    with pytest.raises(WasSold, match="Archive it"):
        programming.delete_event(programme.event.id, by=by, at=clock.now())
    assert Event.objects.exists()


def test_who_may_not_edit_the_programme_changes_nothing(
    programme: Programme, carl: TeamMember, oscar: TeamMember, by: Actor
) -> None:
    with pytest.raises(NotAllowed):
        edit(programme.event, actor_of(carl), venue="Elsewhere")
    with pytest.raises(NotFound):
        edit(programme.event, actor_of(oscar), venue="Elsewhere")
    with pytest.raises(NotFound):
        create(programme.shop, actor_of(oscar))
    limited = Actor(
        label="x", organisation_id=by.organisation_id, can=by.can, events=frozenset({1})
    )
    with pytest.raises(NotAllowed, match="limited"):
        create(programme.shop, limited)
