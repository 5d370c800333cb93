"""The papers of an order: its invoice, or a receipt once it is paid."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.invoices.documents import DOCUMENTS, render_invoice
from tessera.domain.invoices.queries import documents_of
from tessera.domain.payments.queries import method_row
from tessera.flows.invoicing import issue_receipt
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.parts.access import buyer_of, public
from tessera.web.shop.views.orders import find_order


@public
@require_POST
def get_receipt(request: HttpRequest, shop: str, secret: str) -> HttpResponse:
    """Issue the receipt of a paid order, once, and show it."""
    place, order = find_order(request, shop, secret)
    try:
        issued = issue_receipt(order.pk, by=buyer_of(request), at=clock.now())
    except Refusal:
        return redirect("shop:order", shop=place.slug, secret=secret)
    return redirect("shop:paper", shop=place.slug, secret=secret, paper=issued.pk)


@public
@require_safe
def paper(request: HttpRequest, shop: str, secret: str, paper: int) -> HttpResponse:
    """A document of the order as PDF; `?format=facturx` with its data inside."""
    _place, order = find_order(request, shop, secret)
    found = next((each for each in documents_of(order.pk) if each.pk == paper), None)
    if found is None:
        raise Http404
    code = "facturx" if request.GET.get("format") == "facturx" else "pdf"
    found.order, found.shop = order, order.shop
    message = method_row(order.shop_id, order.method).message
    body = render_invoice(found, message=message, code=code)
    response = HttpResponse(body, content_type=DOCUMENTS.get(code).mime)
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
