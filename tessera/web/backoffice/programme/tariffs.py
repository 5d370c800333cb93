"""Zones and tariffs of an event: listed, moved, copied, removed."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.catalogue.models import Event, Tariff
from tessera.domain.catalogue.queries.events import zones_of
from tessera.domain.catalogue.queries.tariffs import tariff_in, tariffs_in, zones_in_shop
from tessera.domain.orders.queries.programme import is_product_ordered, tickets_taken
from tessera.domain.organisations.rules import Can
from tessera.domain.stock.queries import zone_totals
from tessera.flows import tariffing
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.programme.moves import place_asked
from tessera.web.backoffice.programme.place import event_or_404, event_page
from tessera.web.backoffice.programme.tariff_rows import rows_of
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import UNPROCESSABLE


@requires(Can.SEE_DASHBOARD)
@require_safe
def tariffs(request: ShopRequest, event: str) -> HttpResponse:
    """Every zone with its tariffs, in the order of the shop."""
    found = event_or_404(request, event)
    limits = request.actor.zones
    zones = [each for each in zones_of(found) if limits is None or each.id in limits]
    rows = rows_of(
        zones,
        tariffs_in(found),
        totals=zone_totals(found.id),
        taken=tickets_taken(found.id),
        shop=request.shop,
        at=clock.now(),
    )
    context = {"zones": rows, "has_tariffs": any(row.rows for row in rows), "help": "tariffs"}
    return event_page(request, "tariffs.html", context, event=found, tab="tariffs")


@requires(Can.EDIT_PROGRAMME)
@require_POST
def move_tariff(request: ShopRequest, event: str, product_id: int) -> HttpResponse:
    """The tariff at another place of its zone's list."""
    found = event_or_404(request, event)
    tariff = tariff_or_404(request, found, product_id)
    tariffing.move_tariff(
        found.id,
        product_id=product_id,
        to=place_asked(request),
        by=request.actor,
        at=clock.now(),
    )
    return redirect(at_zone(found, tariff.zone_id))


@requires(Can.EDIT_PROGRAMME)
def copy_tariff(request: ShopRequest, event: str, product_id: int) -> HttpResponse:
    """The same tariff in other zones, of this event or of others."""
    found = event_or_404(request, event)
    tariff, refusal = tariff_or_404(request, found, product_id), ""
    asked = [int(each) for each in request.POST.getlist("zones") if each.isdigit()][:200]
    if request.method == "POST":
        try:
            made = tariffing.copy_tariff(
                found.id,
                product_id=product_id,
                zone_ids=asked,
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refused:
            refusal = refused.message
        else:
            said = ngettext("%(n)d copy is made.", "%(n)d copies are made.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect(at_zone(found, tariff.zone_id))
    context = {
        "tariff": tariff,
        "groups": _groups(request, found),
        "asked": asked,
        "refusal": refusal,
        "help": "tariffs",
    }
    return event_page(
        request,
        "copy_tariff.html",
        context,
        event=found,
        tab="tariffs",
        status=UNPROCESSABLE if refusal else 200,
    )


@requires(Can.EDIT_PROGRAMME)
def delete_tariff(request: ShopRequest, event: str, product_id: int) -> HttpResponse:
    """Remove a tariff nobody bought; for others, the way to hide it."""
    found = event_or_404(request, event)
    tariff, refusal = tariff_or_404(request, found, product_id), ""
    if request.method == "POST":
        try:
            tariffing.delete_tariff(
                found.id, product_id=product_id, by=request.actor, at=clock.now()
            )
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _("The tariff is removed."))
            return redirect(at_zone(found, tariff.zone_id))
    context = {
        "tariff": tariff,
        "is_ordered": is_product_ordered(product_id),
        "refusal": refusal,
        "help": "tariffs",
    }
    return event_page(
        request,
        "delete_tariff.html",
        context,
        event=found,
        tab="tariffs",
        status=UNPROCESSABLE if refusal else 200,
    )


def tariff_or_404(request: ShopRequest, event: Event, product_id: int) -> Tariff:
    """The tariff of the event, if the actor may see its zone."""
    tariff, limits = tariff_in(event, product_id), request.actor.zones
    if tariff is None or (limits is not None and tariff.zone_id not in limits):
        raise Http404
    return tariff


def at_zone(event: Event, zone_id: int) -> str:
    """The page of zones and tariffs, at this zone."""
    page = reverse("backoffice:tariffs", args=[event.shop.slug, event.slug])
    return f"{page}#zone-{zone_id}"


def _groups(request: ShopRequest, event: Event) -> list[tuple[Any, list[Any]]]:
    """Zones that a copy may go to, by event, this one first."""
    actor = request.actor
    zones = [
        zone
        for zone in zones_in_shop(request.shop.id)
        if (actor.events is None or zone.event_id in actor.events)
        and (actor.zones is None or zone.id in actor.zones)
    ]
    grouped = [
        (mine[0].event, mine)
        for mine in (list(each) for _key, each in groupby(zones, key=lambda zone: zone.event_id))
    ]
    return sorted(grouped, key=lambda pair: pair[0].id != event.id)
