"""What a shop lacks for opening, and its switches: sale, visibility, test mode."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.opening import (
    count_real_orders,
    count_test_orders,
    opening_facts,
)
from tessera.domain.shops.models import Shop
from tessera.domain.shops.rules import Point, check_list
from tessera.flows import opening_sales, publishing, rehearsing
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest, requires


@dataclass(frozen=True, slots=True)
class Way:
    """Why a point of the check-list matters, and where to see to it."""

    why: str | Promise
    action: str | Promise
    url: Callable[[Shop], str]


def _to(name: str, *more: str) -> Callable[[Shop], str]:
    return lambda shop: reverse(f"backoffice:{name}", args=[shop.slug, *more])


WAYS = {
    "event": Way(
        gettext_lazy("The shop shows events that are visible and have a date to come."),
        gettext_lazy("To the events"),
        _to("events"),
    ),
    "tariff": Way(
        gettext_lazy("The event, its zone and its tariff must all be visible, the tariff on sale."),
        gettext_lazy("To the events"),
        _to("events"),
    ),
    "prices": Way(
        gettext_lazy("Who looks at the shop in a currency without prices can buy nothing."),
        gettext_lazy("To the events"),
        _to("events"),
    ),
    "payment": Way(
        gettext_lazy("At least one way to pay online is on and has all it needs."),
        gettext_lazy("Ways to pay"),
        _to("methods"),
    ),
    "bank": Way(
        gettext_lazy("Who pays on invoice must know where to; or switch invoices off."),
        gettext_lazy("Fill in the account"),
        _to("settings", "sales"),
    ),
    "terms": Way(
        gettext_lazy("Buyers accept them before they order: exchange, refund, data protection."),
        gettext_lazy("Write the terms"),
        _to("settings", "terms"),
    ),
    "contact": Way(
        gettext_lazy("Name, e-mail and town stand on every page and in every mail."),
        gettext_lazy("Fill in the contact"),
        _to("settings", "contact"),
    ),
    "vat": Way(
        gettext_lazy("Say whether you are liable; if so, with which number."),
        gettext_lazy("Decide on VAT"),
        _to("settings", "sales"),
    ),
    "test_mode": Way(
        gettext_lazy("In test mode tickets open no door and orders do not count."),
        gettext_lazy("Leave test mode"),
        lambda shop: "#test-mode",
    ),
    "look": Way(
        gettext_lazy("Shop, mails and tickets wear them."),
        gettext_lazy("Choose the look"),
        _to("look"),
    ),
    "test_order": Way(
        gettext_lazy("Buy a ticket as your audience will, while test mode is on."),
        gettext_lazy("Look at the shop"),
        lambda shop: reverse("shop:home", args=[shop.slug]),
    ),
    "team": Way(
        gettext_lazy("Somebody else who can help a buyer when you are away."),
        gettext_lazy("To the team"),
        _to("team"),
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the check-list as the page draws it."""

    point: Point
    why: str | Promise
    action: str | Promise
    url: str


def points_of(shop: Shop, *, at: datetime) -> list[Shown]:
    """The check-list of the shop, with the way out of each point."""
    found = check_list(opening_facts(shop, at=at))
    return [
        Shown(point, way.why, way.action, way.url(shop))
        for point in found
        for way in [WAYS[point.code]]
    ]


@requires(Can.EDIT_SETTINGS)
@require_safe
def opening(request: ShopRequest) -> HttpResponse:
    """The check-list and the switches."""
    return _opening(request)


@requires(Can.EDIT_SETTINGS)
@require_POST
def open_sale(request: ShopRequest) -> HttpResponse:
    """Strangers may buy from now on."""
    try:
        opening_sales.open_shop(request.shop.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _opening(request, refusal=refusal.message)
    messages.success(request, _("The sale is open."))
    return redirect("backoffice:opening", request.shop.slug)


@requires(Can.EDIT_SETTINGS)
@require_POST
def close_sale(request: ShopRequest) -> HttpResponse:
    """Nobody buys any more."""
    opening_sales.close_shop(request.shop.id, by=request.actor, at=clock.now())
    messages.success(request, _("The sale is closed. Orders and tickets stay as they are."))
    return redirect("backoffice:opening", request.shop.slug)


@requires(Can.EDIT_SETTINGS)
@require_POST
def change_visibility(request: ShopRequest) -> HttpResponse:
    """Hide the open shop for a while, or show it again."""
    is_visible = request.POST.get("visible") == "yes"
    publishing.set_visibility(
        request.shop.id, is_visible=is_visible, by=request.actor, at=clock.now()
    )
    said = _("Everybody sees the shop.") if is_visible else _("Only your team sees the shop now.")
    messages.success(request, said)
    return redirect("backoffice:opening", request.shop.slug)


@requires(Can.EDIT_SETTINGS)
@require_POST
def change_test_mode(request: ShopRequest) -> HttpResponse:
    """Begin or end test mode."""
    is_test = request.POST.get("test") == "yes"
    try:
        rehearsing.set_test_mode(request.shop.id, is_test=is_test, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _opening(request, refusal=refusal.message)
    said = _("Test mode is on.") if is_test else _("Test mode is off: orders are real now.")
    messages.success(request, said)
    return redirect("backoffice:opening", request.shop.slug)


@requires(Can.EDIT_SETTINGS)
@require_POST
def remove_tests(request: ShopRequest) -> HttpResponse:
    """Test orders go, and their places are free."""
    count = rehearsing.remove_test_orders(request.shop.id, by=request.actor, at=clock.now())
    said = ngettext(
        "%(count)d test order is gone; its places are free.",
        "%(count)d test orders are gone; their places are free.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("backoffice:opening", request.shop.slug)


def _opening(request: ShopRequest, *, refusal: str = "") -> HttpResponse:
    shop, at = request.shop, clock.now()
    points = points_of(shop, at=at)
    required = [each for each in points if each.point.is_required]
    done = sum(1 for each in required if each.point.is_done)
    context = {
        "required": required,
        "advice": [each for each in points if not each.point.is_required],
        "done": done,
        "percent": round(100 * done / len(required)),
        "is_ready": done == len(required),
        "test_orders": count_test_orders(shop.id),
        "real_orders": count_real_orders(shop.id),
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return page(request, "setup/opening.html", context, section="opening", status=status)
