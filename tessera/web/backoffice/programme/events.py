"""The events of a shop: found, and made."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.programme import WHEN, Wanted, events_wanted, figures_of
from tessera.flows.programming import create_event
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import fragment, page
from tessera.web.backoffice.programme.event_form import EventForm, initial_for
from tessera.web.backoffice.programme.previews import previews_of
from tessera.web.backoffice.words import EVENT_STATUSES
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE, is_fragment

EVENING = timedelta(hours=6)
"""A date is over when the evening is."""

ON_A_PAGE = 30


@requires(Can.SEE_DASHBOARD)
def events(request: ShopRequest) -> HttpResponse:
    """The events, searched and narrowed as the address says, with what is sold of each."""
    asked = request.GET
    when = asked.get("when", "coming")
    wanted = Wanted(
        words=asked.get("q", "").replace("\x00", "").strip()[:100],
        when=when if when in WHEN else "coming",
        status=asked.get("status", "") if asked.get("status") in {*EVENT_STATUSES, "full"} else "",
    )
    since = clock.now() - EVENING
    found = events_wanted(request.actor, request.shop.id, wanted, since=since)
    shown = Paginator(found, ON_A_PAGE).get_page(asked.get("page"))
    figures = figures_of([event.id for event in shown], since=since)
    context = {
        "wanted": wanted,
        "events": [(event, figures[event.id]) for event in shown],
        "shown": shown,
        "statuses": EVENT_STATUSES,
        "periods": {
            "coming": _("Coming"),
            "past": _("Past"),
            "all": _("All"),
            "archived": pgettext("events", "Archive"),
        },
        "is_narrowed": bool(wanted.words or wanted.status),
        "may_edit": request.actor.may(Can.EDIT_PROGRAMME) and request.actor.events is None,
    }
    if is_fragment(request):
        return fragment(request, "programme/events.html#list", context)
    return page(request, "programme/events.html", context, section="events")


@requires(Can.EDIT_PROGRAMME)
def new_event(request: ShopRequest) -> HttpResponse:
    """A form for a new event; its dates, zones and tariffs come next."""
    shop = request.shop
    form = EventForm(sent(request), request.FILES or None, shop=shop, initial=initial_for(shop))
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        try:
            event = create_event(
                shop,
                facts=form.facts(),
                picture=form.picture_sent(),
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The event is made. Now give it zones, tariffs and dates."))
            return redirect("backoffice:event", shop.slug, event.slug)
    context = {"form": form, "previews": previews_of(request, shop)}
    status = UNPROCESSABLE if form.is_bound and form.errors and not context["previews"] else 200
    return page(request, "programme/new_event.html", context, section="events", status=status)
