"""Search from anywhere."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from tessera.domain.reporting.queries.finding import Found, find, may_find, order_meant
from tessera.web.backoffice.page import fragment, page
from tessera.web.parts.access import ShopRequest, at_work
from tessera.web.parts.responses import is_fragment

SHORTEST = 2


@at_work
def search(request: ShopRequest) -> HttpResponse:
    """Jumps to the one order that was meant; else lists what is found, by kind.

    Each kind is found by who may see it; who may see none is refused (403).
    """
    if not may_find(request.actor):
        raise PermissionDenied
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if is_fragment(request):
        words = words if len(words) >= SHORTEST else ""
        found = _found(request, words) if words else Found()
        return fragment(request, "search.html#found", {"found": found, "words": words})
    number = order_meant(words, shop=request.shop, actor=request.actor) if words else ""
    if number:
        return redirect("backoffice:order", request.shop.slug, number)
    context = {"found": _found(request, words), "words": words}
    return page(request, "search.html", context, section="search")


def _found(request: ShopRequest, words: str) -> Found:
    return find(words, shop=request.shop, actor=request.actor)
