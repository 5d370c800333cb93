"""My orders and tickets."""

from typing import Any

from allauth.account.views import request_login_code
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.domain.orders.models import Order, OrderLine, Status
from tessera.domain.orders.queries.mine import orders_of_person
from tessera.flows.joining import welcome
from tessera.lib.i18n import pick, say_date
from tessera.lib.money import Money
from tessera.web.parts.access import actors_of, public


@public
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The orders of who is logged in; a stranger types an e-mail address and gets a code."""
    if request.user.is_authenticated:
        return redirect(_next(request)) if _next(request) != request.path else _orders(request)
    if request.method != "POST":
        return render(request, "account/welcome.html", {"next": _next(request)})
    welcome(request.POST.get("email", ""), language=_language())
    return _send_code(request)


def _next(request: HttpRequest) -> str:
    """Where to go once it is known who it is: a page of ours, or the orders."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if asked and is_ours else request.path


def _send_code(request: HttpRequest) -> HttpResponse:
    told = request.POST.copy()
    told["next"] = _next(request)
    request.POST = told  # type: ignore[assignment]  # allauth reads where to go next from it
    response: HttpResponse = request_login_code(request)
    return response


def _orders(request: HttpRequest) -> HttpResponse:
    language = _language()
    found, works = orders_of_person(int(request.user.pk or 0)), bool(actors_of(request))
    facts = {
        "orders": [_said(order, language) for order in found],
        "works": works,
        "may_found": settings.SIGN_UP and not works,
    }
    return render(request, "account/home.html", facts)


def _said(order: Order, language: str) -> dict[str, Any]:
    with override(order.language):
        url = reverse("shop:order", args=[order.shop.slug, order.secret])
        tickets = reverse("shop:tickets", args=[order.shop.slug, order.secret])
    paid = order.status == Status.PAID
    return {
        "shop": pick(order.shop.name, language),
        "number": order.number,
        "url": url,
        "tickets_url": tickets if paid else "",
        "status": _status(order.status),
        "tone": "badge-ok" if paid else "badge-few",
        "total": Money(order.total, order.currency).format(language),
        "lines": [_bought(line, order.shop.time_zone, language) for line in order.lines.all()],
    }


def _bought(line: OrderLine, time_zone: str, language: str) -> str:
    if line.date is None or line.tariff is None:
        return pick(line.name, language)
    day = say_date(line.date.starts_at, time_zone, language, "short")
    return f"{line.tickets} × {pick(line.tariff.event.name, language)}, {day}"


def _status(status: str) -> str:
    return {
        Status.PENDING: _("Awaiting payment"),
        Status.PAID: _("Paid"),
        Status.CANCELLED: _("Cancelled"),
        Status.FAILED: _("Payment failed"),
        Status.REVIEW: _("Awaiting approval"),
        Status.PROCESSING: _("Payment being confirmed"),
        Status.EXPIRED: _("Expired"),
        Status.REFUSED: _("Refused"),
    }.get(Status(status), status)


def _language() -> str:
    return (get_language() or "en")[:2]
