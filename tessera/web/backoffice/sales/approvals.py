"""An order that waits for approval: the link to pay is sent, or it is refused with a reason; or
the approval is withdrawn with one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tessera.domain.orders.models import Order
from tessera.domain.orders.queries.orders import was_approved
from tessera.domain.organisations.rules import Can
from tessera.flows import approving
from tessera.flows.steps.settle import IN_HAND
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page, refused
from tessera.web.backoffice.sales.place import lines_in, order_or_404
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
    said = _("Order refused. Its places are free again.")
    return _with_reason(request, number, approving.refuse_order, "sales/refuse.html", said=said)


@requires(Can.EDIT_ORDERS)
def withdraw(request: ShopRequest, number: str) -> HttpResponse:
    """Asks why, once, then takes the approval back."""
    said = _("Approval withdrawn: the link to pay leads nowhere any more.")
    done = approving.withdraw_approval
    return _with_reason(request, number, done, "sales/withdraw.html", said=said)


def may_withdraw(request: ShopRequest, order: Order) -> bool:
    """Whether the reader may take the approval of this order back."""
    waits = order.status in IN_HAND and order.received == 0
    return waits and request.actor.may(Can.EDIT_ORDERS) and was_approved(order.id)


def _with_reason(
    request: ShopRequest,
    number: str,
    act: Callable[..., Order],
    template: str,
    *,
    said: str,
) -> HttpResponse:
    order = order_or_404(request, number)
    form = dressed(RefusingForm(sent(request)))
    context: dict[str, Any] = {"order": order, "form": form, **lines_in(request, order)}
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return page(request, template, context, section="orders", status=status)
    try:
        act(order.id, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
    except Refusal as refusal:
        return refused(request, refusal, template, context, section="orders")
    messages.success(request, said)
    return redirect("backoffice:order", request.shop.slug, number)
