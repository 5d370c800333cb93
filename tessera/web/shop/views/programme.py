"""What is on: the home of a shop, and its calendar file."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tessera.domain.catalogue.models import Category, Event, EventDate, Visibility
from tessera.domain.catalogue.queries.programme import dates_to_come
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import open_shops
from tessera.domain.stock.queries import date_totals
from tessera.domain.tickets.calendar import ends_of
from tessera.lib import clock
from tessera.lib.calendar import Entry, to_ics
from tessera.lib.i18n import pick
from tessera.lib.money import Money
from tessera.web.parts.access import public
from tessera.web.parts.kept import keep
from tessera.web.shop import carts
from tessera.web.shop.cards import cards_of
from tessera.web.shop.dates import Row, month_of, rows_of
from tessera.web.shop.page import compiled, currency_of, language_of, open_shop, own_words, render
from tessera.web.shop.saying import zone
from tessera.web.shop.tariffs import least_prices

VIEWS = ("list", "month", "agenda")


@public
@require_safe
@keep(seconds=5)
def start(request: HttpRequest) -> HttpResponse:
    """The shops of this installation; the only one opens by itself."""
    shops = open_shops()
    language = language_of(request)
    if len(shops) == 1:
        return redirect("shop:home", shop=shops[0].slug)
    rows = [
        {"slug": shop.slug, "name": pick(shop.name, language), "city": shop.city} for shop in shops
    ]
    page = compiled("shop/start.html").render({"shops": rows, "language": language}, request)
    return HttpResponse(page)


@public
@require_safe
@keep(seconds=1)
def home(request: HttpRequest, shop: str) -> HttpResponse:
    """What is on, as list, month or agenda; search and category are in the address."""
    place, at = open_shop(request, shop), clock.now()
    asked = request.GET
    language, currency = language_of(request), currency_of(request, place)
    category = asked.get("category", "")
    category = category if category in Category.values else ""
    words = asked.get("q", "").strip()[:80]
    view = asked.get("view") if asked.get("view") in VIEWS else "list"
    since = _day(asked.get("from", ""), place)
    dates = dates_to_come(place.id, at=max(at, since or at), category=category, words=words)
    rows = _rows(place, dates, language, at)
    facts: dict[str, Any] = {
        "view": view,
        "views": _views(request),
        "q": words,
        "since": asked["from"] if since else "",
        "query": _without_month(request, view="month"),
        "category": category,
        "categories": _categories(dates, category),
        "count": len(rows),
        "welcome": own_words(place, "welcome", language),
    }
    if view == "list":
        events = _events(dates)
        least = {
            event: _("from %(price)s") % {"price": Money(amount, currency).format(language)}
            if amount
            else _("Free")
            for event, amount in least_prices(list(events), currency=currency, at=at).items()
        }
        facts["cards"] = cards_of(rows, events, least, language=language)
    elif view == "month":
        facts["month"] = month_of(rows, asked.get("month", ""), language=language)
    else:
        facts["rows"] = rows
    page, code = render(request, "shop/home.html", place, facts), asked.get("code", "")
    return carts.remember_code(page, place, code[: carts.LONGEST_CODE]) if code else page


@public
@require_safe
@keep(seconds=60)
def feed(request: HttpRequest, shop: str) -> HttpResponse:
    """Everything that is on, as a calendar that phones subscribe to (RFC 5545)."""
    place, language = open_shop(request, shop), language_of(request)
    dates = dates_to_come(place.id, at=clock.now())
    entries = [_entry(place, each, language) for each in dates]
    body = to_ics(entries, name=pick(place.name, language))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _rows(shop: Shop, dates: list[EventDate], language: str, at: datetime) -> list[Row]:
    totals = date_totals([each.id for each in dates])
    events = _events(dates)
    return rows_of(shop, dates, events=events, totals=totals, language=language, at=at)


def _events(dates: list[EventDate]) -> dict[int, Event]:
    return {each.event_id: each.event for each in dates}


def _day(typed: str, shop: Shop) -> datetime | None:
    """The beginning of the day that was chosen, on the shop's clock."""
    try:
        return datetime.combine(date.fromisoformat(typed), time(), zone(shop.time_zone))
    except ValueError:
        return None


def _views(request: HttpRequest) -> list[dict[str, str]]:
    names = {"list": _("Events"), "month": _("Month"), "agenda": _("Agenda")}
    return [
        {"code": code, "name": names[code], "query": _without_month(request, view=code)}
        for code in VIEWS
    ]


def _without_month(request: HttpRequest, *, view: str) -> str:
    asked = request.GET.copy()
    asked["view"] = view
    asked.pop("month", None)
    return asked.urlencode()


def category_names() -> dict[str, str]:
    """The categories in the reader's language."""
    return {
        Category.THEATRE: _("Theatre"),
        Category.CONCERT: _("Concert"),
        Category.DANCE: _("Dance"),
        Category.FESTIVAL: _("Festival"),
        Category.TALK: _("Talk"),
        Category.FAMILY: _("For families"),
        Category.OTHER: _("Other"),
    }


def _categories(dates: list[EventDate], category: str) -> list[tuple[str, str]]:
    used = {each.event.category for each in dates} | ({category} if category else set())
    return [(code, name) for code, name in category_names().items() if code in used]


def _entry(shop: Shop, each: EventDate, language: str) -> Entry:
    event = each.event
    address = reverse("shop:event", args=[shop.slug, event.slug])
    return Entry(
        uid=f"date-{each.id}@{shop.slug}.tessera",
        title=pick(event.name, language),
        starts=each.starts_at,
        changed=event.created_at,
        ends=ends_of(each),
        place=", ".join(part for part in (event.venue, event.street, event.city) if part),
        description=pick(event.subtitle, language),
        url=f"{settings.PUBLIC_URL}{address}?date={each.id}",
        is_cancelled=each.status == Visibility.CANCELLED,
    )
