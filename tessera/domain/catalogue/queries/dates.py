"""Dates of one event, for those who make them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import ExtractIsoWeekDay, RowNumber, TruncDate

from tessera.domain.catalogue.models import Event, EventDate


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which dates of an event: a stretch of time, weekdays (Monday is 0), hours, a status."""

    since: datetime | None = None
    until: datetime | None = None
    weekday: int | None = None
    status: str = ""


def dates_narrowed(event: Event, by: Narrowed, *, time_zone: str) -> QuerySet[EventDate]:
    """The dates of the event that fit, the earliest first."""
    found = EventDate.objects.filter(event=event).order_by("starts_at", "id")
    if by.since is not None:
        found = found.filter(starts_at__gte=by.since)
    if by.until is not None:
        found = found.filter(starts_at__lt=by.until)
    if by.status == "full":
        found = found.filter(full_online=True)
    elif by.status:
        found = found.filter(status=by.status)
    if by.weekday is not None:
        there = ExtractIsoWeekDay("starts_at", tzinfo=ZoneInfo(time_zone))
        found = found.alias(weekday=there).filter(weekday=by.weekday + 1)
    return found


def dates_of_days(event: Event, by: Narrowed, *, time_zone: str, most: int) -> QuerySet[EventDate]:
    """The first dates of each day that fit, so `most` of them; `of_day` says how many it has."""
    day = TruncDate("starts_at", tzinfo=ZoneInfo(time_zone))
    place = Window(RowNumber(), partition_by=day, order_by=("starts_at", "id"))
    found = dates_narrowed(event, by, time_zone=time_zone)
    numbered = found.annotate(of_day=Window(Count("id"), partition_by=day), place=place)
    return numbered.filter(place__lte=most)


def starts_of(event: Event) -> set[datetime]:
    """When the event begins, every time."""
    return set(EventDate.objects.filter(event=event).values_list("starts_at", flat=True))


def lock_dates(event: Event, date_ids: Collection[int]) -> list[EventDate]:
    """These dates of the event, for this transaction alone, the earliest first.

    Buyers may still claim their places: their claims only need the dates to stay.
    """
    found = EventDate.objects.filter(event=event, id__in=date_ids).order_by("id")
    locked = found.select_for_update(of=("self",), no_key=True)
    return sorted(locked, key=lambda each: (each.starts_at, each.id))


def date_in(event: Event, date_id: int) -> EventDate | None:
    """One date of the event, or nothing."""
    return EventDate.objects.filter(event=event, id=date_id).first()


def dates_chosen(event: Event, date_ids: Collection[int]) -> list[EventDate]:
    """These dates of the event, the earliest first."""
    found = EventDate.objects.filter(event=event, id__in=date_ids)
    return list(found.order_by("starts_at", "id"))
