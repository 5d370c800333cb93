"""One order: what it holds, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from tessera.domain.activity.queries import history_of
from tessera.domain.mailing.queries import messages_of_order
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.seen import is_seen
from tessera.domain.organisations.rules import Can
from tessera.domain.payments.methods import part_behind, part_named
from tessera.domain.payments.models import Payment
from tessera.domain.payments.queries import payments_of
from tessera.domain.reporting.queries.tickets import entries_of
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import tickets_of_order
from tessera.flows.cancelling import cancel_order
from tessera.flows.paying import validate_payment
from tessera.flows.sending import resend_tickets
from tessera.flows.steps.validating import Banked
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.money import Money
from tessera.web.backoffice.asking.of_order import answers_in, may_see_answers
from tessera.web.backoffice.page import fragment, page, refused, speaks
from tessera.web.backoffice.sales.approvals import may_withdraw
from tessera.web.backoffice.sales.deadlines import facts_of_deadline
from tessera.web.backoffice.sales.order_forms import Cancelling, Validating
from tessera.web.backoffice.sales.place import lines_in, order_or_404
from tessera.web.backoffice.sales.refunds import facts_of_refunds
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE, is_fragment

TABS = ("lines", "customer", "payments", "tickets", "answers", "messages", "history")
ENDED = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)
TO_VALIDATE = (Payment.Status.OPEN, Payment.Status.PROCESSING)


@requires(Can.SEE_ORDERS)
def order(request: ShopRequest, number: str) -> HttpResponse:
    """The order under one of its tabs; `tab=all` shows every tab, for the printer."""
    found = order_or_404(request, number)
    context = _shown(request, found, request.GET.get("tab", "lines"))
    if is_fragment(request):
        return fragment(request, "order.html#tabs", context)
    return page(request, "order.html", context, section="orders")


@requires(Can.VALIDATE_PAYMENTS)
def approve_payment(request: ShopRequest, number: str, payment_id: int) -> HttpResponse:
    """Asks once, then says that the money of this payment has come."""
    found = order_or_404(request, number)
    payment = _payment(found, payment_id)
    payment.order, at = found, clock.now()
    form = Validating(sent(request), payment=payment, at=at)
    context = {"order": found, "payment": payment, "form": form, **lines_in(request, found)}
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.errors else 200
        return page(request, "approve_payment.html", context, section="orders", status=status)
    told = form.cleaned_data
    came = Banked(told["amount"], payment.currency, told["booked_on"], told["reference"])
    try:
        done = validate_payment(payment.id, by=request.actor, at=at, note=told["note"], banked=came)
    except Refusal as refusal:
        return refused(request, refusal, "approve_payment.html", context, section="orders")
    messages.success(request, _validated(done.order))
    return redirect("backoffice:order", request.shop.slug, number)


def _validated(found: Order) -> str:
    if found.balance <= 0:
        return _("Payment validated. The tickets are on their way to the buyer.")
    left = Money(found.balance, found.currency).format(speaks())
    return _("Payment noted. The order waits for the rest: %(left)s.") % {"left": left}


@requires(Can.EDIT_ORDERS)
def cancel(request: ShopRequest, number: str) -> HttpResponse:
    """Says what cancelling will do, asks once, then does it."""
    found = order_or_404(request, number)
    form = Cancelling(sent(request))
    tickets = [t for t in tickets_of_order(found.id) if t.status == Ticket.Status.VALID]
    context = {
        "order": found,
        "form": form,
        **lines_in(request, found),
        "places": sum(line.tickets for line in lines_of(found.id) if line.claim_id),
        "tickets": tickets,
        "has_ended": found.status in ENDED,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "cancel_order.html", context, section="orders")
    reason = form.cleaned_data["reason"]
    try:
        cancel_order(found.id, reason=reason, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return refused(request, refusal, "cancel_order.html", context, section="orders")
    messages.success(request, _("Order cancelled. Its places are free again."))
    return redirect("backoffice:order", request.shop.slug, number)


@requires(Can.EDIT_ORDERS)
@require_POST
def send_tickets(request: ShopRequest, number: str) -> HttpResponse:
    """Sends the tickets to the buyer once more."""
    found = order_or_404(request, number)
    try:
        resend_tickets(found.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("The tickets are sent again to %(email)s.") % {"email": found.email}
        messages.success(request, said)
    return redirect("backoffice:order", request.shop.slug, number)


def _payment(found: Order, payment_id: int) -> Payment:
    for payment in payments_of(found.id):
        if payment.id == payment_id and part_behind(payment.method).waits:
            return payment
    raise Http404


def _shown(request: ShopRequest, found: Order, asked: str) -> dict[str, Any]:
    tabs = [code for code in TABS if code != "answers" or may_see_answers(request)]
    tab = asked if asked in (*tabs, "all") else "lines"
    shown = tabs if tab == "all" else [tab]
    payments = payments_of(found.id)
    context: dict[str, Any] = {
        "order": found,
        "tab": tab,
        "shown": shown,
        "tabs": [(code, _tab_title(code)) for code in tabs],
        "payments": payments,
        "to_validate": _first_to_validate(found, payments),
        "has_ended": found.status in ENDED,
        "may_cancel": found.status not in ENDED and request.actor.may(Can.EDIT_ORDERS),
        "may_review": found.status == Status.REVIEW and request.actor.may(Can.EDIT_ORDERS),
        "may_withdraw": may_withdraw(request, found),
        "may_send": found.status == Status.PAID and request.actor.may(Can.EDIT_ORDERS),
        "may_validate": request.actor.may(Can.VALIDATE_PAYMENTS),
    }
    for code in shown:
        context |= _behind(code, request, found, payments)
    if "payments" in shown:
        context |= facts_of_refunds(request, found, payments) | facts_of_deadline(request, found)
    return context


def _tickets_in(request: ShopRequest, found: Order) -> dict[str, Any]:
    tickets = tickets_of_order(found.id)
    seen = [
        ticket
        for ticket in tickets
        if is_seen(request.actor, event_id=ticket.date.event_id, zone_id=ticket.zone_id)
    ]
    entries = list(entries_of([ticket.id for ticket in seen]).items())
    return {"tickets": seen, "other_tickets": len(tickets) - len(seen), "entries": entries}


def _behind(
    tab: str, request: ShopRequest, found: Order, payments: list[Payment]
) -> dict[str, Any]:
    """What only this tab needs to be told."""
    match tab:
        case "lines":
            return lines_in(request, found)
        case "tickets":
            return _tickets_in(request, found)
        case "answers":
            return {"respondents": answers_in(request, found)}
        case "customer":
            return {"customer_url": _customer_url(found)}
        case "messages":
            return {"mails": messages_of_order(found.id)}
        case "history":
            paid = [("payment", payment.id) for payment in payments]
            return {"activities": history_of([("order", found.id), *paid])}
        case _:
            return {}


def _customer_url(found: Order) -> str:
    if found.customer_id is None:
        return ""
    try:
        return reverse("backoffice:customer", args=[found.shop.slug, found.customer_id])
    except NoReverseMatch:
        return ""


def _first_to_validate(found: Order, payments: list[Payment]) -> Payment | None:
    if found.status in (Status.CANCELLED, Status.REFUSED):
        return None
    return next((each for each in payments if _is_by_hand(each)), None)


def _is_by_hand(payment: Payment) -> bool:
    part = part_named(payment.method)
    return part is not None and part.waits and payment.status in TO_VALIDATE


def _tab_title(code: str) -> str:
    return {
        "lines": pgettext("tab", "Lines"),
        "customer": pgettext("tab", "Customer"),
        "payments": pgettext("tab", "Payments"),
        "tickets": pgettext("tab", "Tickets"),
        "answers": pgettext("tab", "Answers"),
        "messages": pgettext("tab", "Messages"),
        "history": pgettext("tab", "History"),
    }[code]
