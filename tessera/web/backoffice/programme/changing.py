"""Many dates at once: changed, called off, deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import Event, EventDate
from tessera.domain.catalogue.queries.dates import dates_chosen, dates_narrowed
from tessera.domain.catalogue.queries.events import zones_of
from tessera.domain.catalogue.queries.listing import tariffs_of
from tessera.domain.orders.queries.programme import dates_ordered
from tessera.domain.organisations.rules import Can
from tessera.flows import scheduling
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.programme.change_form import ChangeForm
from tessera.web.backoffice.programme.narrowing import look_of
from tessera.web.backoffice.programme.place import event_or_404, event_page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

NAMED = 6
MOST = 5000
ADDRESSED = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """The dates somebody chose: `ids` as a form carries them."""

    dates: Sequence[EventDate]

    @property
    def ids(self) -> str:
        """All of them, for a hidden field."""
        return ",".join(str(each.id) for each in self.dates)

    @property
    def named(self) -> Sequence[EventDate]:
        """The first of them, to be read."""
        return self.dates[:NAMED]

    @property
    def others(self) -> int:
        """How many are not named."""
        return max(len(self.dates) - NAMED, 0)


@requires(Can.EDIT_PROGRAMME)
def change_dates(request: ShopRequest, event: str) -> HttpResponse:
    """Change the chosen dates alike, all or none."""
    found = event_or_404(request, event)
    chosen = _chosen(request, found)
    if not chosen.dates:
        return _nothing(request, found)
    form = ChangeForm(
        sent(request),
        shop=request.shop,
        zones=zones_of(found),
        tariffs=tariffs_of(found.id),
        initial={"dates": chosen.ids},
    )
    if request.method == "POST" and form.is_valid():
        try:
            number = scheduling.change_dates(
                found.id,
                date_ids=[each.id for each in chosen.dates],
                change=form.change(),
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            said = ngettext("%(n)d date is changed.", "%(n)d dates are changed.", number)
            messages.success(request, said % {"n": number})
            return redirect("backoffice:dates", request.shop.slug, found.slug)
    context = {
        "form": form,
        "chosen": chosen,
        "places": [form[f"places_{zone.id}"] for zone in form.zones],
        "ends": [_end_fields(form, channel) for channel in ("online", "reseller", "counter")],
        "query": _query(request, chosen),
        "help": "dates",
    }
    status = UNPROCESSABLE if form.errors else 200
    return event_page(
        request, "change_dates.html", context, event=found, tab="dates", status=status
    )


@requires(Can.EDIT_PROGRAMME)
def call_off_dates(request: ShopRequest, event: str) -> HttpResponse:
    """Say of the chosen dates that they do not take place, once it is clear what this does."""
    said = _("Called off. Tell the buyers: nobody was written to.")
    return _end(request, event, scheduling.call_off_dates, "call_off_dates.html", said)


@requires(Can.EDIT_PROGRAMME)
def delete_dates(request: ShopRequest, event: str) -> HttpResponse:
    """Remove the chosen dates; what was ordered is hidden or called off instead."""
    said = _("The dates are deleted.")
    return _end(request, event, scheduling.delete_dates, "delete_dates.html", said)


def _end(
    request: ShopRequest, slug: str, story: Callable[..., int], template: str, said: str
) -> HttpResponse:
    found = event_or_404(request, slug)
    chosen, refusal = _chosen(request, found), ""
    if not chosen.dates:
        return _nothing(request, found)
    ids = [each.id for each in chosen.dates]
    if request.method == "POST":
        try:
            story(found.id, date_ids=ids, by=request.actor, at=clock.now())
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, said)
            return redirect("backoffice:dates", request.shop.slug, found.slug)
    ordered = dates_ordered(ids)
    context: dict[str, Any] = {
        "chosen": chosen,
        "ordered": len(ordered),
        "tickets": sum(ordered.values()),
        "query": _query(request, chosen),
        "refusal": refusal,
        "help": "dates",
    }
    status = UNPROCESSABLE if refusal else 200
    return event_page(request, template, context, event=found, tab="dates", status=status)


def _chosen(request: ShopRequest, event: Event) -> Chosen:
    """The dates named by a form or by the address, or all that its filters find."""
    if request.method == "POST":
        return Chosen(dates_chosen(event, _numbers(request.POST.get("dates", "").split(","))))
    if "all" in request.GET:
        at: datetime = clock.now()
        look = look_of(request.GET.dict(), shop=request.shop, at=at)
        found = dates_narrowed(event, look.narrowed, time_zone=request.shop.time_zone)
        return Chosen(list(found[:MOST]))
    return Chosen(dates_chosen(event, _numbers(request.GET.getlist("date"))))


def _numbers(words: Sequence[str]) -> list[int]:
    return [
        int(word) for word in words[:MOST] if word.isascii() and word.isdigit() and len(word) < 19
    ]


def _query(request: ShopRequest, chosen: Chosen) -> str:
    """The same choice, for the address of a neighbouring page; "" when it is too long for one."""
    if request.method == "GET":
        return request.GET.urlencode()
    if len(chosen.dates) > ADDRESSED:
        return ""
    return "&".join(f"date={each.id}" for each in chosen.dates)


def _nothing(request: ShopRequest, event: Event) -> HttpResponse:
    messages.error(request, _("Choose dates first: tick them in the list."))
    return redirect(reverse("backoffice:dates", args=[request.shop.slug, event.slug]))


def _end_fields(form: ChangeForm, channel: str) -> list[Any]:
    return [form[f"{channel}_{part}"] for part in ("end", "before", "unit", "at")]
