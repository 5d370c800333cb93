"""My memberships: how they stand, the card, leaving, and being forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tessera.domain.memberships.documents import render_card
from tessera.domain.memberships.models import Membership
from tessera.domain.memberships.queries.card import card_of
from tessera.domain.memberships.queries.desk import home_of
from tessera.domain.memberships.queries.standing import lasts, memberships_of_person
from tessera.domain.memberships.rules import Standing, may_renew, standing
from tessera.domain.people.queries import proven_address
from tessera.domain.shops.looks import look_of
from tessera.domain.shops.models import Shop
from tessera.flows import leaving
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import local, pick, say_day
from tessera.web.account.place import language_of, signed_in
from tessera.web.parts.access import buyer_of, public, to_my_account

STANDINGS: dict[Standing, tuple[str | Promise, str]] = {
    Standing.FUTURE: (pgettext_lazy("membership", "Begins later"), "badge-few"),
    Standing.ACTIVE: (pgettext_lazy("membership", "Valid"), "badge-ok"),
    Standing.LEAVING: (pgettext_lazy("membership", "Valid, ends without renewal"), "badge-few"),
    Standing.GRACE: (pgettext_lazy("membership", "To be renewed"), "badge-few"),
    Standing.LAPSED: (pgettext_lazy("membership", "Over"), "badge-off"),
    Standing.ENDED: (pgettext_lazy("membership", "Ended"), "badge-off"),
}
RUNNING = (Standing.ACTIVE, Standing.GRACE, Standing.FUTURE, Standing.LEAVING)


@dataclass(frozen=True, slots=True)
class Mine:
    """A membership as its member reads it."""

    id: int
    shop: str
    level: str
    colour: str
    name: str
    number: int
    since: str
    until: str
    standing: str | Promise
    tone: str
    is_running: bool
    may_stop: bool
    ended: str
    renews_itself: bool
    is_tried_again: bool
    charged_to: str
    agreed: str
    agreed_on: str
    renew_url: str
    change_url: str
    check_url: str


@public
@require_safe
def memberships(request: HttpRequest) -> HttpResponse:
    """Every membership of who is logged in."""
    person = signed_in(request)
    if person is None:
        return to_my_account(request)
    language = language_of()
    mine = [_said(each, language) for each in memberships_of_person(person)]
    return render(request, "account/memberships.html", {"memberships": mine})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, membership: int) -> HttpResponse:
    """Leave at the end: what that means is said first."""
    found = _mine(request, membership)
    if request.method == "POST":
        try:
            leaving.stop_membership(found.pk, by=buyer_of(request), at=clock.now())
            messages.success(request, _("Noted: your membership ends without being renewed."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("account:memberships")
    return render(request, "account/stop.html", {"mine": _said(found, language_of())})


@public
@require_safe
def card(request: HttpRequest, membership: int) -> HttpResponse:
    """The member's card as PDF."""
    found, language = _mine(request, membership), language_of()
    shop = home_of(found)
    drawn = card_of(found.member, on=_today(shop))
    if drawn is None:
        raise Http404
    pdf = render_card(
        drawn,
        look_of(shop, language),
        address=request.build_absolute_uri(_check_url(shop, found, language)),
        language=language,
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="card-{found.member.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Ask an organisation to forget me; it answers within a month."""
    person = signed_in(request)
    if person is None:
        return to_my_account(request)
    shops = _organisers(memberships_of_person(person))
    if request.method == "POST":
        shop = shops.get(request.POST.get("organisation", ""))
        address = proven_address(person)
        if shop is None or not address:
            raise Http404
        leaving.ask_erasure(shop, email=address, by=buyer_of(request), at=clock.now())
        messages.success(
            request, _("Your request was sent. Nothing is renewed or charged any more meanwhile.")
        )
        return redirect("account:privacy")
    facts = {"organisers": [(key, shop.organisation.name) for key, shop in shops.items()]}
    return render(request, "account/privacy.html", facts)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, membership: int) -> HttpResponse:
    """Stay a member, but be charged no more: what that means is said first."""
    found = _mine(request, membership)
    if request.method == "POST":
        leaving.take_back_agreement(found.pk, by=buyer_of(request), at=clock.now())
        messages.success(
            request, _("Noted: nothing is charged by itself any more. You stay a member.")
        )
        return redirect("account:memberships")
    if found.mandate is None:
        return redirect("account:memberships")
    return render(request, "account/take_back.html", {"mine": _said(found, language_of())})


def _organisers(found: Sequence[Membership]) -> dict[str, Shop]:
    shops: dict[str, Shop] = {}
    for each in found:
        shops.setdefault(str(each.member.organisation_id), home_of(each))
    return shops


def _mine(request: HttpRequest, membership_id: int) -> Membership:
    person = signed_in(request)
    found = memberships_of_person(person) if person is not None else []
    one = next((each for each in found if each.pk == membership_id), None)
    if one is None:
        raise Http404
    return one


def _said(one: Membership, language: str) -> Mine:
    shop, level, today = home_of(one), one.level, _today(home_of(one))
    stands = standing(lasts(one), today=today)
    word, tone = STANDINGS[stands]
    is_last, is_running = not hasattr(one, "followed_by"), stands in RUNNING
    can_renew = (
        one.covered_by_id is None
        and is_last
        and may_renew(
            lasts(one), opens_days=level.opens_days, closes_days=level.closes_days, today=today
        )
    )
    has_end = one.ends_on is not None and one.covered_by_id is None
    return Mine(
        id=one.pk,
        shop=pick(shop.name, language),
        level=pick(level.name, language),
        colour=level.colour,
        name=one.member.full_name,
        number=one.member.number,
        since=say_day(one.starts_on, language),
        until=say_day(one.ends_on, language) if one.ends_on else _("without end"),
        standing=word,
        tone=tone,
        is_running=is_running,
        may_stop=has_end and stands in (Standing.ACTIVE, Standing.GRACE, Standing.FUTURE),
        ended=say_day(one.ended_on, language) if one.ended_on else "",
        renews_itself=is_last and is_running and one.mandate_id is not None and not one.stops,
        is_tried_again=stands == Standing.GRACE,
        charged_to=(one.mandate.label or _("the card you paid with")) if one.mandate else "",
        agreed=one.mandate.said if one.mandate else "",
        agreed_on=_day(one.mandate.agreed_at, shop, language) if one.mandate else "",
        renew_url=_address(shop, "shop:renew", one, language) if can_renew and one.plan else "",
        change_url=_address(shop, "shop:change_level", one, language)
        if stands == Standing.ACTIVE and has_end
        else "",
        check_url=_check_url(shop, one, language),
    )


def _check_url(shop: Shop, one: Membership, language: str) -> str:
    with override(language if language in shop.languages else shop.languages[0]):
        return reverse("shop:member_card", args=[shop.slug, one.member.secret])


def _address(shop: Shop, name: str, one: Membership, language: str) -> str:
    with override(language if language in shop.languages else shop.languages[0]):
        return reverse(name, args=[shop.slug, one.pk])


def _day(moment: datetime, shop: Shop, language: str) -> str:
    return say_day(local(moment, shop.time_zone).date(), language)


def _today(shop: Shop) -> date:
    return local(clock.now(), shop.time_zone).date()
