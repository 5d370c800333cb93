"""Memberships: what there is, joining, and the page that proves a card."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tessera.domain.catalogue.models import MembershipTerms, Plan, Product
from tessera.domain.catalogue.queries.plans import (
    membership_terms,
    plan_to_join,
    plans_on_offer,
)
from tessera.domain.customers.queries import details_of
from tessera.domain.forms.errors import AnswersRefused
from tessera.domain.forms.queries.asking import form_of_plan
from tessera.domain.forms.rules import Answers
from tessera.domain.memberships.queries.card import card_by_secret
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.flows import enrolling, shopping
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick, say_day
from tessera.lib.markdown import to_html
from tessera.lib.money import Money
from tessera.web.parts.access import buyer_of, is_of_team, public
from tessera.web.parts.asking import AskingForm, asking_form
from tessera.web.parts.responses import UNPROCESSABLE
from tessera.web.shop import carts
from tessera.web.shop.page import language_of, open_shop, render
from tessera.web.shop.plans import BadDonation, offered_agreement, said_of


@public
@require_safe
def plans(request: HttpRequest, shop: str) -> HttpResponse:
    """The plans one may join by, as the organiser wants them shown."""
    place, at = open_shop(request, shop), clock.now()
    terms = _terms(request, place)
    found = plans_on_offer(place.id, at=at, with_previews=is_of_team(request, place.slug))
    language = language_of(request)
    facts = {
        "terms": terms,
        "intro": _html(pick(terms.intro, language)),
        "plans": [said_of(plan, terms.currency, language) for plan in found],
    }
    return render(request, "shop/plans.html", place, facts)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, shop: str, plan: int) -> HttpResponse:
    """Who is to be a member, with the plan, its price and a code beside."""
    place = open_shop(request, shop)
    terms, chosen = _terms(request, place), _plan(request, place, plan)
    if request.method == "POST":
        return _join(request, place, terms, chosen)
    return _page(request, place, terms, chosen, _form(request, place, chosen))


@public
@require_safe
def card(request: HttpRequest, shop: str, card: str) -> HttpResponse:
    """Whether a card is good: the member's name, level and until when. For who scans it."""
    place = open_shop(request, shop)
    found = card_by_secret(place.organisation_id, card, time_zone=place.time_zone, at=clock.now())
    if found is None:
        raise Http404
    language = language_of(request)
    facts = {
        "card": found,
        "level": pick(found.level, language),
        "until": say_day(found.until, language) if found.until else _("without end"),
    }
    return render(request, "shop/member_card.html", place, facts)


def _join(request: HttpRequest, shop: Shop, terms: MembershipTerms, plan: Plan) -> HttpResponse:
    form = _form(request, shop, plan)
    if not form.is_valid():
        return _page(request, shop, terms, plan, form)
    language, at = language_of(request), clock.now()
    try:
        wish = enrolling.Enrolment(
            plan_id=plan.pk,
            given=form.given(),
            buyer_is_member=request.POST.get("buyer_is_member") == "on",
            donation=_donation(request, terms),
            agreed=offered_agreement(plan, terms, language) if _agrees(request) else "",
        )
        cart = enrolling.enrol(
            shop,
            wish,
            secret=carts.secret_of(request, shop),
            language=language,
            person_id=buyer_of(request).person_id,
            of_team=is_of_team(request, shop.slug),
            at=at,
        )
    except Refusal as refusal:
        shown = None if isinstance(refusal, AnswersRefused) else refusal
        return _page(request, shop, terms, plan, form, shown)
    return _with_code(request, shop, terms, plan, form, cart)


def _with_code(
    request: HttpRequest,
    shop: Shop,
    terms: MembershipTerms,
    plan: Plan,
    form: AskingForm,
    cart: Order,
) -> HttpResponse:
    """On to who pays; a code that is refused is told at once, the cart is kept."""
    text = request.POST.get("code", "").strip()
    try:
        if text:
            person = buyer_of(request).person_id
            cart = shopping.use_code(cart.secret, text=text, at=clock.now(), person_id=person)
    except Refusal as refusal:
        return carts.remember(_page(request, shop, terms, plan, form, refusal), shop, cart)
    return carts.remember(redirect("shop:details", shop=shop.slug), shop, cart)


def _page(
    request: HttpRequest,
    shop: Shop,
    terms: MembershipTerms,
    plan: Plan,
    form: AskingForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    language, given = language_of(request), request.POST
    facts: dict[str, Any] = {
        "address": reverse("shop:join", args=[shop.slug, plan.pk]),
        "terms": terms,
        "plan": said_of(plan, terms.currency, language),
        "form": form,
        "wrong": [form] if form.is_bound and form.errors else [],
        "refusal": refusal,
        "code": given.get("code", ""),
        "donation": given.get("donation", ""),
        "buyer_is_member": given.get("buyer_is_member") == "on" or not given,
        "agreement": offered_agreement(plan, terms, language),
        "agrees": given.get("agrees") == "on",
    }
    status = UNPROCESSABLE if refusal or facts["wrong"] else 200
    return render(request, "shop/join.html", shop, facts, status=status)


def _form(request: HttpRequest, shop: Shop, plan: Plan) -> AskingForm:
    facts: dict[str, Any] = {"language": language_of(request), "country": shop.country}
    if request.method == "POST":
        facts["data"] = request.POST
    else:
        facts["answers"] = Answers(record=_known(request, shop))
    return asking_form(form_of_plan(shop, plan.pk), **facts)


def _known(request: HttpRequest, shop: Shop) -> dict[str, Any]:
    """What a person who logged in told this shop before."""
    if not request.user.is_authenticated:
        return {"country": shop.country}
    return {"country": shop.country} | details_of(shop.id, int(request.user.pk))


def _agrees(request: HttpRequest) -> bool:
    return request.POST.get("agrees") == "on"


def _donation(request: HttpRequest, terms: MembershipTerms) -> int:
    text = request.POST.get("donation", "").strip()
    if not text or not terms.asks_donation:
        return 0
    try:
        return max(0, Money.parse(text, terms.currency).amount)
    except ValueError:
        raise BadDonation(_("Write the donation as an amount, or leave it empty.")) from None


def _terms(request: HttpRequest, shop: Shop) -> MembershipTerms:
    terms = membership_terms(shop.id)
    if terms is None or not (terms.is_active or is_of_team(request, shop.slug)):
        raise Http404
    return terms


def _plan(request: HttpRequest, shop: Shop, product_id: int) -> Plan:
    """A plan that may be seen; of one that is hidden nobody learns anything."""
    try:
        found = plan_to_join(shop.id, product_id)
    except Refusal:
        raise Http404 from None
    shown = [Product.Status.PUBLISHED]
    if is_of_team(request, shop.slug):
        shown.append(Product.Status.PREVIEW)
    if found.product.status not in shown:
        raise Http404
    return found


def _html(text: str) -> SafeString:
    return mark_safe(to_html(text)) if text else SafeString("")  # noqa: S308 - cleaned by nh3
