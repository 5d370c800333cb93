"""One event: its dates, and the tariffs of the date that is chosen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from tessera.domain.catalogue.models import Event, EventDate, Tariff, Visibility
from tessera.domain.catalogue.places import map_address
from tessera.domain.catalogue.queries.programme import (
    dates_of_event,
    event_for_sale,
    tariffs_of_event,
)
from tessera.domain.shops.models import Shop
from tessera.domain.stock.queries import date_totals, left_for
from tessera.lib import clock
from tessera.lib.i18n import pick
from tessera.lib.markdown import to_html, to_text
from tessera.lib.money import Money
from tessera.web.parts.access import public, to_my_account
from tessera.web.parts.kept import keep
from tessera.web.shop import carts
from tessera.web.shop.cards import picture_of
from tessera.web.shop.codes import opened_for
from tessera.web.shop.dates import Row, chosen, month_of, months_of, rows_of
from tessera.web.shop.members import open_to, remember_member, says_member
from tessera.web.shop.page import currency_of, language_of, open_shop, render
from tessera.web.shop.tariffs import Reader, ZoneChoices, choices_of
from tessera.web.shop.views.programme import category_names

MANY = 12
"""With more dates than this the page shows a month at a time."""


@public
@require_safe
@keep(seconds=1)
def event_page(request: HttpRequest, shop: str, event: str) -> HttpResponse:
    """The event with its dates; a click on one shows its tariffs."""
    place, at = open_shop(request, shop), clock.now()
    if says_member(request) and not request.user.is_authenticated:
        return to_my_account(request)
    page = render(request, "shop/event.html", place, event_facts(request, place, event, at=at))
    code = request.GET.get("code", "")
    # What a code, or a membership, opens is for who brings it: kept for nobody else.
    if says_member(request):
        page = remember_member(page, place)
    return carts.remember_code(page, place, code[: carts.LONGEST_CODE]) if code else page


def event_facts(request: HttpRequest, place: Shop, slug: str, *, at: datetime) -> dict[str, Any]:
    """What the page of an event shows; a refused cart shows it again with the reason."""
    event = event_for_sale(place.id, slug)
    if event is None:
        raise Http404
    reader = Reader(language_of(request), currency_of(request, place), at, place.time_zone)
    language = reader.language
    dates = dates_of_event(event.id, at=at)
    totals = date_totals([each.id for each in dates])
    rows = rows_of(place, dates, events={event.id: event}, totals=totals, language=language, at=at)
    row = _chosen(request, rows)
    each = next((each for each in dates if row and each.id == row.id), None)
    tariffs = _tariffs(event, each, reader)
    opened = opened_for(request, place, tariffs)
    code = _code_shown(request, place, opens_more=bool(opened))
    shown = [one for one in tariffs if not one.product.by_code or one.product_id in opened]
    reader = replace(reader, opened=open_to(request, place, shown, each))
    zones = _zones(event, each, shown, reader, _kept(request))
    here = reverse("shop:event", args=[place.slug, event.slug])
    marked = chosen(rows, row.id if row else None)
    month = month_of(marked, _month(request, row), language=language)
    return {
        "address": f"{here}?{request.GET.urlencode()}" if request.GET else here,
        "event": event,
        "map": map_address(event),
        "name": pick(event.name, language),
        "subtitle": pick(event.subtitle, language),
        "description": _html(pick(event.description, language)),
        "category_name": category_names().get(event.category, ""),
        "picture": picture_of(event, language),
        "rows": marked if len(marked) <= MANY else month.rows,
        "month": month if len(marked) > MANY or request.GET.get("view") == "month" else None,
        "view": request.GET.get("view", "list"),
        "has_months": len(months_of(rows)) > 1,
        "row": row,
        "zones": zones,
        "can_buy": bool(row and row.badge.can_buy and any(z.choices for z in zones)),
        "is_open": any(choice.maximum for zone in zones for choice in zone.choices),
        "data": _data(place, event, rows, reader, zones),
        "hold_minutes": place.hold_minutes,
        "code": code,
        "and_code": _carried(request, code),
        "is_member": says_member(request),
        "for_members": any(one.product.level_ids is not None for one in shown),
        "opens_more": bool(opened),
        "has_hidden": len(shown) < len(tariffs),
    }


def _code_shown(request: HttpRequest, shop: Shop, *, opens_more: bool) -> str:
    """The code that the address brings; one of an earlier page where it opens something here."""
    is_brought = bool(request.GET.get("code") or request.POST.get("code"))
    return carts.code_of(request, shop) if is_brought or opens_more else ""


def _carried(request: HttpRequest, code: str) -> str:
    """What the links of the page carry along."""
    told = {"code": code} if code else {}
    told |= {"member": "1"} if says_member(request) else {}
    return f"&{urlencode(told)}" if told else ""


def _chosen(request: HttpRequest, rows: list[Row]) -> Row | None:
    asked = request.GET.get("date") or request.POST.get("date") or ""
    found = next((row for row in rows if str(row.id) == asked), None)
    if found is not None or asked:
        return found
    in_month = [row for row in rows if f"{row.said.on:%Y-%m}" == request.GET.get("month")]
    among = in_month or rows
    return next((row for row in among if row.badge.can_buy), among[0] if among else None)


def _month(request: HttpRequest, row: Row | None) -> str:
    asked = request.GET.get("month", "")
    return asked or (f"{row.said.on:%Y-%m}" if row else "")


def _tariffs(event: Event, each: EventDate | None, reader: Reader) -> list[Tariff]:
    if each is None or each.status == Visibility.CANCELLED:
        return []
    return tariffs_of_event(event.id, currency=reader.currency)


def _zones(
    event: Event,
    each: EventDate | None,
    tariffs: Sequence[Tariff],
    reader: Reader,
    kept: Mapping[str, str],
) -> list[ZoneChoices]:
    if each is None or each.status == Visibility.CANCELLED:
        return []
    products = [tariff.product_id for tariff in tariffs]
    left = left_for(events=[event.id], dates=[each.id], products=products)
    return choices_of(tariffs, each, left, reader=reader, kept=kept)


def _kept(request: HttpRequest) -> dict[str, str]:
    typed = ("quantity-", "price-")
    return {name: str(value) for name, value in request.POST.items() if name.startswith(typed)}


def _html(text: str) -> SafeString:
    return mark_safe(to_html(text))  # noqa: S308 - cleaned by nh3


def _data(
    shop: Shop, event: Event, rows: list[Row], reader: Reader, zones: list[ZoneChoices]
) -> SafeString:
    """schema.org Event data, one for each of the next dates; safe inside a script element."""
    told = _event_data(shop, event, reader)
    amounts = [choice.amount for zone in zones for choice in zone.choices]
    each = [told | _date_data(row, amounts, reader.currency) for row in rows[:20]]
    text = json.dumps(each, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(safe)  # noqa: S308 - escaped above as JSON


def _event_data(shop: Shop, event: Event, reader: Reader) -> dict[str, Any]:
    picture = picture_of(event, reader.language)
    address = {
        "@type": "PostalAddress",
        "streetAddress": event.street,
        "postalCode": event.postcode,
        "addressLocality": event.city,
        "addressCountry": event.country,
    }
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": pick(event.name, reader.language),
        "description": to_text(pick(event.subtitle, reader.language)),
        "location": {"@type": "Place", "name": event.venue or event.city, "address": address},
        "organizer": {"@type": "Organization", "name": pick(shop.name, reader.language)},
    }
    if picture is not None:
        told["image"] = f"{settings.PUBLIC_URL}{picture.large}"
    return told


def _date_data(row: Row, amounts: list[int], currency: str) -> dict[str, Any]:
    status = "EventCancelled" if row.is_cancelled else "EventScheduled"
    told: dict[str, Any] = {
        "startDate": row.said.iso,
        "eventStatus": f"https://schema.org/{status}",
    }
    if amounts:
        stock = "InStock" if row.badge.can_buy else "SoldOut"
        told["offers"] = {
            "@type": "AggregateOffer",
            "priceCurrency": currency,
            "lowPrice": Money(min(amounts), currency).plain(),
            "availability": f"https://schema.org/{stock}",
        }
    return told
