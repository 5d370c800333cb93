"""One event: what it is, edited, copied, put away, deleted."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.queries.dates import Narrowed, dates_narrowed
from tessera.domain.catalogue.queries.listing import tariffs_of
from tessera.domain.orders.queries.programme import is_event_ordered
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.programme import EventFigures, figures_of
from tessera.flows import programming
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.programme.copy_form import CopyForm
from tessera.web.backoffice.programme.event_form import EventForm, initial_of
from tessera.web.backoffice.programme.nights import nights_of
from tessera.web.backoffice.programme.place import event_or_404, event_page
from tessera.web.backoffice.programme.previews import previews_of
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

EVENING = timedelta(hours=6)
NEXT = 5


@requires(Can.SEE_DASHBOARD)
def event(request: ShopRequest, event: str) -> HttpResponse:
    """Where the event stands: shown to whom, sold how far, what comes next."""
    found = event_or_404(request, event)
    since = clock.now() - EVENING
    coming = dates_narrowed(found, Narrowed(since=since), time_zone=request.shop.time_zone)
    tariffs = tariffs_of(found.id)
    context = {
        "figures": _figures(found),
        "coming": nights_of(coming[:NEXT]),
        "tariffs": tariffs,
        "on_sale": sum(each.product.status == "published" for each in tariffs),
        "help": "events",
    }
    return event_page(request, "event.html", context, event=found, tab="event")


@requires(Can.EDIT_PROGRAMME)
def edit_event(request: ShopRequest, event: str) -> HttpResponse:
    """All that is said of the event; who saves second is told what changed meanwhile."""
    found, shop = event_or_404(request, event), request.shop
    form = EventForm(sent(request), request.FILES or None, shop=shop, initial=initial_of(found))
    guard(form)
    context = {"form": form, "previews": previews_of(request, shop), "help": "events"}
    if request.method == "POST" and not context["previews"] and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"] and _saved(request, found, form):
            return redirect("backoffice:event", shop.slug, found.slug)
    is_wrong = context.get("clashes") or form.errors and not context["previews"]
    status = UNPROCESSABLE if form.is_bound and is_wrong else 200
    return event_page(request, "edit_event.html", context, event=found, tab="edit", status=status)


@requires(Can.EDIT_PROGRAMME)
def duplicate_event(request: ShopRequest, event: str) -> HttpResponse:
    """The same event again, once or repeated."""
    found, shop = event_or_404(request, event), request.shop
    figures = _figures(found)
    form = CopyForm(sent(request), shop=shop, event=found, opening=figures.first_at)
    if request.method == "POST" and form.is_valid():
        try:
            copy = programming.duplicate_event(
                found.id, copy=form.copy(), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("This is the copy. Nothing of it is sold yet."))
            return redirect("backoffice:event", shop.slug, copy.slug)
    context = {"form": form, "figures": figures, "help": "events"}
    status = UNPROCESSABLE if form.errors else 200
    return event_page(
        request, "duplicate_event.html", context, event=found, tab="event", status=status
    )


@requires(Can.EDIT_PROGRAMME)
def archive_event(request: ShopRequest, event: str) -> HttpResponse:
    """Put the event away, or take it out again, once it is clear what this does."""
    found = event_or_404(request, event)
    if request.method == "POST":
        if found.archived_at is None:
            programming.archive_event(found.id, by=request.actor, at=clock.now())
            messages.success(request, _("The event is in the archive: not shown, not sold."))
        else:
            programming.restore_event(found.id, by=request.actor, at=clock.now())
            messages.success(request, _("The event is back, hidden. Show it in its settings."))
        return redirect("backoffice:event", request.shop.slug, found.slug)
    context = {"figures": _figures(found), "help": "events"}
    return event_page(request, "archive_event.html", context, event=found, tab="event")


@requires(Can.EDIT_PROGRAMME)
def delete_event(request: ShopRequest, event: str) -> HttpResponse:
    """Remove an event nobody ordered; for others, the ways to hide it."""
    found, refusal = event_or_404(request, event), ""
    if request.method == "POST":
        try:
            programming.delete_event(found.id, by=request.actor, at=clock.now())
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _("The event is deleted."))
            return redirect("backoffice:events", request.shop.slug)
    context = {
        "figures": _figures(found),
        "is_ordered": is_event_ordered(found.id),
        "refusal": refusal,
        "help": "events",
    }
    status = UNPROCESSABLE if refusal else 200
    return event_page(
        request, "delete_event.html", context, event=found, tab="event", status=status
    )


def _figures(event: Event) -> EventFigures:
    return figures_of([event.id], since=clock.now() - EVENING)[event.id]


def _saved(request: ShopRequest, event: Event, form: EventForm) -> bool:
    try:
        programming.edit_event(
            event.id,
            facts=form.facts(),
            picture=form.picture_sent(),
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("Saved."))
    return True
