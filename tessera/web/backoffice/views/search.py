"""Search from anywhere."""

from django.http import HttpResponse
from django.shortcuts import redirect

from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.queries.finding import find, order_meant
from tessera.web.backoffice.page import fragment, page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.responses import is_fragment

SHORTEST = 2


@requires(Can.SEE_ORDERS)
def search(request: ShopRequest) -> HttpResponse:
    """Jumps to the one order that was meant; else lists orders, tickets and events."""
    words = request.GET.get("q", "").strip()
    if is_fragment(request):
        found = find(
            words if len(words) >= SHORTEST else "", shop=request.shop, actor=request.actor
        )
        return fragment(request, "search.html#found", {"found": found, "words": words})
    number = order_meant(words, shop=request.shop, actor=request.actor) if words else ""
    if number:
        return redirect("backoffice:order", request.shop.slug, number)
    found = find(words, shop=request.shop, actor=request.actor)
    return page(request, "search.html", {"found": found, "words": words}, section="search")
