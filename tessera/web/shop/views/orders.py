"""An order behind its secret link: how it stands, its tickets, and paying it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tessera.domain.answers.queries.sheets import blocks_of, open_to_buyer
from tessera.domain.invoices.queries import documents_of
from tessera.domain.orders.models import Order, Status
from tessera.domain.orders.queries.carts import lines_of
from tessera.domain.orders.queries.orders import order_by_secret
from tessera.domain.payments.methods import Form, part_behind, part_named
from tessera.domain.payments.models import WRONG_AMOUNT
from tessera.domain.payments.queries import choices_for, last_failure, method_row, title_of
from tessera.domain.shops.models import Shop
from tessera.domain.tickets.calendar import entries_of
from tessera.domain.tickets.documents import render_tickets
from tessera.domain.tickets.models import Ticket
from tessera.domain.tickets.queries import ticket_of_order, valid_tickets_of_order
from tessera.flows import paying
from tessera.lib import clock
from tessera.lib.calendar import to_ics
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick, speaking
from tessera.lib.ids import readable_serial
from tessera.lib.limits import Limit
from tessera.web.parts.access import is_of_team, public
from tessera.web.shop.answered import answered_of
from tessera.web.shop.page import known_shop, language_of, money, order_link, own_words, render
from tessera.web.shop.saying import say
from tessera.web.shop.summary import groups_of, has_places, total_of
from tessera.web.shop.views.checkout import after

TO_PAY = (Status.PENDING, Status.PROCESSING, Status.FAILED)
GUESSES = Limit(per_minute=20, burst=20)
"""How many wrong secrets one address may try."""


@public
@require_safe
def order_page(request: HttpRequest, shop: str, secret: str) -> HttpResponse:
    """The order as its buyer sees it."""
    place, order = find_order(request, shop, secret)
    return render(request, "shop/order.html", place, _facts(request, place, order))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, shop: str, secret: str) -> HttpResponse:
    """Go on with paying: the page of the card, the provider's page, or back to the order."""
    place, order = find_order(request, shop, secret)
    given = request.POST.dict() if request.method == "POST" else None
    if given is None and order.status not in TO_PAY:
        return redirect(order_link(place, order.secret, order.language))
    if not order.method:
        return redirect("shop:other_method", shop=place.slug, secret=order.secret)
    if part_behind(order.method).only_for_tests and not is_of_team(request, place.slug):
        return redirect(order_link(place, order.secret, order.language))
    try:
        with speaking(language_of(request)):
            answer = paying.start_payment(order.id, at=clock.now(), given=given or None)
    except Refusal:
        return redirect(order_link(place, order.secret, order.language))
    if isinstance(answer, Form):
        return render(request, answer.template, place, {"order": order} | dict(answer.context))
    return after(answer, place, order)


@public
@require_safe
def tickets(request: HttpRequest, shop: str, secret: str) -> HttpResponse:
    """All tickets of the order as one PDF; `?format=phone` for a screen."""
    _place, order = find_order(request, shop, secret)
    found = valid_tickets_of_order(order.id)
    return _pdf(request, order, found, f"tickets-{order.number}.pdf")


@public
@require_safe
def ticket(request: HttpRequest, shop: str, secret: str, ticket: int) -> HttpResponse:
    """One ticket of the order as a PDF."""
    _place, order = find_order(request, shop, secret)
    found = ticket_of_order(order.id, ticket)
    if found is None or found.status != Ticket.Status.VALID:
        raise Http404
    return _pdf(request, order, [found], f"ticket-{order.number}-{found.id}.pdf")


@public
@require_safe
def calendar(request: HttpRequest, shop: str, secret: str) -> HttpResponse:
    """The dates of the order for the buyer's calendar."""
    place, order = find_order(request, shop, secret)
    found = valid_tickets_of_order(order.id)
    address = settings.PUBLIC_URL + order_link(place, order.secret, order.language)
    body = to_ics(entries_of(order, found, url=address))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{order.number}.ics"'
    return response


def find_order(request: HttpRequest, slug: str, secret: str) -> tuple[Shop, Order]:
    """The shop, open or not, and the order behind its secret (404), after few wrong guesses."""
    place, guesser, at = known_shop(slug), request.META.get("REMOTE_ADDR", ""), clock.now()
    GUESSES.require(guesser, at=at)
    order = order_by_secret(place, secret)
    if order is None:
        GUESSES.allows(guesser, at=at)
        raise Http404
    return place, order


