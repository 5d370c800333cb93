"""The frame of one event: its head, and the tabs of all that belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.queries.visible import event_visible_to
from tessera.domain.organisations.rules import Can
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of an event."""

    code: str
    title: str
    url: str


def event_or_404(request: ShopRequest, slug: str) -> Event:
    """The event of this address, if the actor may see it."""
    event = event_visible_to(request.actor, request.shop.id, slug)
    if event is None:
        raise Http404
    event.shop = request.shop
    return event


def event_page(
    request: ShopRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    event: Event,
    tab: str,
    status: int = 200,
) -> HttpResponse:
    """A page of the event under its tabs: `programme/<template>`."""
    facts = {
        "event": event,
        "tab": tab,
        "tabs": tabs_of(event),
        "may_edit": request.actor.may(Can.EDIT_PROGRAMME),
    }
    whole = {**facts, **context}
    return page(request, f"programme/{template}", whole, section="events", status=status)


def tabs_of(event: Event) -> list[Tab]:
    """The pages of an event, in their order; one that nobody has built yet is left out."""
    said = (
        ("event", "event", _("Overview")),
        ("dates", "dates", _("Dates")),
        ("tariffs", "tariffs", _("Zones and tariffs")),
        ("figures", "event_figures", _("Figures")),
        ("edit", "edit_event", _("Settings")),
    )
    found = [(code, _address(name, event), title) for code, name, title in said]
    return [Tab(code, title, url) for code, url, title in found if url]


def _address(name: str, event: Event) -> str:
    try:
        return reverse(f"backoffice:{name}", args=[event.shop.slug, event.slug])
    except NoReverseMatch:
        return ""
