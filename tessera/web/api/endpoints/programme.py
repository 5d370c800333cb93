"""Shops, events, dates, and what is left of them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from tessera.domain.catalogue.models import Event, EventDate, Tariff
from tessera.domain.catalogue.queries.listing import (
    date_of,
    dates_of,
    event_of,
    events_of,
    steps_in,
    tariffs_of,
)
from tessera.domain.catalogue.queries.sellables import serves, terms_of
from tessera.domain.catalogue.rules import price_now, require_on_sale, steps_ahead
from tessera.domain.shops.queries import visible_to
from tessera.domain.stock.queries import Left, left_for
from tessera.lib import clock
from tessera.lib.errors import NotFound, Refusal
from tessera.web.api import schemas
from tessera.web.api.access import shop_of
from tessera.web.api.paging import date_mark, number_mark, read_date_mark, read_number_mark

router = Router(tags=["Programme"])
MOST: Any = Query(50, ge=1, le=100, description="How many at most")
AFTER: Any = Query("", max_length=100, description="`next` of the page before")
OF_EVENT: Any = Query(None, description="Slug of one event")
SINCE: Any = Query(None, description="Only what starts then or later")


@router.get("/shops", response=schemas.Shops, operation_id="shops")
def shops(request: HttpRequest) -> Any:
    """Every shop that the key may see."""
    return {"items": visible_to(request.auth)}  # type: ignore[attr-defined]  # set by Key


@router.get("/shops/{shop}/events", response=schemas.Events, operation_id="events")
def events(request: HttpRequest, shop: str, limit: int = MOST, after: str = AFTER) -> Any:
    """Every event of the shop that is not archived, drafts included."""
    _actor, found = shop_of(request, shop)
    rows = events_of(found.id, after=read_number_mark(after), most=limit + 1)
    page = rows[:limit]
    return {
        "items": [_event(event) for event in page],
        "next": number_mark(page[-1].id) if len(rows) > limit else None,
    }


@router.get("/shops/{shop}/events/{event}", response=schemas.EventWithZones, operation_id="event")
def event(request: HttpRequest, shop: str, event: schemas.Slug) -> Any:
    """One event and its zones."""
    _actor, found = shop_of(request, shop)
    one = event_of(found.id, event)
    if one is None:
        raise NotFound("There is no such event in this shop.")
    return {**_event(one), "zones": list(one.zones.all())}


@router.get("/shops/{shop}/dates", response=schemas.Dates, operation_id="dates")
def dates(
    request: HttpRequest,
    shop: str,
    event: schemas.Slug | None = OF_EVENT,
    since: schemas.Moment | None = SINCE,
    limit: int = MOST,
    after: str = AFTER,
) -> Any:
    """Dates of the shop by their start; of one event, or from a moment on."""
    _actor, found = shop_of(request, shop)
    mark = read_date_mark(after)
    rows = dates_of(found.id, event=event, since=since, after=mark, most=limit + 1)
    page = rows[:limit]
    last = (page[-1].starts_at, page[-1].id) if len(rows) > limit else None
    return {"items": [_date(date) for date in page], "next": date_mark(last)}


@router.get(
    "/shops/{shop}/dates/{date}/availability",
    response=schemas.Availability,
    operation_id="availability",
)
def availability(request: HttpRequest, shop: str, date: schemas.Id) -> Any:
    """What every tariff of a date costs now and later, whether it is on sale online, and how
    many are left."""
    _actor, found = shop_of(request, shop)
    one = date_of(found.id, date)
    if one is None:
        raise NotFound("There is no such date in this shop.")
    tariffs = [each for each in tariffs_of(one.event_id) if serves(each, one.id)]
    left = left_for(
        events=[one.event_id],
        dates=[one.id],
        products=[tariff.product_id for tariff in tariffs],
    )
    at = clock.now()
    return {"date": _date(one), "tariffs": [_tariff(each, one, left, at) for each in tariffs]}


def _event(event: Event) -> dict[str, Any]:
    names = schemas.Event.model_fields
    return {name: getattr(event, name) for name in names}


def _date(date: EventDate) -> dict[str, Any]:
    return {
        "id": date.id,
        "event": date.event.slug,
        "starts_at": date.starts_at,
        "ends_at": date.ends_at,
        "doors_at": date.doors_at,
        "status": date.status,
    }


def _tariff(tariff: Tariff, date: EventDate, left: Left, at: datetime) -> dict[str, Any]:
    why_not = _why_not(tariff, date, at)
    has_places = left.has_places(date_id=date.id, zone_id=tariff.zone_id)
    return {
        "product": tariff.product_id,
        "name": tariff.product.name,
        "zone": tariff.zone_id,
        "zone_name": tariff.zone.name,
        "kind": tariff.kind,
        "group_size": tariff.group_size,
        "prices": _prices(tariff, left, at),
        "next_prices": _next_prices(tariff, left, at),
        "left": _left(tariff, date, left) if has_places else 0,
        "on_sale": has_places and why_not is None,
        "why_not": why_not,
    }


def _prices(tariff: Tariff, left: Left, at: datetime) -> dict[str, int]:
    sold = left.sold_of(tariff.product_id)
    return {
        price.currency: price_now(price.amount, steps_in(tariff, price.currency), at=at, sold=sold)
        for price in tariff.product.prices.all()
    }


def _next_prices(tariff: Tariff, left: Left, at: datetime) -> list[dict[str, Any]]:
    """The steps that can still change the price, by currency."""
    sold = left.sold_of(tariff.product_id)
    return [
        {
            "currency": price.currency,
            "amount": step.amount,
            "starts_at": step.starts_at,
            "after_sold": step.after_sold,
        }
        for price in tariff.product.prices.all()
        for step in steps_ahead(steps_in(tariff, price.currency), at=at, sold=sold)
    ]


def _left(tariff: Tariff, date: EventDate, left: Left) -> int:
    return left.places_left(
        event_id=date.event_id,
        date_id=date.id,
        zone_id=tariff.zone_id,
        product_id=tariff.product_id,
    )


def _why_not(tariff: Tariff, date: EventDate, at: datetime) -> str | None:
    """The code of the refusal a buyer would meet, or nothing."""
    try:
        require_on_sale(terms_of(tariff, date, channel="online", language="en"), at=at)
    except Refusal as refusal:
        return refusal.code
    return None
