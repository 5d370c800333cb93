"""What is on: events are made, edited, copied, put away, deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tessera.domain.catalogue import actions as catalogue
from tessera.domain.catalogue.dating import CHANNELS, NewDate, shifted
from tessera.domain.catalogue.errors import TooManyDates, WasSold
from tessera.domain.catalogue.models import Event, EventDate, Visibility
from tessera.domain.catalogue.queries.events import all_dates_of, slugs_like
from tessera.domain.catalogue.queries.tariffs import counts_of
from tessera.domain.forms import actions as forms
from tessera.domain.orders.queries.programme import is_event_ordered
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops.models import Shop
from tessera.domain.stock import actions as stock
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pool_of_event, pools_of_dates
from tessera.flows.steps.programme import enter_event, open_places, tell
from tessera.lib.errors import NotAllowed
from tessera.lib.i18n import local
from tessera.lib.recurrence import Rule, days_of

RESERVED = {"new", ""}
"""What already is an address beside the events."""

MOST_COPIED = 1000


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy of an event is like: dates shifted so that the first falls on `first`, or those
    of the first day repeated on the days of `repeated`; without either it has no date."""

    name: Mapping[str, str]
    status: str = Visibility.DRAFT
    first: date | None = None
    repeated: Rule | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """A date to be made after the pattern of another, so many days later."""

    like: EventDate
    days: int
    new: NewDate = field(compare=False)


@transaction.atomic(durable=True)
def create_event(
    shop: Shop, *, facts: Mapping[str, Any], picture: bytes | None, by: Actor, at: datetime
) -> Event:
    """A new event of the shop; its address is made of its name and stays.

    Refuses (BadPicture) a file that is none; (NotAllowed) who is limited to some events.
    """
    require(by, Can.EDIT_PROGRAMME)
    require_in(by, organisation_id=shop.organisation_id, shop_id=shop.id)
    if by.events is not None:
        raise NotAllowed(_("Your profile is limited to some events: ask an administrator."))
    event = catalogue.create_event(shop, slug=_slug(shop, facts["name"]), **facts)
    if picture is not None:
        catalogue.set_picture(event, picture)
    if event.capacity is not None:
        stock.open_pool(capacity=event.capacity, event_id=event.id)
    tell("event.created", event, by=by, at=at)
    return event


@transaction.atomic(durable=True)
def edit_event(
    event_id: int, *, facts: Mapping[str, Any], picture: bytes | None, by: Actor, at: datetime
) -> Event:
    """Write what is said of an event; a capacity caps all its dates together.

    Refuses (TooSmall) a capacity below what is sold or held; (BadPicture) a file that is none.
    """
    event = enter_event(event_id, by=by)
    changed = sorted(name for name, value in facts.items() if getattr(event, name) != value)
    catalogue.change_event(event, **facts)
    if picture is not None:
        catalogue.set_picture(event, picture)
        changed.append("picture")
    if "capacity" in changed:
        _cap(event)
    tell("event.edited", event, by=by, at=at, fields=changed)
    return event


@transaction.atomic(durable=True)
def duplicate_event(event_id: int, *, copy: Copy, by: Actor, at: datetime) -> Event:
    """The event again under another name: zones, tariffs, prices, steps, picture, and its dates as
    the copy says. Nothing of the new one is sold.

    Refuses (TooManyDates) more dates than are made at once.
    """
    event = enter_event(event_id, by=by)
    shop = event.shop
    nights = _nights(event, copy)
    if len(nights) > MOST_COPIED:
        raise TooManyDates(
            _("%(new)d dates are too many at once: make at most %(most)d.")
            % {"new": len(nights), "most": MOST_COPIED}
        )
    made = catalogue.copy_event(
        event,
        slug=_slug(shop, copy.name),
        name=dict(copy.name),
        status=copy.status,
        full_online=False,
        full_reseller=False,
    )
    zones = catalogue.copy_zones(event, to=made)
    dates = catalogue.add_dates(made, [night.new for night in nights])
    _keep_ends(dates, nights, shop)
    products = catalogue.copy_tariffs(
        event,
        to=made,
        zones=zones,
        dates=_became(nights, dates) if copy.repeated is None else {},
        move=partial(shifted, days=nights[0].days if nights else 0, time_zone=shop.time_zone),
    )
    places = {
        (new.id, zones[zone_id].id): capacity
        for new, night in zip(dates, nights, strict=True)
        for zone_id, capacity in night.new.places.items()
    }
    open_places(dates, list(zones.values()), places=places)
    counts = counts_of([product.id for product in products.values()])
    stock.open_pools(
        Pool(product_id=product, capacity=capacity) for product, capacity in counts.items()
    )
    if made.capacity is not None:
        stock.open_pool(capacity=made.capacity, event_id=made.id)
    forms.copy_uses((old, product.id) for old, product in products.items())
    tell("event.duplicated", made, by=by, at=at, source=event.id, dates=len(dates))
    return made


