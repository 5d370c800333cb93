"""What every story about an event begins and ends with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tessera.domain.activity import actions as activity
from tessera.domain.catalogue.models import Event, EventDate, Zone
from tessera.domain.catalogue.queries.events import lock_event
from tessera.domain.organisations.rules import Actor, Can, require, require_in
from tessera.domain.shops import actions as shops
from tessera.domain.stock import actions as stock
from tessera.domain.stock.errors import TooSmall
from tessera.domain.stock.models import Pool
from tessera.domain.stock.queries import pools_named
from tessera.lib.errors import NotFound
from tessera.lib.i18n import pick, say_date

NAMED = 5
"""So many dates are named in a refusal; the others are counted."""


def enter_event(event_id: int, *, by: Actor) -> Event:
    """The event and its shop, for this story alone: two people edit it one after the other.

    Refuses (NotAllowed, NotFound) who may not edit the programme, or not this event.
    """
    require(by, Can.EDIT_PROGRAMME)
    event = lock_event(event_id)
    if event is None or (by.events is not None and event.id not in by.events):
        raise NotFound(_("There is no such event."))
    require_in(by, organisation_id=event.shop.organisation_id, shop_id=event.shop_id)
    return event


def tell(verb: str, event: Event, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Write down what was done to the event; its public pages are made anew."""
    activity.record(verb, of=("event", event.id), shop=event.shop, by=by, at=at, **facts)
    shops.bump_catalogue(event.shop_id)


def open_places(
    dates: Sequence[EventDate],
    zones: Sequence[Zone],
    *,
    places: Mapping[tuple[int, int], int] | None = None,
) -> None:
    """A pool for every zone on every date; `places` by (date, zone) where they differ from the
    zone's own."""
    told = places or {}
    stock.open_pools(
        Pool(date=date, zone=zone, capacity=told.get((date.id, zone.id), zone.capacity))
        for date in dates
        for zone in zones
    )


def resize(capacities: Mapping[int, int], *, time_zone: str) -> None:
    """Give pools other capacities, all or none.

    Refuses (TooSmall) what is below the places taken, and names the dates with their figures.
    """
    try:
        stock.set_capacity(capacities)
    except TooSmall as refusal:
        short: list[dict[str, int]] = refusal.facts["short"]
        said = _short_said(short, time_zone)
        more = len(short) - NAMED
        if more > 0:
            said.append(ngettext("%(n)d more date", "%(n)d more dates", more) % {"n": more})
        message = _(
            "Nothing was changed: more places are sold or held than you ask for. %(dates)s."
        ) % {"dates": "; ".join(said)}
        raise TooSmall(message, short=short, taken=refusal.facts["taken"]) from refusal


def _short_said(short: Sequence[Mapping[str, int]], time_zone: str) -> list[str]:
    language = get_language() or "en"
    pools = pools_named([each["pool"] for each in short[:NAMED]])
    said = []
    for each in short[:NAMED]:
        pool = pools[each["pool"]]
        if pool.date is None:
            said.append(_("%(taken)d taken, %(asked)d asked for") % each)
            continue
        facts = {
            **each,
            "date": say_date(pool.date.starts_at, time_zone, language, "short"),
            "zone": pick(pool.zone.name, language) if pool.zone else "",
        }
        said.append(_("%(date)s, %(zone)s: %(taken)d taken, %(asked)d asked for") % facts)
    return said
