"""Money that goes back: what waits for a hand, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.domain.invoices.queries import documents_of
from tessera.domain.orders.models import Order
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.models import Payment
from tessera.domain.payments.queries import (
    can_go_back,
    is_by_hand,
    method_of,
    payments_of,
    refunds_of,
    refunds_waiting,
)
from tessera.flows import refunding
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.accounting.invoices import KINDS
from tessera.web.backoffice.page import page, refused
from tessera.web.backoffice.sales.place import order_or_404
from tessera.web.backoffice.sales.refund_forms import GivingBack, SentByHand
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent


@requires(Can.REFUND)
def refunds(request: ShopRequest) -> HttpResponse:
    """Money that has not left yet: first what somebody must send by hand."""
    waiting = refunds_waiting(request.actor, request.shop.id)
    context = {
        "by_hand": [refund for refund in waiting if is_by_hand(refund)],
        "on_the_way": [refund for refund in waiting if not is_by_hand(refund)],
    }
    return page(request, "sales/refunds.html", context, section="refunds")


@requires(Can.REFUND)
def give_back(request: ShopRequest, number: str, payment_id: int) -> HttpResponse:
    """Asks how much of a payment goes back, then notes it."""
    found = order_or_404(request, number)
    payment = _payment(found, payment_id)
    most = can_go_back(payment)
    gives_back = method_of(payment).gives_back
    form = GivingBack(
        sent(request),
        currency=payment.currency,
        gives_back=gives_back,
        initial={} if found.is_paid else {"amount": most},
    )
    context = {
        "order": found,
        "payment": payment,
        "form": form,
        "most": most,
        "gives_back": gives_back,
        "tickets_stay": found.is_paid,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "sales/give_back.html", context, section="orders")
    wish = form.cleaned_data
    try:
        refunding.give_back(
            payment.id,
            amount=wish["amount"],
            note=wish["note"],
            how=wish["how"],
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        return refused(request, refusal, "sales/give_back.html", context, section="orders")
    messages.success(request, _("Noted. The buyer is told that the money goes back."))
    return redirect(_payments_of(request, number))


@requires(Can.REFUND)
def record_refund(request: ShopRequest, number: str, refund_id: int) -> HttpResponse:
    """Asks in which way the money was sent, then says that it was."""
    found = order_or_404(request, number)
    refund = next((each for each in refunds_of(found.id) if each.id == refund_id), None)
    if refund is None:
        raise Http404
    form = SentByHand(sent(request))
    context = {"order": found, "refund": refund, "form": form}
    if request.method != "POST" or not form.is_valid():
        return page(request, "sales/record_refund.html", context, section="orders")
    said = form.cleaned_data
    try:
        refunding.record_refund(
            refund.id, how=said["how"], note=said["note"], by=request.actor, at=clock.now()
        )
    except Refusal as refusal:
        return refused(request, refusal, "sales/record_refund.html", context, section="orders")
    messages.success(request, _("Refund recorded. The buyer is told by mail."))
    return redirect(_payments_of(request, number))


def facts_of_refunds(request: ShopRequest, found: Order, payments: list[Payment]) -> dict[str, Any]:
    """What the payments of an order say about money that goes back."""
    refunds = refunds_of(found.id)
    may_refund = request.actor.may(Can.REFUND)
    open_to = [payment.id for payment in payments if may_refund and _can_go_back(found, payment)]
    return {
        "refunds": refunds,
        "may_record": [each.id for each in refunds if may_refund and is_by_hand(each)],
        "may_give_back": open_to,
        "papers": [(paper, KINDS[paper.kind]) for paper in documents_of(found.id)],
        "may_open_papers": request.actor.may(Can.SEE_ACCOUNTING),
    }


def _can_go_back(found: Order, payment: Payment) -> bool:
    payment.order = found
    return can_go_back(payment) > 0


def _payment(found: Order, payment_id: int) -> Payment:
    for payment in payments_of(found.id):
        if payment.id == payment_id:
            payment.order = found
            return payment
    raise Http404


def _payments_of(request: ShopRequest, number: str) -> str:
    return reverse("backoffice:order", args=[request.shop.slug, number]) + "?tab=payments"