@transaction.atomic(durable=True)
def archive_event(event_id: int, *, by: Actor, at: datetime) -> Event:
    """Put the event away: it is neither shown nor sold; orders and tickets stay as they are."""
    event = enter_event(event_id, by=by)
    if event.archived_at is None:
        catalogue.change_event(event, archived_at=at)
        tell("event.archived", event, by=by, at=at)
    return event


@transaction.atomic(durable=True)
def restore_event(event_id: int, *, by: Actor, at: datetime) -> Event:
    """Take the event out of the archive, hidden: showing it is another step."""
    event = enter_event(event_id, by=by)
    if event.archived_at is not None:
        catalogue.change_event(event, archived_at=None, status=Visibility.HIDDEN)
        tell("event.restored", event, by=by, at=at)
    return event


@transaction.atomic(durable=True)
def delete_event(event_id: int, *, by: Actor, at: datetime) -> None:
    """Remove an event with its dates, zones and tariffs.

    Refuses (WasSold) one that was ever ordered or lies in a cart: hide or archive it.
    """
    event = enter_event(event_id, by=by)
    if is_event_ordered(event.id):
        raise WasSold(
            _(
                "This event was ordered or lies in a cart, so it cannot be deleted."
                " Archive it: it is no longer shown or sold, and its orders stay."
            )
        )
    stock.close_pools(date_id__in=[each.id for each in all_dates_of(event)])
    tell("event.deleted", event, by=by, at=at, name=event.name, slug=event.slug)
    catalogue.delete_event(event)


def _slug(shop: Shop, name: Mapping[str, str]) -> str:
    """An address made of the name, that no event of the shop has."""
    said = next((name[code] for code in shop.languages if name.get(code)), "")
    stem = slugify(said or next(iter(name.values()), ""))[:70].strip("-") or "event"
    taken = slugs_like(shop.id, stem) | RESERVED
    numbers = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(each for each in numbers if each not in taken)


def _cap(event: Event) -> None:
    """Count the places of all dates together, no longer, or up to another figure."""
    pool = pool_of_event(event.id)
    if event.capacity is None:
        stock.uncap_event(event.id)
    elif pool is None:
        stock.cap_event(event.id, capacity=event.capacity)
    else:
        stock.set_capacity({pool.id: event.capacity})


def _nights(event: Event, copy: Copy) -> list[Night]:
    """The dates of the copy, each with the one it is like."""
    zone = event.shop.time_zone
    dates = all_dates_of(event)
    if not dates or (copy.first is None and copy.repeated is None):
        return []
    opening = local(dates[0].starts_at, zone).date()
    if copy.repeated is None:
        assert copy.first is not None
        days = (copy.first - opening).days
        wanted = [(each, days) for each in dates]
    else:
        first_day = [each for each in dates if local(each.starts_at, zone).date() == opening]
        found = days_of(copy.repeated)
        wanted = [(each, (day - opening).days) for day in found for each in first_day]
    places = _places([like for like, _days in wanted])
    return [_night(like, days, places.get(like.id, {}), zone) for like, days in wanted]


def _places(dates: Sequence[EventDate]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for pool in pools_of_dates([each.id for each in dates]):
        if pool.date_id is not None and pool.zone_id is not None:
            found.setdefault(pool.date_id, {})[pool.zone_id] = pool.capacity
    return found


def _night(like: EventDate, days: int, places: Mapping[int, int], time_zone: str) -> Night:
    starts_at = shifted(like.starts_at, days=days, time_zone=time_zone)
    by = starts_at - like.starts_at
    return Night(
        like,
        days,
        NewDate(
            starts_at=starts_at,
            ends_at=like.ends_at and like.ends_at + by,
            doors_at=like.doors_at and like.doors_at + by,
            places=places,
        ),
    )


def _keep_ends(dates: Sequence[EventDate], nights: Sequence[Night], shop: Shop) -> None:
    """The sale ends of the pattern, moved along with the start."""
    names = [f"{channel}_until" for channel in CHANNELS]
    for made, night in zip(dates, nights, strict=True):
        by: timedelta = made.starts_at - night.like.starts_at
        for name in names:
            said: datetime | None = getattr(night.like, name)
            setattr(made, name, said and said + by)
    told = [each for each in dates if any(getattr(each, name) for name in names)]
    catalogue.keep_dates(told, names)


def _became(nights: Sequence[Night], dates: Sequence[EventDate]) -> dict[int, int]:
    return {night.like.id: made.id for night, made in zip(nights, dates, strict=True)}
