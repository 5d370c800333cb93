"""The frame of one offer: its head, and the tabs of all that belongs to it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.offers.models import Offer
from tessera.domain.offers.queries.desk import has_codes, offer_in
from tessera.domain.reporting.queries.offers import figures_of
from tessera.lib import clock
from tessera.web.backoffice.offers import words
from tessera.web.backoffice.page import page
from tessera.web.parts.access import ShopRequest


def offer_or_404(request: ShopRequest, offer_id: int) -> Offer:
    """The offer, if it is of this shop."""
    offer = offer_in(request.shop.pk, offer_id)
    if offer is None:
        raise Http404
    offer.shop = request.shop
    return offer


def may_edit(request: ShopRequest) -> bool:
    """Offers are of the whole shop: who is limited to events or zones only sees them."""
    return request.actor.events is None and request.actor.zones is None


def offer_page(
    request: ShopRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    offer: Offer,
    tab: str,
    status: int = 200,
) -> HttpResponse:
    """A page of the offer under its tabs: `offers/<template>`."""
    at = clock.now()
    figures = context.get("figures") or figures_of([offer.pk], at=at)[offer.pk]
    facts = {
        "offer": offer,
        "figures": figures,
        "state": words.STATES[words.state_of(offer, taken=figures.taken, at=at)],
        "effect": words.effect_said(offer, shop=request.shop),
        "tab": tab,
        "tabs": _tabs(offer, request.shop.slug),
        "may_edit": may_edit(request),
        "help": "offers",
    }
    return page(
        request, f"offers/{template}", {**facts, **context}, section="offers", status=status
    )


def _tabs(offer: Offer, shop: str) -> list[dict[str, str]]:
    said = [("offer", _("Overview")), ("edit_offer", _("Settings"))]
    if offer.needs_code or has_codes(offer.pk):
        said.insert(1, ("codes", _("Codes")))
    return [
        {"code": name, "title": title, "url": reverse(f"backoffice:{name}", args=[shop, offer.pk])}
        for name, title in said
    ]
