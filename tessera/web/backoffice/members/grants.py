"""What a member is given by hand, renewed, ended, covered; and how one is forgotten."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tessera.domain.catalogue.queries.plans import plans_priced
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.desk import covered_by, memberships_of
from tessera.domain.memberships.queries.known import customers_like
from tessera.domain.organisations.rules import Can
from tessera.flows import granting, leaving
from tessera.flows.granting import Told
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.backoffice.members.levels import level_choices
from tessera.web.backoffice.members.member_form import (
    EndForm,
    GrantForm,
    RenewForm,
    SeatForm,
    SureForm,
)
from tessera.web.backoffice.members.place import (
    member_or_404,
    members_page,
    name_of,
    today_of,
)
from tessera.web.backoffice.page import speaks
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE


@requires(Can.EDIT_MEMBERS)
def grant(request: ShopRequest, record: int) -> HttpResponse:
    """A level given by hand: complimentary, honorary, a correction."""
    found, by, at = member_or_404(request, record), request.actor, clock.now()
    form = grant_form(request, is_sent=request.method == "POST")
    return _answer(
        request,
        "grant.html",
        {"member": found, "form": form},
        lambda: granting.grant_membership(request.shop, found.pk, form.facts(), by=by, at=at),
        said=_("It is granted."),
    )


@requires(Can.EDIT_MEMBERS)
def renew(request: ShopRequest, record: int, membership: int) -> HttpResponse:
    """The same once more, without an order: paid in cash, or a present."""
    found, row = _row(request, record, membership)
    form, by, at = RenewForm(sent(request)), request.actor, clock.now()
    return _answer(
        request,
        "renew.html",
        {"member": found, "form": form, "row": row},
        lambda: granting.renew_by_hand(
            request.shop, row.pk, ends_on=form.cleaned_data["ends_on"], by=by, at=at
        ),
        said=_("It is renewed."),
    )


@requires(Can.EDIT_MEMBERS)
def end(request: ShopRequest, record: int, membership: int) -> HttpResponse:
    """Says what is lost and what stays, asks once, then ends the membership today."""
    found, row = _row(request, record, membership)
    form, by, at = EndForm(sent(request)), request.actor, clock.now()
    return _answer(
        request,
        "end.html",
        {"member": found, "form": form, "row": row, "covered": covered_by(row.pk)},
        lambda: leaving.end_membership(
            request.shop, row.pk, reason=form.cleaned_data["reason"], by=by, at=at
        ),
        said=_("It has ended today. The member stays in the list."),
    )


@requires(Can.EDIT_MEMBERS)
def stop(request: ShopRequest, record: int, membership: int) -> HttpResponse:
    """Benefits to the end, then no renewal; nothing is charged any more."""
    found, row = _row(request, record, membership)
    if request.method == "POST":
        try:
            leaving.stop_renewal(request.shop, row.pk, by=request.actor, at=clock.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("It is not renewed: benefits go on to the end."))
    return redirect("backoffice:member", request.shop.slug, found.pk)


@requires(Can.EDIT_MEMBERS)
def seat(request: ShopRequest, record: int, membership: int) -> HttpResponse:
    """Somebody more of the family, or the company."""
    found, row = _row(request, record, membership)
    form, by, at = SeatForm(sent(request)), request.actor, clock.now()

    def give() -> None:
        told = Told(record={**form.cleaned_data, "language": found.language})
        granting.give_seat(request.shop, row.pk, told, by=by, at=at)

    return _answer(
        request,
        "seat.html",
        {"member": found, "form": form, "row": row, "covered": covered_by(row.pk)},
        give,
        said=_("They are a member too now."),
    )


@requires(Can.EDIT_MEMBERS)
def erase(request: ShopRequest, record: int) -> HttpResponse:
    """Says exactly what goes and what stays, asks once, then forgets the member."""
    found = member_or_404(request, record)
    form = SureForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            leaving.erase_member(request.shop, found.pk, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The member is forgotten. Number and accounts stay."))
            return redirect("backoffice:members", request.shop.slug)
    context = {
        "member": found,
        "form": form,
        "held": memberships_of(found.pk),
        "customers": customers_like(found),
    }
    return _page(request, "erase.html", context)


def grant_form(request: ShopRequest, *, is_sent: bool) -> GrantForm:
    """The form of what is granted, with the levels and plans there are."""
    plans = [
        (each.pk, each.level_id, pick(each.product.name, speaks()))
        for each in plans_priced(request.shop.id)
    ]
    return GrantForm(
        request.POST if is_sent else None,
        levels=level_choices(request),
        plans=plans,
        today=today_of(request),
    )


def _row(request: ShopRequest, record: int, membership: int) -> tuple[Member, Membership]:
    found = member_or_404(request, record)
    for each in memberships_of(found.pk):
        if each.pk == membership:
            return found, each
    raise Http404


def _answer(
    request: ShopRequest,
    template: str,
    context: dict[str, Any],
    story: Callable[[], Any],
    *,
    said: str,
) -> HttpResponse:
    """The form; once it is sent and the story told, the page of the member. What a rule refuses
    the form says."""
    form, member = context["form"], context["member"]
    if request.method == "POST" and form.is_valid():
        try:
            story()
        except Refusal as refusal:
            field = str(refusal.facts.get("field", ""))
            form.add_error(field if field in form.fields else None, refusal.message)
        else:
            messages.success(request, said)
            return redirect("backoffice:member", request.shop.slug, member.pk)
    return _page(request, template, context)


def _page(request: ShopRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    told = {**context, "name": name_of(context["member"])}
    status = UNPROCESSABLE if context["form"].errors else 200
    return members_page(request, template, told, status=status)
