"""Saved views: lists that people keep under a name, as tabs over the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.reporting.models import SavedView
from tessera.domain.reporting.queries.kept import view_of, views_for
from tessera.flows.keeping import NEEDED, change_view, forget_view, save_view
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest, at_work
from tessera.web.parts.forms import dressed, sent

READY: dict[str, tuple[tuple[str | Promise, str], ...]] = {
    "orders": ((gettext_lazy("All orders"), ""), (gettext_lazy("Waiting"), "status=waiting")),
    "customers": ((gettext_lazy("All customers"), ""),),
}
"""The lists that are there before anybody keeps one."""
PASSING = ("after", "before", "view")


@dataclass(frozen=True, slots=True)
class Tab:
    """A list with a name; `own` is the id of a saved one."""

    title: str | Promise
    url: str
    is_here: bool
    is_shared: bool = False


class Naming(forms.Form):
    """What a view is called, and who sees it."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=80)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share with the team"),
        required=False,
        help_text=gettext_lazy("Everybody who sees the list finds it over theirs."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


def settled(address: QueryDict) -> str:
    """The address without the page one is on and the view one came by."""
    pairs = parse_qsl(address.urlencode())
    return urlencode([(name, text) for name, text in pairs if name not in PASSING])


def kept_views(request: ShopRequest, screen: str) -> dict[str, Any]:
    """The tabs over a list, and what can be done with the view that is shown."""
    person_id = request.actor.person_id or 0
    kept = views_for(request.shop.id, person_id=person_id, screen=screen)
    here, came_by = settled(request.GET), request.GET.get("view", "")
    view = next((each for each in kept if str(each.id) == came_by), None)
    return {
        "tabs": tabs_of(kept, screen=screen, here=here, view=view),
        "screen": screen,
        "list_url": reverse(f"backoffice:{screen}", args=[request.shop.slug]),
        "view": view,
        "may_change_view": view is not None and view.person_id == person_id,
        "has_changed": view is not None and urlencode(parse_qsl(view.query)) != here,
    }


def tabs_of(
    kept: Sequence[SavedView], *, screen: str, here: str, view: SavedView | None
) -> list[Tab]:
    """The ready-made lists and the kept ones; the one that is shown is marked."""
    ready = [
        Tab(title, f"?{query}" if query else "", view is None and here == query)
        for title, query in READY[screen]
    ]
    own = [
        Tab(
            each.name,
            f"?{each.query}{'&' if each.query else ''}view={each.id}",
            each == view if view else bool(here) and here == urlencode(parse_qsl(each.query)),
            each.is_shared,
        )
        for each in kept
    ]
    return ready + own


@at_work
@require_POST
def keep_view(request: ShopRequest) -> HttpResponse:
    """Keeps the list that is shown under a name."""
    query = urlencode(parse_qsl(request.POST.get("query", "")[:2000]))
    screen = request.POST.get("screen", "orders")
    if screen not in NEEDED:
        raise Http404
    if not request.actor.may(NEEDED[screen]):
        raise PermissionDenied
    form = Naming(request.POST)
    context = {"form": form, "query": query, "screen": screen}
    if not form.is_valid():
        return page(request, "sales/view.html", context, section=screen, status=422)
    told = form.cleaned_data
    try:
        made = save_view(
            request.shop,
            named=told["name"],
            query=query,
            is_shared=told["is_shared"],
            screen=screen,
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error("name", refusal.message)
        return page(request, "sales/view.html", context, section=screen, status=422)
    messages.success(request, _("The view “%(name)s” is over your list.") % {"name": made.name})
    return redirect(_list(request, made))


@at_work
def edit_view(request: ShopRequest, view_id: int) -> HttpResponse:
    """Another name, shared or not; its filters are changed in the list itself."""
    view = _view(request, view_id)
    form = Naming(sent(request), initial={"name": view.name, "is_shared": view.is_shared})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            changed = change_view(
                view.id,
                named=told["name"],
                is_shared=told["is_shared"],
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error("name", refusal.message)
        else:
            messages.success(request, _("The view is saved."))
            return redirect(_list(request, changed))
    status = 422 if form.errors else 200
    context = {"form": form, "view": view, "screen": view.screen, "back": _list(request, view)}
    return page(request, "sales/view.html", context, section=view.screen, status=status)


@at_work
@require_POST
def renew_view(request: ShopRequest, view_id: int) -> HttpResponse:
    """The view shows from now on what the list shows."""
    view = _view(request, view_id)
    query = urlencode(parse_qsl(request.POST.get("query", "")[:2000]))
    try:
        view = change_view(
            view.id,
            named=view.name,
            is_shared=view.is_shared,
            query=query,
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The view is saved."))
    return redirect(_list(request, view))


@at_work
@require_POST
def end_view(request: ShopRequest, view_id: int) -> HttpResponse:
    """The view is gone; what it listed stays."""
    view = _view(request, view_id)
    try:
        forget_view(view.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(_list(request, view))
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(f"backoffice:{view.screen}", request.shop.slug)


def _view(request: ShopRequest, view_id: int) -> SavedView:
    person_id = request.actor.person_id or 0
    found = view_of(request.shop.id, view_id, person_id=person_id)
    if found is None or not request.actor.may(NEEDED[found.screen]):
        raise Http404
    return found


def _list(request: ShopRequest, view: SavedView) -> str:
    base = reverse(f"backoffice:{view.screen}", args=[request.shop.slug])
    return f"{base}?{view.query}{'&' if view.query else ''}view={view.id}"
