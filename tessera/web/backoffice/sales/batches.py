"""One action on many orders: said first, done one by one, told order by order."""

from typing import Any
from urllib.parse import parse_qs, urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.orders.queries.criteria import criteria_from, narrowed, picked
from tessera.domain.orders.queries.grid import ids_newest_first, orders_visible_to, sums_of
from tessera.domain.organisations.rules import Can
from tessera.domain.reporting.models import Batch
from tessera.domain.reporting.queries.kept import batch_of
from tessera.flows.batching import AT_ONCE, MOST, open_batch, run_batch
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.money import Money
from tessera.web.backoffice.page import fragment, page, refused, speaks
from tessera.web.backoffice.sales.orders import actions_for
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import dressed, sent
from tessera.web.parts.responses import is_fragment

NEEDS_REASON = ("cancel", "refuse")


class Reason(forms.Form):
    """What is to be remembered in the history of every order."""

    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, is_needed: bool, is_told: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_needed:
            self.fields["note"].label = _("Reason")
            self.fields["note"].required = True
        self.fields["note"].help_text = (
            _("The buyer reads it in the mail.")
            if is_told
            else _("Kept in the history of each order; the buyers do not see it.")
        )
        dressed(self)


@requires(Can.SEE_ORDERS)
def new_batch(request: ShopRequest) -> HttpResponse:
    """Says what will happen to which orders, asks once, then does it."""
    action = request.GET.get("action", "")
    query = _query(request)
    if action == "export":
        return redirect(f"{reverse('backoffice:export', args=[request.shop.slug])}?{query}")
    words = dict(actions_for(request))
    if not action:
        return redirect("backoffice:orders", request.shop.slug)
    if action not in words:
        raise Http404
    ids = _ids(request, query)
    form = Reason(sent(request), is_needed=action in NEEDS_REASON, is_told=action == "refuse")
    context = {
        "form": form,
        "action": action,
        "title": words[action],
        "back": f"{reverse('backoffice:orders', args=[request.shop.slug])}?{_without_picks(query)}",
        **_facts(ids),
    }
    if request.method != "POST" or not form.is_valid() or not ids:
        return page(request, "sales/batch_new.html", context, section="orders")
    try:
        batch = open_batch(
            request.shop,
            action=action,
            order_ids=ids,
            note=form.cleaned_data["note"],
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        return refused(request, refusal, "sales/batch_new.html", context, section="orders")
    if len(ids) <= AT_ONCE:
        run_batch(batch_id=batch.id)
    return redirect("backoffice:batch", request.shop.slug, batch.id)


@requires(Can.SEE_ORDERS)
def batch(request: ShopRequest, batch_id: int) -> HttpResponse:
    """What became of each order, while it goes on and afterwards."""
    found = batch_of(request.shop.id, batch_id, person_id=request.actor.person_id or 0)
    if found is None:
        raise Http404
    done = [line for line in found.report if line[1]]
    refusals = [line for line in found.report if not line[1]]
    context = {
        "batch": found,
        "title": _titles().get(found.action, ""),
        "done": done,
        "refusals": refusals,
        "tried": len(found.report),
        "all": len(found.order_ids),
        "percent": len(found.report) * 100 // max(1, len(found.order_ids)),
    }
    if is_fragment(request):
        return fragment(request, "sales/batch.html#report", context)
    return page(request, "sales/batch.html", context, section="orders")


def _titles() -> dict[str, str]:
    return {
        Batch.Action.VALIDATE.value: _("Payments validated"),
        Batch.Action.RESEND.value: _("Tickets sent again"),
        Batch.Action.CANCEL.value: _("Orders cancelled"),
        Batch.Action.AUTHORISE.value: _("Links to pay sent"),
        Batch.Action.REFUSE.value: _("Orders refused"),
    }


def _query(request: ShopRequest) -> str:
    """The list as it was shown, or the orders of it that were ticked."""
    told = parse_qs(request.GET.get("query", ""))
    picks = [str(each) for each in picked(request.GET.getlist("pick"))]
    if request.GET.get("which") != "all":
        told["pick"] = picks or ["0"]
    return urlencode(told, doseq=True)


def _without_picks(query: str) -> str:
    told = parse_qs(query)
    told.pop("pick", None)
    return urlencode(told, doseq=True)


def _ids(request: ShopRequest, query: str) -> list[int]:
    """The orders that are meant and seen; one more than can be done at once, if there are."""
    seen = orders_visible_to(request.actor, request.shop.id)
    found = narrowed(seen, criteria_from(query), time_zone=request.shop.time_zone)
    return ids_newest_first(found, most=MOST + 1)


def _facts(ids: list[int]) -> dict[str, Any]:
    sums = sums_of(ids)
    language = speaks()
    return {
        "count": len(ids),
        "is_long": len(ids) > AT_ONCE,
        "is_too_long": len(ids) > MOST,
        "most": MOST,
        "totals": " · ".join(Money(total, code).format(language) for code, total, _ in sums),
        "received": " · ".join(
            Money(received, code).format(language) for code, _, received in sums if received
        ),
    }
