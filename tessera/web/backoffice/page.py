"""One frame for every page of the back office."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from tessera.domain.orders.queries.grid import count_waiting
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.finding import may_find
from tessera.lib.errors import Refusal
from tessera.web.backoffice.menu import menu_for
from tessera.web.backoffice.words import MethodNames
from tessera.web.parts.access import ShopRequest
from tessera.web.parts.responses import UNPROCESSABLE


def speaks() -> str:
    """The language of the reader: "fr"."""
    return (get_language() or "en")[:2]


def page(
    request: ShopRequest,
    template: str,
    context: dict[str, Any],
    *,
    section: str,
    status: int = 200,
) -> HttpResponse:
    """The page inside menu, search and shop switcher."""
    actor, shop = request.actor, request.shop
    waiting = count_waiting(actor, shop.id) if actor.may(Can.SEE_ORDERS) else 0
    frame = {
        "actor": actor,
        "shop": shop,
        "menu": menu_for(actor, shop, section=section, waiting=lambda: waiting),
        "shops": request.shops,
        "waiting": waiting,
        "may_search": may_find(actor),
        "may_set_up": actor.may(Can.EDIT_SETTINGS),
        "section": section,
        "language": speaks(),
        "time_zone": shop.time_zone,
        "method_names": MethodNames(shop.id),
    }
    return render(request, f"backoffice/{template}", {**frame, **context}, status=status)


def fragment(request: ShopRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A part of a page, for htmx: the same lines as in the whole."""
    frame = {
        "shop": request.shop,
        "actor": request.actor,
        "language": speaks(),
        "method_names": MethodNames(request.shop.id),
        "may_search": may_find(request.actor),
    }
    return render(request, f"backoffice/{template}", {**frame, **context})


def refused(
    request: ShopRequest,
    refusal: Refusal,
    template: str,
    context: dict[str, Any],
    *,
    section: str,
) -> HttpResponse:
    """The same page again, with what the rule says on top."""
    told = {**context, "refusal": refusal.message}
    return page(request, template, told, section=section, status=UNPROCESSABLE)
