"""Ways to pay: which are offered, in which order, and what each is told to do."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.organisations.rules import Can
from tessera.domain.payments.methods import METHODS, OWN, Method, is_own, part_named
from tessera.domain.payments.models import PaymentMethod
from tessera.domain.payments.queries import part_of, title_of
from tessera.domain.payments.terms import Terms
from tessera.domain.reporting.queries.opening import methods_of
from tessera.domain.shops.models import Shop
from tessera.flows import offering
from tessera.lib import clock
from tessera.lib.i18n import say_date
from tessera.lib.money import Money
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.sales.methods_forms import (
    CHANNELS,
    method_form,
    settings_form,
    settings_told,
)
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Line:
    """A way to pay as the list shows it; `facts` are what it was told, in few words."""

    code: str
    title: str
    row: PaymentMethod
    is_ready: bool
    says: str
    facts: list[str]
    is_row: bool


@requires(Can.EDIT_SETTINGS)
@require_safe
def methods(request: ShopRequest) -> HttpResponse:
    """Every way to pay there is, in the order that buyers see; the ones without a row last."""
    rows = methods_of(request.shop.id)
    lines = [_line(row, request.shop) for row in rows.values() if part_named(row.code)]
    shipped = [code for code, part in METHODS.all().items() if not part.only_for_tests]
    missing = [code for code in shipped if code not in rows and code != OWN]
    lines += [_line(_unsaved(request.shop, code), request.shop) for code in missing]
    return page(request, "sales/methods.html", {"lines": lines}, section="methods")


@requires(Can.EDIT_SETTINGS)
def edit_method(request: ShopRequest, method: str) -> HttpResponse:
    """What one is told to do; what somebody else changed meanwhile is shown first."""
    row = _row(request.shop, method)
    return _edit(request, row)


@requires(Can.EDIT_SETTINGS)
def new_method(request: ShopRequest) -> HttpResponse:
    """A way to pay of one's own: cheque, holiday voucher, transfer, phone."""
    return _edit(request, PaymentMethod(shop=request.shop, code="", part=OWN, reminders=0))


@requires(Can.EDIT_SETTINGS)
@require_POST
def switch_method(request: ShopRequest, method: str) -> HttpResponse:
    """Offer it, or no more."""
    row = _row(request.shop, method)
    facts = {"is_enabled": not row.is_enabled}
    offering.set_method(request.shop.id, method, facts, by=request.actor, at=clock.now())
    return redirect("backoffice:methods", request.shop.slug)


@requires(Can.EDIT_SETTINGS)
@require_POST
def move_method(request: ShopRequest, method: str) -> HttpResponse:
    """One line up or down."""
    steps = -1 if request.POST.get("to") == "up" else 1
    offering.move_method(request.shop.id, method, steps=steps, by=request.actor, at=clock.now())
    return redirect("backoffice:methods", request.shop.slug)


def _edit(request: ShopRequest, row: PaymentMethod) -> HttpResponse:
    part: type[Method] = part_named(row.code or row.part) or Method
    form = method_form(sent(request), row, part, shop=request.shop)
    own = settings_form(sent(request), row, part)
    context = {"form": form, "own": own, "row": row, "terms": _said_terms(row)} | _told(row, part)
    if request.method != "POST":
        return _page(request, context)
    if not form.is_valid() or (own is not None and not own.is_valid()):
        return _page(request, context, status=UNPROCESSABLE)
    clash = clashes(form) + (clashes(own) if own is not None else [])
    if clash and row.code:
        return _page(request, context | {"clashes": clash}, status=CONFLICT)
    facts = {**form.facts(), **settings_told(own)}
    if row.code:
        offering.set_method(request.shop.id, row.code, facts, by=request.actor, at=clock.now())
    else:
        offering.add_method(request.shop.id, facts, by=request.actor, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect("backoffice:methods", request.shop.slug)


def _page(request: ShopRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return page(request, "sales/method.html", context, section="methods", status=status)


def _row(shop: Shop, code: str) -> PaymentMethod:
    part = part_named(code)
    if part is None or part.only_for_tests or code == OWN:
        raise Http404
    found = methods_of(shop.id).get(code)
    if found is None and is_own(code):
        raise Http404
    return found or _unsaved(shop, code)


def _unsaved(shop: Shop, code: str) -> PaymentMethod:
    return PaymentMethod(shop=shop, code=code, is_enabled=False)


def _told(row: PaymentMethod, part: type[Method]) -> dict[str, Any]:
    return {
        "name": title_of(row, speaks()) if row.code else _("Add a way to pay"),
        "is_new": not row.code,
        "says": _says(part, is_ready=not row.code or part_of(row).is_ready()),
        "lacks_account": part.is_billed and not row.shop.iban,
    }


def _line(row: PaymentMethod, shop: Shop) -> Line:
    part = part_of(row)
    is_ready = part.is_ready()
    return Line(
        code=row.code,
        title=title_of(row, speaks()),
        row=row,
        is_ready=is_ready,
        says=_says(type(part), is_ready=is_ready),
        facts=[
            each for each in (_said_audience(row), _said_terms(row), *_limits(row, shop)) if each
        ],
        is_row=row.pk is not None,
    )


def _says(part: type[Method], *, is_ready: bool) -> str:
    if not is_ready:
        return _("The keys of its provider are missing.")
    if part.only_for_nothing:
        return _("Serves orders of nothing, and only them.")
    if part.waits:
        return _("Places are kept; you validate the payment by hand.")
    return _("Paid at once, tickets at once.")


def _said_audience(row: PaymentMethod) -> str:
    open_to = [str(label) for name, (_code, label) in CHANNELS.items() if getattr(row, name)]
    if len(open_to) == len(CHANNELS):
        return ""
    return ", ".join(open_to) or _("For nobody")


def _said_terms(row: PaymentMethod) -> str:
    """After how many days people are reminded, and when the order ends."""
    part = part_of(row) if row.code else None
    days = part.waits_days() if part is not None and part.waits else None
    if days is None:
        return ""
    terms = Terms(days, row.reminders, row.shop.time_zone)
    if not row.reminders:
        said = ngettext("Expires after %(days)d day", "Expires after %(days)d days", days)
        return said % {"days": days}
    on = ", ".join(str(days * (n + 1)) for n in range(row.reminders))
    return _("Reminded on day %(on)s, expires after %(days)d days") % {
        "on": on,
        "days": terms.total_days,
    }


def _limits(row: PaymentMethod, shop: Shop) -> list[str]:
    language, said = speaks(), []
    for template, amounts in (
        (_("from %(money)s"), row.minimum),
        (_("%(money)s for an order"), row.fee_order),
        (_("%(money)s for each ticket"), row.fee_ticket),
    ):
        said += [
            template % {"money": Money(amount, code).format(language)}
            for code, amount in amounts.items()
            if amount
        ]
    if row.closes_hours_before is not None:
        said.append(_("until %(n)d h before the date") % {"n": row.closes_hours_before})
    if row.chosen_until is not None:
        until = say_date(row.chosen_until, shop.time_zone, language, "short")
        said.append(_("cut-off %(until)s") % {"until": until})
    return said
