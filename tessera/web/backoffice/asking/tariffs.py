"""Which tariffs ask a form: many at once, event by event."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.domain.forms.models import Form
from tessera.domain.forms.queries.building import (
    form_id_of,
    forms_to_attach,
    tariffs_of_shop,
    uses_in,
)
from tessera.domain.organisations.rules import Can
from tessera.flows import asking
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.asking.place import form_or_404, form_page
from tessera.web.backoffice.programme.place import event_or_404
from tessera.web.backoffice.programme.tariffs import tariff_or_404
from tessera.web.parts.access import ShopRequest, requires

MOST = 5000


@dataclass(frozen=True, slots=True)
class Asks:
    """What a tariff asks of its holders, and what it could ask."""

    form_id: int | None
    forms: Sequence[Form]


@requires(Can.EDIT_SETTINGS)
def choose(request: ShopRequest, form_id: int) -> HttpResponse:
    """Every tariff of the shop by event; those ticked ask the form from now on."""
    found = form_or_404(request, form_id)
    if not request.actor.may(Can.EDIT_PROGRAMME):
        raise PermissionDenied("Tariffs belong to the programme.")
    refusal = ""
    if request.method == "POST":
        asked = request.POST.getlist("tariffs")[:MOST]
        try:
            added, taken = asking.choose_tariffs(
                found.pk,
                product_ids=[int(each) for each in asked if each.isdigit() and len(each) < 18],
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _said(added, taken))
            return redirect("backoffice:form_tariffs", request.shop.slug, found.pk)
    context = {"tab": "tariffs", "events": _events(request, found), "refusal": refusal}
    return form_page(request, "tariffs.html", context, of=found, status=422 if refusal else 200)


@requires(Can.EDIT_PROGRAMME)
@require_POST
def ask_with(request: ShopRequest, event: str, product_id: int) -> HttpResponse:
    """The tariff asks this form from now on, or none."""
    found = event_or_404(request, event)
    tariff_or_404(request, found, product_id)
    asked = request.POST.get("form", "")
    try:
        asking.ask_with(
            request.shop.id,
            product_id=product_id,
            form_id=int(asked) if asked.isdigit() and len(asked) < 18 else None,
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("backoffice:edit_tariff", request.shop.slug, found.slug, product_id)


def asks_of(shop_id: int, product_id: int) -> Asks:
    """The form that the tariff asks, and those it can choose among."""
    return Asks(form_id_of(product_id), forms_to_attach(shop_id, Form.Kind.TARIFF))


def _events(request: ShopRequest, form: Form) -> list[dict[str, Any]]:
    """The events with their tariffs; what asks another form says which."""
    actor = request.actor
    uses = uses_in(request.shop.id)
    names = {each.pk: each.name for each in forms_to_attach(request.shop.id, form.kind)}
    seen = [
        each
        for each in tariffs_of_shop(request.shop.id, events=actor.events)
        if actor.zones is None or each.zone_id in actor.zones
    ]
    shown = []
    for event, tariffs in groupby(seen, key=lambda each: each.event):
        rows = [
            {
                "tariff": each,
                "is_chosen": uses.get(each.product_id) == form.pk,
                "other": names.get(uses.get(each.product_id, 0), "")
                if uses.get(each.product_id) != form.pk
                else "",
            }
            for each in tariffs
        ]
        chosen = [row for row in rows if row["is_chosen"]]
        shown.append({"event": event, "rows": rows, "chosen": len(chosen), "all": len(rows)})
    return shown


def _said(added: int, taken: int) -> str:
    if not added and not taken:
        return _("Nothing has changed.")
    return _("Saved: %(added)d tariffs ask it now that did not, %(taken)d no more.") % {
        "added": added,
        "taken": taken,
    }
