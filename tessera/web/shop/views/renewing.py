"""A member renews, or goes to another level."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.domain.catalogue.models import MembershipTerms, Plan
from tessera.domain.catalogue.queries.plans import (
    membership_terms,
    plan_to_join,
    plan_to_renew,
    plans_on_offer,
    price_of_plan,
)
from tessera.domain.memberships.models import Joining, Membership
from tessera.domain.memberships.queries.standing import membership_of_person
from tessera.domain.memberships.rules import Period, credit
from tessera.domain.shops.models import Shop
from tessera.flows import enrolling
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import local, pick, say_day
from tessera.lib.money import Money
from tessera.web.parts.access import public, to_my_account
from tessera.web.parts.responses import UNPROCESSABLE
from tessera.web.shop import carts
from tessera.web.shop.page import language_of, open_shop, render
from tessera.web.shop.plans import offered_agreement, said_of


@public
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, shop: str, membership: int) -> HttpResponse:
    """The same once more: the price is shown, and said when it is another than last time."""
    if not request.user.is_authenticated:
        return to_my_account(request)
    place, old, terms = _theirs(request, shop, membership)
    plan = _renewed_by(place, old)
    if request.method != "POST":
        return _renewal(request, place, old, plan, terms)
    language = language_of(request)
    agreed = request.POST.get("agrees") == "on"
    wish = enrolling.Enrolment(
        plan_id=plan.pk,
        kind=Joining.Kind.RENEWAL,
        replaces=old,
        agreed=offered_agreement(plan, terms, language) if agreed else "",
    )
    try:
        return _to_pay(request, place, wish)
    except Refusal as refusal:
        return _renewal(request, place, old, plan, terms, refusal)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def change_level(request: HttpRequest, shop: str, membership: int) -> HttpResponse:
    """Another level from today on: what is left of the old one is taken off the price."""
    if not request.user.is_authenticated:
        return to_my_account(request)
    place, old, terms = _theirs(request, shop, membership)
    if request.method != "POST":
        return _choice(request, place, old, terms)
    chosen = request.POST.get("plan", "")
    wish = enrolling.Enrolment(
        plan_id=int(chosen) if chosen.isdecimal() and len(chosen) < 15 else 0,
        kind=Joining.Kind.CHANGE,
        replaces=old,
    )
    try:
        return _to_pay(request, place, wish)
    except Refusal as refusal:
        return _choice(request, place, old, terms, refusal)


def _theirs(
    request: HttpRequest, slug: str, membership_id: int
) -> tuple[Shop, Membership, MembershipTerms]:
    place = open_shop(request, slug)
    old = membership_of_person(membership_id, int(request.user.pk or 0))
    terms = membership_terms(place.id)
    if old is None or terms is None or old.member.organisation_id != place.organisation_id:
        raise Http404
    return place, old, terms


def _renewed_by(shop: Shop, old: Membership) -> Plan:
    if old.plan_id is None:
        raise Http404
    try:
        return plan_to_join(shop.id, plan_to_renew(old.plan_id))
    except Refusal:
        raise Http404 from None


def _to_pay(request: HttpRequest, shop: Shop, wish: enrolling.Enrolment) -> HttpResponse:
    cart = enrolling.enrol(
        shop,
        wish,
        secret=carts.secret_of(request, shop),
        language=language_of(request),
        person_id=int(request.user.pk or 0),
        at=clock.now(),
    )
    return carts.remember(redirect("shop:details", shop=shop.slug), shop, cart)


def _renewal(
    request: HttpRequest,
    shop: Shop,
    old: Membership,
    plan: Plan,
    terms: MembershipTerms,
    refusal: Refusal | None = None,
) -> HttpResponse:
    language, price = language_of(request), price_of_plan(plan) or 0
    facts = _facts(shop, "renew", old, language, refusal) | {
        "plan": said_of(plan, terms.currency, language),
        "before": Money(old.price, terms.currency).format(language)
        if old.currency == terms.currency and old.price != price
        else "",
        "agreement": offered_agreement(plan, terms, language),
        "charged_to": account_said(old),
        "agrees": request.POST.get("agrees") == "on",
    }
    return render(request, "shop/renew.html", shop, facts, status=UNPROCESSABLE if refusal else 200)


def account_said(one: Membership) -> str:
    """By what the membership renews itself, as people know it; "" when it does not."""
    if one.mandate is None or one.stops:
        return ""
    return one.mandate.label or _("the card you paid with")


def _choice(
    request: HttpRequest,
    shop: Shop,
    old: Membership,
    terms: MembershipTerms,
    refusal: Refusal | None = None,
) -> HttpResponse:
    language, today = language_of(request), local(clock.now(), shop.time_zone).date()
    left = credit(old.price, Period(old.starts_on, old.ends_on), on=today)
    others = [
        plan for plan in plans_on_offer(shop.id, at=clock.now()) if plan.level_id != old.level_id
    ]
    facts = _facts(shop, "change_level", old, language, refusal) | {
        "left": Money(left, terms.currency).format(language) if left else "",
        "plans": [
            (
                said_of(plan, terms.currency, language),
                Money(max(0, (price_of_plan(plan) or 0) - left), terms.currency).format(language),
            )
            for plan in others
        ],
    }
    return render(
        request, "shop/change_level.html", shop, facts, status=UNPROCESSABLE if refusal else 200
    )


def _facts(
    shop: Shop, name: str, old: Membership, language: str, refusal: Refusal | None
) -> dict[str, Any]:
    return {
        "address": reverse(f"shop:{name}", args=[shop.slug, old.pk]),
        "refusal": refusal,
        "level": pick(old.level.name, language),
        "who": old.member.full_name,
        "until": say_day(old.ends_on, language) if old.ends_on else "",
    }