def _pdf(request: HttpRequest, order: Order, found: list[Ticket], name: str) -> HttpResponse:
    if not found:
        raise Http404
    code = "phone" if request.GET.get("format") == "phone" else "a4"
    body = render_tickets(order, found, code=code)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _facts(request: HttpRequest, shop: Shop, order: Order) -> dict[str, Any]:
    language = language_of(request)
    lines = lines_of(order.id)
    is_open = order.status in TO_PAY
    ways = choices_for(order, lines, language=language, at=clock.now()) if is_open else []
    part = part_named(order.method)
    blocks = blocks_of(order, lines)
    return {
        "order": order,
        "groups": groups_of(lines, shop, currency=order.currency, language=language),
        "total": total_of(order, language, has_places=has_places(lines)),
        "has_places": has_places(lines),
        "heading": _heading(order, has_places=has_places(lines)),
        "tone": _tone(order),
        "tickets": _tickets(order, shop, language),
        "method": title_of(method_row(shop.id, order.method), language) if part else "",
        "how_to_pay": _how_to_pay(order, shop, language) if part and part.waits else None,
        "own_words": own_words(shop, "confirmation", language) if order.is_paid else "",
        "papers": documents_of(order.id),
        "can_pay": is_open and part is not None and not part.waits,
        "is_to_choose": is_open and not order.method,
        "can_choose": any(way.code != order.method for way in ways),
        "answered": answered_of(order, blocks, lines, language=language),
        "can_answer": bool(open_to_buyer(order, lines, blocks, at=clock.now())),
        "is_saved": "saved" in request.GET,
        "trouble": _trouble(order),
        "balance": money(order.balance, order.currency, language),
        "overpaid": money(-order.balance, order.currency, language) if order.balance < 0 else "",
    }


def _heading(order: Order, *, has_places: bool) -> str:
    own = {
        Status.PAID: _("Thank you! Your membership is confirmed"),
        Status.PENDING: _("Order noted: it waits for your payment"),
    }
    if not has_places and order.status in own:
        return own[Status(order.status)]
    return {
        Status.PAID: _("Thank you! Your tickets are ready"),
        Status.PENDING: _("Order noted: your places are kept"),
        Status.PROCESSING: _("Your payment is being confirmed"),
        Status.FAILED: _("The payment did not work"),
        Status.CANCELLED: _("This order is cancelled"),
        Status.EXPIRED: _("This order has expired"),
        Status.REVIEW: _("Your order is waiting for approval"),
        Status.REFUSED: _("This order was refused"),
    }.get(Status(order.status), "")


def _tone(order: Order) -> str:
    tones = {Status.PAID: "success", Status.FAILED: "error", Status.PENDING: "info"}
    return tones.get(Status(order.status), "warning")


def _tickets(order: Order, shop: Shop, language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "event": pick(each.date.event.name, language),
            "when": say(each.date.starts_at, time_zone=shop.time_zone, language=language).full,
            "zone": pick(each.zone.name, language),
            "tariff": pick(each.product.name, language),
            "number": readable_serial(each.serial),
        }
        for each in valid_tickets_of_order(order.id)
    ]


def _how_to_pay(order: Order, shop: Shop, language: str) -> dict[str, str] | None:
    if order.status != Status.PENDING:
        return None
    row = method_row(shop.id, order.method)
    due = order.due_at
    return {
        "is_transfer": "yes" if part_behind(order.method).needs_address else "",
        "description": pick(row.description, language),
        "message": pick(row.message, language),
        "iban": " ".join(shop.iban[i : i + 4] for i in range(0, len(shop.iban), 4)),
        "holder": shop.bank_holder or pick(shop.name, language),
        "reference": order.number or "",
        "due": say(due, time_zone=shop.time_zone, language=language).full if due else "",
    }


def _trouble(order: Order) -> str:
    failed = last_failure(order.id) if order.status == Status.FAILED else None
    if failed is None:
        return ""
    if failed.error_code == WRONG_AMOUNT:
        return _(
            "The payment provider confirmed another amount than this order costs. We have been told"
            " and clear it up: what was taken from you is not lost. You may pay again now."
        )
    return failed.error_message
