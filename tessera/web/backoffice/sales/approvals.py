"""An order that waits for approval: the link to pay is sent, or it is refused with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.organisations.rules import Can
from tessera.flows import approving
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page, refused
from tessera.web.backoffice.sales.place import order_or_404
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import UNPROCESSABLE


class RefusingForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The buyer reads it in the mail."),
    )


@requires(Can.EDIT_ORDERS)
@require_POST
def authorise(request: ShopRequest, number: str) -> HttpResponse:
    """Sends the buyer the link to pay."""
    order = order_or_404(request, number)
    try:
        approving.authorise_order(order.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("The link to pay is sent to %(email)s.") % {"email": order.email}
        messages.success(request, said)
    return redirect("backoffice:order", request.shop.slug, number)


@requires(Can.EDIT_ORDERS)
def refuse(request: ShopRequest, number: str) -> HttpResponse:
    """Asks why, once, then refuses the order."""
    order = order_or_404(request, number)
    form = dressed(RefusingForm(sent(request)))
    context: dict[str, Any] = {"order": order, "form": form, "lines": lines_of(order.id)}
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return page(request, "sales/refuse.html", context, section="orders", status=status)
    reason = form.cleaned_data["reason"]
    try:
        approving.refuse_order(order.id, reason=reason, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return refused(request, refusal, "sales/refuse.html", context, section="orders")
    messages.success(request, _("Order refused. Its places are free again."))
    return redirect("backoffice:order", request.shop.slug, number)
