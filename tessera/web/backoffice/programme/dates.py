"""The dates of an event: as a list, as a month, one by one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.catalogue.queries.dates import (
    Narrowed,
    date_in,
    dates_narrowed,
    dates_of_days,
)
from tessera.domain.catalogue.queries.events import zones_of
from tessera.domain.orders.queries.programme import dates_ordered
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.programme import months_with_dates
from tessera.domain.stock.queries import pools_of_dates
from tessera.flows.scheduling import edit_date as write_date
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import local
from tessera.web.backoffice.page import fragment
from tessera.web.backoffice.programme.calendar import MOST, begin_of, month_of
from tessera.web.backoffice.programme.date_form import DateForm, initial_of
from tessera.web.backoffice.programme.marks import Marks
from tessera.web.backoffice.programme.narrowing import look_of
from tessera.web.backoffice.programme.nights import nights_of
from tessera.web.backoffice.programme.place import event_or_404, event_page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE, is_fragment

ON_A_PAGE = 50


@requires(Can.SEE_DASHBOARD)
def dates(request: ShopRequest, event: str) -> HttpResponse:
    """The dates with their places: a list page by page, or a month."""
    found = event_or_404(request, event)
    months = months_with_dates(found.id, time_zone=request.shop.time_zone)
    is_month = request.GET.get("view") == "month"
    context = {
        "view": "month" if is_month else "list",
        "total": sum(number for _month, number in months),
        "may_edit": request.actor.may(Can.EDIT_PROGRAMME),
        "help": "dates",
        "event": found,
        **(_month(request, found, months) if is_month else _list(request, found)),
    }
    if is_fragment(request):
        part = "month" if is_month else "list"
        return fragment(request, f"programme/dates_{part}.html", context)
    return event_page(request, "dates.html", context, event=found, tab="dates")


@requires(Can.EDIT_PROGRAMME)
def edit_date(request: ShopRequest, event: str, date: int) -> HttpResponse:
    """One date's times, places and status; who saves second is told what changed meanwhile."""
    found, shop = event_or_404(request, event), request.shop
    night = date_in(found, date)
    if night is None:
        raise Http404
    zones, pools = zones_of(found), pools_of_dates([night.id])
    form = DateForm(sent(request), shop=shop, zones=zones, initial=initial_of(night, pools))
    guard(form)
    context: dict[str, Any] = {
        "night": night,
        "form": form,
        "pools": [(form[f"places_{pool.zone_id}"], pool) for pool in pools],
        "ordered": dates_ordered([night.id]).get(night.id, 0),
        "help": "dates",
    }
    if request.method == "POST" and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"] and _saved(request, found, night, form):
            return redirect("backoffice:dates", shop.slug, found.slug)
    status = UNPROCESSABLE if form.is_bound else 200
    return event_page(request, "edit_date.html", context, event=found, tab="dates", status=status)


def _list(request: ShopRequest, event: Event) -> Mapping[str, Any]:
    look = look_of(request.GET.dict(), shop=request.shop, at=clock.now())
    found = dates_narrowed(event, look.narrowed, time_zone=request.shop.time_zone)
    if look.told.get("when") == "past":
        found = found.reverse()
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    nights, marks = nights_of(shown), _marks(request, event)
    rows = mark_safe("".join([marks.row(night) for night in nights]))  # noqa: S308 - escaped
    return {"look": look, "shown": shown, "nights": nights, "rows": rows}


def _month(request: ShopRequest, event: Event, months: list[tuple[date, int]]) -> Mapping[str, Any]:
    shop = request.shop
    shown = begin_of(
        request.GET.get("month", ""), [first for first, _ in months], at=clock.now(), shop=shop
    )
    narrowed = Narrowed(since=shown.since, until=shown.until)
    nights = nights_of(dates_of_days(event, narrowed, time_zone=shop.time_zone, most=MOST + 1))
    today = local(clock.now(), shop.time_zone).date()
    return {"month": month_of(shown, nights, marks=_marks(request, event), today=today)}


def _marks(request: ShopRequest, event: Event) -> Marks:
    return Marks(event, shop=request.shop, may_edit=request.actor.may(Can.EDIT_PROGRAMME))


def _saved(request: ShopRequest, event: Event, night: EventDate, form: DateForm) -> bool:
    try:
        write_date(
            night.id,
            event_id=event.id,
            facts=form.facts(),
            places=form.places(),
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("The date is saved."))
    return True
