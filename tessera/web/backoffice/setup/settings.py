"""The settings of a shop, tab by tab."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tessera.domain.organisations.rules import Can
from tessera.domain.shops.models import Shop
from tessera.flows.setting_up import Pictures, change_shop, dress_shop
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page
from tessera.web.backoffice.setup.forms import Asking, LookForm, look_of
from tessera.web.backoffice.setup.preview import preview_of
from tessera.web.backoffice.setup.tabs import TABS, Tab
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE

CONFLICT = 409


@requires(Can.EDIT_SETTINGS)
def settings(request: ShopRequest, tab: str = "general") -> HttpResponse:
    """One tab; what somebody else changed meanwhile is shown before it is overwritten."""
    found = TABS.get(tab)
    if found is None:
        raise Http404
    form = _guarded(found, request)
    if request.method != "POST":
        return _shown(request, found, {"form": form})
    if not form.is_valid():
        return _shown(request, found, {"form": form}, status=UNPROCESSABLE)
    if clash := clashes(form):
        return _shown(request, found, {"form": form, "clashes": clash}, status=CONFLICT)
    try:
        shop = change_shop(request.shop.id, form.facts(), by=request.actor, at=clock.now())
    except Refusal as refusal:
        told = {"form": form, "refusal": refusal.message}
        return _shown(request, found, told, status=UNPROCESSABLE)
    messages.success(request, _("Saved."))
    return redirect("backoffice:settings", shop.slug, tab)


@requires(Can.EDIT_SETTINGS)
def look(request: ShopRequest) -> HttpResponse:
    """Logo, colours, letters and picture, with a preview."""
    form = look_form(request, request.shop)
    guard(form)
    dressed(form)
    if request.method != "POST":
        return _look(request, {"form": form})
    if not form.is_valid():
        return _look(request, {"form": form}, status=UNPROCESSABLE)
    if clash := clashes(form):
        return _look(request, {"form": form, "clashes": clash}, status=CONFLICT)
    try:
        save_look(request, form)
    except Refusal as refusal:
        return _look(request, {"form": form, "refusal": refusal.message}, status=UNPROCESSABLE)
    messages.success(request, _("Saved. The shop, mails and tickets look so from now on."))
    return redirect("backoffice:look", request.shop.slug)


def look_form(request: ShopRequest, shop: Shop) -> LookForm:
    """The form of the look, with what was sent."""
    files = request.FILES if request.method == "POST" else None
    return LookForm(sent(request), files, initial=look_of(shop), shop=shop)


def save_look(request: ShopRequest, form: LookForm, **more: Any) -> Shop:
    """Write what the form of the look says; refuses files that are no pictures."""
    return dress_shop(
        request.shop.id,
        form.facts() | more,
        pictures=Pictures(form.pictures()),
        by=request.actor,
        at=clock.now(),
    )


def _guarded(tab: Tab, request: ShopRequest) -> Asking:
    form = tab.form(sent(request), initial=tab.shown(request.shop), shop=request.shop)
    guard(form)
    return dressed(form)


def _shown(
    request: ShopRequest, tab: Tab, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    told = {"tab": tab.code, "tabs": TABS.values(), **context}
    return page(request, "setup/settings.html", told, section="settings", status=status)


def _look(request: ShopRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    shop = request.shop
    sent_before = request.POST.dict() if request.method == "POST" else None
    told = {"tab": "look", "tabs": TABS.values(), **preview_of(shop, sent_before), **context}
    return page(request, "setup/look.html", told, section="settings", status=status)
