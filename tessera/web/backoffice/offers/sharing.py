"""A code as a link, and the link as a picture for posters and flyers."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from tessera.domain.offers.models import Code, Offer, OfferLimit
from tessera.domain.offers.queries.desk import code_in
from tessera.domain.organisations.rules import Can
from tessera.domain.shops.models import Shop
from tessera.lib.barcodes import qr_png, qr_svg
from tessera.lib.i18n import speaking
from tessera.web.backoffice.offers.frame import offer_or_404
from tessera.web.parts.access import ShopRequest, requires

MARGIN = 4
"""Cells of light around a QR code, so that phones find it on any ground."""


def link_of(shop: Shop, offer: Offer, code: Code) -> str:
    """The shop, or the one event that the offer is for, with the code in its address, in the
    shop's first language; "" without a shop."""
    language = shop.languages[0] if shop.languages else "fr"
    events = {_event_of(row) for row in offer.limits.all()}
    slug = next(iter(events)) if len(events) == 1 else ""
    try:
        with speaking(language):
            home = reverse("shop:home", args=[shop.slug])
            page = reverse("shop:event", args=[shop.slug, slug]) if slug else home
    except NoReverseMatch:
        return ""
    return f"{settings.PUBLIC_URL}{page}?code={code.text}"


def _event_of(row: OfferLimit) -> str:
    """The address of the event that the limit lies in, "" for none."""
    if row.event is not None:
        return row.event.slug
    if row.zone is not None:
        return row.zone.event.slug
    tariff = getattr(row.product, "tariff", None)
    return tariff.event.slug if tariff else ""


@requires(Can.EDIT_PROGRAMME)
@require_safe
def code_picture(request: ShopRequest, offer_id: int, offer_code: int, form: str) -> HttpResponse:
    """The link of the code as a QR code: "svg" for printers, "png" for everything else."""
    offer = offer_or_404(request, offer_id)
    code = code_in(offer, offer_code)
    link = link_of(request.shop, offer, code) if code else ""
    if code is None or not link:
        raise Http404
    if form == "svg":
        answer = HttpResponse(qr_svg(link, margin=MARGIN), content_type="image/svg+xml")
    else:
        answer = HttpResponse(qr_png(link, margin=MARGIN), content_type="image/png")
    answer["Content-Disposition"] = f'attachment; filename="{code.text}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
