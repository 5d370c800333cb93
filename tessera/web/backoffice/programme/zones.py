"""The zones of an event: made, edited, moved, removed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.catalogue.models import Event, Zone
from tessera.domain.catalogue.queries.events import zones_of
from tessera.domain.catalogue.queries.tariffs import dates_to_choose, zone_in
from tessera.domain.orders.queries.programme import is_zone_ordered
from tessera.domain.organisations.rules import Can
from tessera.domain.stock.queries import pools_of_zone
from tessera.flows import zoning
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.programme.moves import place_asked
from tessera.web.backoffice.programme.place import event_or_404, event_page
from tessera.web.backoffice.programme.zone_form import ZoneForm, initial_of, next_colour
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE


@requires(Can.SEE_DASHBOARD)
@require_safe
def zones(request: ShopRequest, event: str) -> HttpResponse:
    """Zones and tariffs stand on one page."""
    return redirect("backoffice:tariffs", request.shop.slug, event)


@requires(Can.EDIT_PROGRAMME)
def new_zone(request: ShopRequest, event: str) -> HttpResponse:
    """One more part of the house."""
    found = event_or_404(request, event)
    initial = {"colour": next_colour([zone.colour for zone in zones_of(found)])}
    form = ZoneForm(sent(request), shop=request.shop, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = zoning.create_zone(
                found.id, facts=form.facts(), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(_field(form, refusal), refusal.message)
        else:
            messages.success(request, _("The zone is there, with its places on every date."))
            return redirect(_at(found, made))
    return _form(request, found, form, {})


@requires(Can.EDIT_PROGRAMME)
def edit_zone(request: ShopRequest, event: str, zone_id: int) -> HttpResponse:
    """All that is said of the zone, and the places of its dates."""
    found = event_or_404(request, event)
    zone = _zone_or_404(request, found, zone_id)
    dates = dates_to_choose(found, since=clock.now())
    form = ZoneForm(sent(request), shop=request.shop, dates=dates, initial=initial_of(zone))
    guard(form)
    context: dict[str, Any] = {"zone": zone, "is_ordered": is_zone_ordered(zone.id)}
    if request.method == "POST" and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"] and _saved(request, found, zone, form):
            return redirect(_at(found, zone))
    return _form(request, found, form, context)


@requires(Can.EDIT_PROGRAMME)
@require_POST
def move_zone(request: ShopRequest, event: str, zone_id: int) -> HttpResponse:
    """The zone at another place of the list."""
    found = event_or_404(request, event)
    zone = _zone_or_404(request, found, zone_id)
    zoning.move_zone(
        found.id, zone_id=zone.id, to=place_asked(request), by=request.actor, at=clock.now()
    )
    return redirect(_at(found, zone))


@requires(Can.EDIT_PROGRAMME)
@require_POST
def delete_zone(request: ShopRequest, event: str, zone_id: int) -> HttpResponse:
    """A zone nobody bought goes; another stays, and why is told."""
    found = event_or_404(request, event)
    zone = _zone_or_404(request, found, zone_id)
    try:
        zoning.delete_zone(found.id, zone_id=zone.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("backoffice:edit_zone", request.shop.slug, found.slug, zone.id)
    messages.success(request, _("The zone is removed, with its tariffs."))
    return redirect("backoffice:tariffs", request.shop.slug, found.slug)


def _zone_or_404(request: ShopRequest, event: Event, zone_id: int) -> Zone:
    zone = zone_in(event, zone_id)
    limits = request.actor.zones
    if zone is None or (limits is not None and zone.id not in limits):
        raise Http404
    return zone


def _saved(request: ShopRequest, event: Event, zone: Zone, form: ZoneForm) -> bool:
    at = clock.now()
    try:
        zoning.edit_zone(
            event.id,
            zone_id=zone.id,
            facts=form.facts(),
            on_dates=form.on_dates(at=at),
            by=request.actor,
            at=at,
        )
    except Refusal as refusal:
        form.add_error(_field(form, refusal), refusal.message)
        return False
    messages.success(request, _("Saved."))
    return True


def _form(
    request: ShopRequest, event: Event, form: ZoneForm, context: dict[str, Any]
) -> HttpResponse:
    pools = {pool.date_id: pool for pool in pools_of_zone(context["zone"].id)} if context else {}
    chosen = set(request.POST.getlist("dates"))
    dates = [(each, pools.get(each.id), str(each.id) in chosen) for each in form.dates]
    facts = {**context, "form": form, "dates": dates, "help": "tariffs"}
    status = UNPROCESSABLE if form.errors or context.get("clashes") else 200
    return event_page(request, "zone_form.html", facts, event=event, tab="tariffs", status=status)


def _field(form: ZoneForm, refusal: Refusal) -> str | None:
    field = refusal.facts.get("field") or ("capacity" if refusal.code == "below_taken" else None)
    return field if field in form.fields else None


def _at(event: Event, zone: Zone) -> str:
    page = reverse("backoffice:tariffs", args=[event.shop.slug, event.slug])
    return f"{page}#zone-{zone.id}"
