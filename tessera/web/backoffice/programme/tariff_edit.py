"""One tariff: made, edited; its prices said in words while one types."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.domain.catalogue.models import Event, Level
from tessera.domain.catalogue.queries.events import zones_of
from tessera.domain.catalogue.queries.plans import levels_of_organisation
from tessera.domain.catalogue.queries.tariffs import dates_to_choose, facts_of
from tessera.domain.catalogue.rules import TariffFacts
from tessera.domain.offers.queries.desk import offers_opening
from tessera.domain.orders.queries.programme import is_product_ordered
from tessera.domain.organisations.rules import Can
from tessera.flows import tariffing
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.asking.tariffs import asks_of
from tessera.web.backoffice.programme.place import event_or_404, event_page
from tessera.web.backoffice.programme.tariff_form import TariffForm, initial_of
from tessera.web.backoffice.programme.tariff_words import price_sentences
from tessera.web.backoffice.programme.tariffs import at_zone, tariff_or_404
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE


@requires(Can.EDIT_PROGRAMME)
def new_tariff(request: ShopRequest, event: str) -> HttpResponse:
    """The same tariff in every zone that is ticked."""
    found, shop = event_or_404(request, event), request.shop
    limits = request.actor.zones
    zones = [each for each in zones_of(found) if limits is None or each.id in limits]
    if not zones:
        messages.error(request, _("A tariff is sold in a zone: make a zone first."))
        return redirect("backoffice:new_zone", shop.slug, found.slug)
    asked = request.GET.get("zone", "")
    ticked = [each.id for each in zones if str(each.id) == asked] or [zones[0].id]
    initial = {"zones": ticked}
    form = TariffForm(
        sent(request),
        shop=shop,
        dates=dates_to_choose(found, since=clock.now()),
        zones=zones,
        levels=_levels(request),
        initial=initial,
    )
    if _is_sent(request) and form.is_valid():
        try:
            made = tariffing.create_tariffs(
                found.id,
                zone_ids=form.cleaned_data["zones"],
                facts=form.facts(),
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(_field(form, refusal), refusal.message)
        else:
            said = ngettext("%(n)d tariff is made.", "%(n)d tariffs are made.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect(at_zone(found, made[0].zone_id))
    return _form(request, found, form, {})


@requires(Can.EDIT_PROGRAMME)
def edit_tariff(request: ShopRequest, event: str, product_id: int) -> HttpResponse:
    """All that is said of the tariff; who saves second is told what changed meanwhile."""
    found, shop = event_or_404(request, event), request.shop
    tariff = tariff_or_404(request, found, product_id)
    facts = facts_of(tariff)
    dates = dates_to_choose(found, since=clock.now(), keeping=facts.date_ids or ())
    form = TariffForm(
        sent(request),
        shop=shop,
        dates=dates,
        levels=_levels(request, facts),
        initial=initial_of(facts),
    )
    guard(form)
    context: dict[str, Any] = {
        "tariff": tariff,
        "is_ordered": is_product_ordered(product_id),
        "asks": asks_of(shop.id, product_id),
        "opened_by": offers_opening(tariff),
    }
    if _is_sent(request) and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"] and _saved(request, found, product_id, form):
            return redirect(at_zone(found, tariff.zone_id))
    return _form(request, found, form, context)


def _levels(request: ShopRequest, facts: TariffFacts | None = None) -> list[Level]:
    """The levels to choose among, where the shop has members or the tariff is for some."""
    if not request.shop.takes_members and not (facts and facts.level_ids):
        return []
    return levels_of_organisation(request.shop.organisation_id)


def _is_sent(request: ShopRequest) -> bool:
    return request.method == "POST" and not _is_preview(request)


def _is_preview(request: ShopRequest) -> bool:
    """Whether the form is only shown again: with its prices in words, or more room for steps."""
    return "preview" in request.POST or "more_steps" in request.POST


def _saved(request: ShopRequest, event: Event, product_id: int, form: TariffForm) -> bool:
    try:
        tariffing.edit_tariff(
            event.id,
            product_id=product_id,
            facts=form.facts(),
            by=request.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(_field(form, refusal), refusal.message)
        return False
    messages.success(request, _("Saved."))
    return True


def _form(
    request: ShopRequest, event: Event, form: TariffForm, context: dict[str, Any]
) -> HttpResponse:
    is_preview = _is_preview(request)
    stored = facts_of(context["tariff"]) if context else None
    told = form["dates"].value() or []
    chosen = {str(each) for each in told}
    facts = {
        **context,
        "form": form,
        "dates": [(each, str(each.id) in chosen) for each in form.dates],
        "sentences": _sentences(request, form, stored),
        "is_preview": is_preview,
        "wants_steps": "more_steps" in request.POST,
        "help": "tariffs",
    }
    is_wrong = (form.errors and not is_preview) or context.get("clashes")
    return event_page(
        request,
        "tariff_form.html",
        facts,
        event=event,
        tab="tariffs",
        status=UNPROCESSABLE if is_wrong else 200,
    )


def _sentences(request: ShopRequest, form: TariffForm, stored: TariffFacts | None) -> list[str]:
    """What the prices mean: those typed so far, or those stored; nothing while they cannot be
    read."""
    if form.is_bound:
        facts = form.facts() if form.is_valid() else None
    else:
        facts = stored
    return price_sentences(facts, time_zone=request.shop.time_zone) if facts else []


def _field(form: TariffForm, refusal: Refusal) -> str | None:
    first = form.shop.currencies[0]
    asked = refusal.facts.get("field", "")
    known = {
        "prices": f"price_{first}",
        "steps": f"step_0_{first}",
        "below_taken": "quota",
        "steps_out_of_order": "step_0_starts_at",
    }
    field = known.get(asked) or known.get(refusal.code) or asked
    return field if field in form.fields else None
