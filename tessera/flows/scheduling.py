"""When things happen: dates are added, changed, called off, deleted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue import actions as catalogue
from tessera.domain.catalogue.dating import CHANNELS, Change, NewDate, Times, moved
from tessera.domain.catalogue.errors import NothingToDo, TooManyDates, WasSold
from tessera.domain.catalogue.models import EventDate, Visibility
from tessera.domain.catalogue.queries.dates import lock_dates, starts_of
from tessera.domain.catalogue.queries.events import zones_of
from tessera.domain.orders.queries.programme import dates_ordered
from tessera.domain.organisations.rules import Actor
from tessera.domain.stock import actions as stock
from tessera.domain.stock.queries import pools_of_dates
from tessera.flows.steps.programme import enter_event, open_places, resize, tell
from tessera.lib.errors import NotFound

MOST_AT_ONCE = 1000
MOST_OF_AN_EVENT = 5000
MOMENTS = tuple(Times.__slots__)


@transaction.atomic(durable=True)
def add_dates(
    event_id: int, *, dates: Sequence[NewDate], by: Actor, at: datetime
) -> list[EventDate]:
    """New dates with places in every zone, all or none. A start that the event already has is
    passed over, so that sending twice makes them once.

    Refuses (TooManyDates) more than are made at once or than an event may have.
    """
    event = enter_event(event_id, by=by)
    there = starts_of(event)
    new = list({each.starts_at: each for each in dates if each.starts_at not in there}.values())
    if not new:
        raise NothingToDo(_("There is no new date among them: all exist already."))
    _require_room(len(new), already=len(there))
    made = catalogue.add_dates(event, new)
    places = {
        (date.id, zone): capacity
        for date, told in zip(made, new, strict=True)
        for zone, capacity in told.places.items()
    }
    open_places(made, zones_of(event), places=places)
    tell("dates.added", event, by=by, at=at, count=len(made), first=made[0].starts_at.isoformat())
    return made


@transaction.atomic(durable=True)
def change_dates(
    event_id: int, *, date_ids: Collection[int], change: Change, by: Actor, at: datetime
) -> int:
    """Change many dates alike, all or none; says how many.

    Refuses (TooSmall) capacities below what is taken, naming the dates; (NoSuchTime) an hour
    that the clock skips; (NothingToDo) when no date is chosen or nothing said.
    """
    event = enter_event(event_id, by=by)
    dates = lock_dates(event, date_ids)
    if not dates or change.says_nothing:
        raise NothingToDo(_("Choose dates, and say what is to change."))
    fields = _apply(dates, change, time_zone=event.shop.time_zone)
    catalogue.keep_dates(dates, fields)
    _resize(dates, change.places, time_zone=event.shop.time_zone)
    if change.served is not None:
        catalogue.serve_only(event, [each.id for each in dates], products=change.served)
    facts = {name: value for name, value in _told(change).items() if value}
    tell("dates.changed", event, by=by, at=at, count=len(dates), **facts)
    return len(dates)


@transaction.atomic(durable=True)
def edit_date(
    date_id: int,
    *,
    event_id: int,
    facts: Mapping[str, Any],
    places: Mapping[int, int],
    by: Actor,
    at: datetime,
) -> EventDate:
    """Write one date's times, status and marks, and its places by zone.

    Refuses (TooSmall) fewer places than are taken; (NotFound) a date of another event.
    """
    event = enter_event(event_id, by=by)
    date = next(iter(lock_dates(event, [date_id])), None)
    if date is None:
        raise NotFound(_("There is no such date."))
    for name, value in facts.items():
        setattr(date, name, value)
    catalogue.keep_dates([date], list(facts))
    _resize([date], places, time_zone=event.shop.time_zone)
    tell("date.edited", event, by=by, at=at, date=date.id, starts=date.starts_at.isoformat())
    return date


@transaction.atomic(durable=True)
def call_off_dates(event_id: int, *, date_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Say of these dates that they do not take place: nobody can buy them any more.

    Orders and tickets stay as they are and no money is given back by this. Says how many.
    """
    event = enter_event(event_id, by=by)
    dates = lock_dates(event, date_ids)
    if not dates:
        raise NothingToDo(_("No date is chosen."))
    for date in dates:
        date.status = Visibility.CANCELLED
    catalogue.keep_dates(dates, ["status"])
    starts = [each.starts_at.isoformat() for each in dates[:20]]
    tell("dates.cancelled", event, by=by, at=at, count=len(dates), starts=starts)
    return len(dates)


@transaction.atomic(durable=True)
def delete_dates(event_id: int, *, date_ids: Collection[int], by: Actor, at: datetime) -> int:
    """Remove dates with their places, all or none; says how many.

    Refuses (WasSold) when one was ever ordered or lies in a cart: hide it or call it off.
    """
    event = enter_event(event_id, by=by)
    ids = [each.id for each in lock_dates(event, date_ids)]
    if not ids:
        raise NothingToDo(_("No date is chosen."))
    ordered = dates_ordered(ids)
    if ordered:
        raise WasSold(_sold_said(len(ordered)), dates=sorted(ordered))
    stock.close_pools(date_id__in=ids)
    catalogue.delete_dates(ids)
    tell("dates.deleted", event, by=by, at=at, count=len(ids))
    return len(ids)


def _require_room(new: int, *, already: int) -> None:
    if new > MOST_AT_ONCE:
        raise TooManyDates(
            _("%(new)d dates are too many at once: make at most %(most)d.")
            % {"new": new, "most": MOST_AT_ONCE},
            most=MOST_AT_ONCE,
        )
    if already + new > MOST_OF_AN_EVENT:
        raise TooManyDates(
            _("An event has at most %(most)d dates, and this one has %(already)d.")
            % {"already": already, "most": MOST_OF_AN_EVENT},
            most=MOST_OF_AN_EVENT,
        )


def _apply(dates: Sequence[EventDate], change: Change, *, time_zone: str) -> list[str]:
    """Set what the change says; the names of the fields that may differ now."""
    marks = {
        "status": change.status or None,
        "full_online": change.full_online,
        "full_reseller": change.full_reseller,
    }
    fields = {name: value for name, value in marks.items() if value is not None}
    for date in dates:
        for name, value in fields.items():
            setattr(date, name, value)
        if change.moves:
            now = Times(**{name: getattr(date, name) for name in MOMENTS})
            for name, moment in asdict(moved(now, change, time_zone=time_zone)).items():
                setattr(date, name, moment)
    return [*fields, *(MOMENTS if change.moves else ())]


def _resize(dates: Sequence[EventDate], places: Mapping[int, int], *, time_zone: str) -> None:
    if not places:
        return
    capacities = {
        pool.id: places[pool.zone_id]
        for pool in pools_of_dates([each.id for each in dates])
        if pool.zone_id is not None and pool.zone_id in places
    }
    resize(capacities, time_zone=time_zone)


def _told(change: Change) -> dict[str, Any]:
    """What the activity keeps of a change."""
    return {
        "shift_minutes": change.shift_minutes,
        "starts": change.starts and change.starts.isoformat("minutes"),
        "status": change.status,
        "places": {str(zone): places for zone, places in change.places.items()},
        "sale_ends": [channel for channel in CHANNELS if channel in change.sale_ends],
        "served": None if change.served is None else sorted(change.served),
    }


def _sold_said(sold: int) -> str:
    return ngettext(
        "%(n)d of these dates was ordered or lies in a cart, so nothing was deleted."
        " Hide it or call it off instead.",
        "%(n)d of these dates were ordered or lie in carts, so nothing was deleted."
        " Hide them or call them off instead.",
        sold,
    ) % {"n": sold}
