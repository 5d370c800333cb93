"""A plan made in two steps, or edited."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tessera.domain.catalogue.models import Level, MembershipTerms
from tessera.domain.catalogue.planning import LevelFacts, PlanFacts, gross
from tessera.domain.catalogue.queries.plans import (
    facts_of,
    levels_of_organisation,
    membership_terms,
)
from tessera.domain.organisations.rules import Can
from tessera.flows import planning
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.money import Money
from tessera.web.backoffice.members.levels import level_choices
from tessera.web.backoffice.members.place import members_page, plan_or_404
from tessera.web.backoffice.members.plan_form import (
    FIRST,
    NEW,
    PlanForm,
    StepOne,
    StepTwo,
    initial_of,
)
from tessera.web.backoffice.page import fragment, speaks
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

RANKS = 10
"""A level made on the spot stands so much above the highest."""


@requires(Can.EDIT_MEMBERS)
def new_plan(request: ShopRequest) -> HttpResponse:
    """First step: the level, how long, and whether one asks first."""
    if membership_terms(request.shop.id) is None:
        messages.error(request, _("Switch memberships on first."))
        return redirect("backoffice:member_settings", request.shop.slug)
    choices = level_choices(request)
    asked = {name: request.GET[name] for name in FIRST if name in request.GET}
    initial = {"level": str(choices[0][0]) if choices else NEW, **asked}
    form = StepOne(sent(request), levels=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        level_id = _level_id(request, form)
        if level_id is not None:
            told = urlencode(form.settled(level_id))
            return redirect(
                f"{reverse('backoffice:describe_plan', args=[request.shop.slug])}?{told}"
            )
    status = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "is_first": True}
    return members_page(request, "plan_first.html", context, section="plans", status=status)


@requires(Can.EDIT_MEMBERS)
def describe_plan(request: ShopRequest) -> HttpResponse:
    """Second step: words, picture and price; the address says what the first one answered."""
    terms = membership_terms(request.shop.id)
    first = _first(request.GET)
    level = _level(request, request.GET.get("level", ""))
    if terms is None or first is None or level is None:
        return redirect("backoffice:new_plan", request.shop.slug)
    form = StepTwo(
        sent(request), files=request.FILES or None, shop=request.shop, currency=terms.currency
    )
    if request.method == "POST" and form.is_valid():
        facts = PlanFacts(level_id=level.pk, **first, **form.said())
        try:
            made = planning.create_plan(request.shop, facts, by=request.actor, at=clock.now())
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(
                request,
                _("The plan is made. Your team sees it in the shop; publish it when it is right."),
            )
            return redirect("backoffice:plan", request.shop.slug, made.pk)
    context = {
        "form": form,
        "level": level,
        "query": request.GET.urlencode(),
        **_gross(request, form, terms),
    }
    status = UNPROCESSABLE if form.errors else 200
    return members_page(request, "plan_second.html", context, section="plans", status=status)


@requires(Can.EDIT_MEMBERS)
def edit_plan(request: ShopRequest, plan_id: int) -> HttpResponse:
    """All that is said of a plan; what those who joined were promised is frozen."""
    found, terms = plan_or_404(request, plan_id), membership_terms(request.shop.id)
    assert terms is not None, "a plan was made while there were terms"
    stored, is_frozen = facts_of(found), found.first_published_at is not None
    form = PlanForm(
        sent(request),
        files=request.FILES or None,
        shop=request.shop,
        currency=terms.currency,
        levels=level_choices(request),
        is_frozen=is_frozen,
        initial=initial_of(stored),
    )
    guard(form)
    context: dict[str, Any] = {"form": form, "plan": found, "is_frozen": is_frozen}
    if request.method == "POST" and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"]:
            try:
                planning.edit_plan(
                    request.shop,
                    form.facts(stored),
                    plan_id=found.pk,
                    by=request.actor,
                    at=clock.now(),
                )
            except Refusal as refusal:
                _refuse(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect("backoffice:plan", request.shop.slug, found.pk)
    context |= _gross(request, form, terms)
    status = UNPROCESSABLE if form.errors or context.get("clashes") else 200
    return members_page(request, "plan_edit.html", context, section="plans", status=status)


@requires(Can.EDIT_MEMBERS)
@require_safe
def plan_gross(request: ShopRequest) -> HttpResponse:
    """What a price costs with VAT on it, while one types."""
    terms = membership_terms(request.shop.id)
    currency = terms.currency if terms else request.shop.currencies[0]
    said = _gross_said(request, request.GET, currency)
    return fragment(request, "members/gross.html", {"gross": said})


def _level_id(request: ShopRequest, form: StepOne) -> int | None:
    """The level that was chosen, or made on the spot."""
    chosen = form.cleaned_data["level"]
    if chosen != NEW:
        return int(chosen)
    known = levels_of_organisation(request.shop.organisation_id)
    facts = LevelFacts(
        name={speaks(): form.cleaned_data["level_name"].strip()},
        rank=known[0].rank + RANKS if known else RANKS,
    )
    try:
        made = planning.write_level(request.shop, facts, by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error("level_name", refusal.message)
        return None
    return int(made.pk)


def _first(told: QueryDict) -> dict[str, Any] | None:
    """What the first step answered; nothing when the address does not say it."""
    count, seats = told.get("count", ""), told.get("seats", "1")
    if not all(each.isascii() and each.isdecimal() and len(each) < 5 for each in (count, seats)):
        return None
    return {
        "unit": told.get("unit", "years")[:10],
        "count": int(count),
        "season_starts": told.get("season_starts", "")[:5],
        "season_rollover": told.get("season_rollover", "")[:5],
        "needs_approval": told.get("needs_approval") == "yes",
        "seats": int(seats),
    }


def _level(request: ShopRequest, asked: str) -> Level | None:
    known = levels_of_organisation(request.shop.organisation_id)
    return next((each for each in known if str(each.pk) == asked), None)


def _gross(request: ShopRequest, form: forms.Form, terms: MembershipTerms) -> dict[str, Any]:
    """The gross price of what stands in the form."""
    net, rate = form["net_price"].value(), form["vat_rate"].value()
    told = {"net_price": str(net or ""), "vat_rate": str("" if rate is None else rate)}
    return {"gross": _gross_said(request, told, terms.currency), "currency": terms.currency}


def _gross_said(request: ShopRequest, told: Any, currency: str) -> str:
    try:
        net = Money.parse(told.get("net_price") or "", currency).amount
        rate = Decimal(str(told.get("vat_rate") or request.shop.vat_rate).replace(",", "."))
    except (ValueError, ArithmeticError):
        return ""
    if not (0 <= rate <= 99 and 0 <= net <= 2_000_000_000):
        return ""
    return Money(gross(net, rate), currency).format(speaks())


def _refuse(form: forms.Form, refusal: Refusal) -> None:
    asked = str(refusal.facts.get("field", ""))
    field = {"level_id": "level"}.get(asked, asked)
    form.add_error(field if field in form.fields else None, refusal.message)
