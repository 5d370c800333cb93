"""Saved views: lists that people keep under a name, as tabs over the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.models import SavedView
from tessera.domain.reporting.queries.kept import view_of
from tessera.flows.keeping import change_view, forget_view, save_view
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent

READY: tuple[tuple[str | Promise, str], ...] = (
    (gettext_lazy("All orders"), ""),
    (gettext_lazy("Waiting"), "status=waiting"),
)


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
        help_text=gettext_lazy("Everybody who sees orders finds it over their list."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


def tabs_of(kept: Sequence[SavedView], *, here: str, view: SavedView | None) -> list[Tab]:
    """The ready-made lists and the kept ones; the one that is shown is marked."""
    ready = [Tab(title, f"?{query}", view is None and here == query) for title, query in READY]
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


@requires(Can.SEE_ORDERS)
@require_POST
def keep_view(request: ShopRequest) -> HttpResponse:
    """Keeps the list that is shown under a name."""
    query = urlencode(parse_qsl(request.POST.get("query", "")[:2000]))
    form = Naming(request.POST)
    if not form.is_valid():
        context = {"form": form, "query": query}
        return page(request, "sales/view.html", context, section="orders", status=422)
    told = form.cleaned_data
    try:
        made = save_view(
            request.shop,
            named=told["name"],
            query=query,
            is_shared=told["is_shared"],
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error("name", refusal.message)
        context = {"form": form, "query": query}
        return page(request, "sales/view.html", context, section="orders", status=422)
    messages.success(request, _("The view “%(name)s” is over your list.") % {"name": made.name})
    return redirect(_list(request, made))


@requires(Can.SEE_ORDERS)
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
    context = {"form": form, "view": view, "back": _list(request, view)}
    return page(request, "sales/view.html", context, section="orders", status=status)


@requires(Can.SEE_ORDERS)
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


@requires(Can.SEE_ORDERS)
@require_POST
def end_view(request: ShopRequest, view_id: int) -> HttpResponse:
    """The view is gone; the orders stay."""
    view = _view(request, view_id)
    try:
        forget_view(view.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(_list(request, view))
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("backoffice:orders", request.shop.slug)


def _view(request: ShopRequest, view_id: int) -> SavedView:
    person_id = request.actor.person_id or 0
    found = view_of(request.shop.id, view_id, person_id=person_id)
    if found is None:
        raise Http404
    return found


def _list(request: ShopRequest, view: SavedView) -> str:
    base = reverse("backoffice:orders", args=[request.shop.slug])
    return f"{base}?{view.query}{'&' if view.query else ''}view={view.id}"
