"""The programme with its figures: events found, how much of each is sold, months with dates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, TruncMonth

from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.catalogue.queries.visible import events_visible_to
from tessera.domain.organisations.rules import Actor
from tessera.domain.reporting.queries.rows import ask

WHEN = ("coming", "past", "all", "archived")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: `when` is one of WHEN; `status` a visibility, or "full"."""

    words: str = ""
    when: str = "coming"
    status: str = ""


@dataclass(frozen=True, slots=True)
class EventFigures:
    """Of one event: its dates, and how many of its places are sold or held."""

    dates: int = 0
    coming: int = 0
    first_at: datetime | None = None
    next_at: datetime | None = None
    last_at: datetime | None = None
    capacity: int = 0
    taken: int = 0

    @property
    def percent(self) -> int | None:
        """How full, in whole per cent; none without places."""
        return self.taken * 100 // self.capacity if self.capacity else None


FIGURES = """
SELECT event.id, date.dates, date.coming, date.first, date.next, date.last,
       coalesce(least(pool.capacity, event.capacity), 0), coalesce(pool.taken, 0)
FROM tessera_event event
LEFT JOIN LATERAL (
    SELECT count(*) AS dates, count(*) FILTER (WHERE starts_at >= %(since)s) AS coming,
           min(starts_at) AS first, max(starts_at) AS last,
           min(starts_at) FILTER (WHERE starts_at >= %(since)s) AS next
    FROM tessera_eventdate WHERE event_id = event.id
) date ON true
LEFT JOIN LATERAL (
    SELECT sum(tessera_pool.capacity)::int AS capacity, sum(taken)::int AS taken
    FROM tessera_pool JOIN tessera_eventdate night ON night.id = date_id
    WHERE night.event_id = event.id
) pool ON true
WHERE event.id = ANY(%(events)s::bigint[])
"""


def events_wanted(
    actor: Actor, shop_id: int, wanted: Wanted, *, since: datetime
) -> QuerySet[Event]:
    """The events of the shop that fit: coming ones by their next date (first those without any),
    the others from the latest."""
    found = events_visible_to(actor, shop_id).filter(archived_at__isnull=wanted.when != "archived")
    if wanted.words:
        texts = Cast("name", TextField())
        found = found.alias(texts=texts).filter(
            Q(texts__icontains=wanted.words)
            | Q(venue__icontains=wanted.words)
            | Q(city__icontains=wanted.words)
        )
    if wanted.status == "full":
        found = found.filter(full_online=True)
    elif wanted.status:
        found = found.filter(status=wanted.status)
    dates = EventDate.objects.filter(event=OuterRef("id")).order_by().values("event")
    coming = dates.filter(starts_at__gte=since).annotate(at=Min("starts_at")).values("at")
    latest = dates.annotate(at=Max("starts_at")).values("at")
    found = found.alias(next=Subquery(coming), last=Subquery(latest))
    if wanted.when == "coming":
        found = found.filter(Q(next__isnull=False) | Q(last=None))
        return found.order_by(F("next").asc(nulls_first=True), "id")
    if wanted.when == "past":
        found = found.filter(last__isnull=False, next=None)
    return found.order_by("-last", "-id")


def figures_of(event_ids: Collection[int], *, since: datetime) -> dict[int, EventFigures]:
    """Dates and places of each event, in one statement."""
    if not event_ids:
        return {}
    rows = ask(FIGURES, {"events": list(event_ids), "since": since})
    return {row[0]: EventFigures(*row[1:]) for row in rows}


def months_with_dates(event_id: int, *, time_zone: str) -> list[tuple[date, int]]:
    """The months in which the event is on, as their first days, with the number of dates."""
    found = EventDate.objects.filter(event=event_id).order_by()
    month: Any = TruncMonth("starts_at", tzinfo=ZoneInfo(time_zone))
    rows = found.values(month=month).annotate(dates=Count("id")).order_by("month")
    return [(row["month"].date(), row["dates"]) for row in rows]
