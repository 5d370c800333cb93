"""The page of one member, added and corrected."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tessera.domain.forms.rules import say
from tessera.domain.mailing.queries import messages_visible_to
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.queries.desk import (
    covered_by,
    memberships_of,
    open_request,
    seats_taken,
)
from tessera.domain.memberships.queries.grid import shown_of
from tessera.domain.memberships.queries.known import (
    customers_like,
    history_of_member,
    orders_of_member,
)
from tessera.domain.memberships.queries.questions import questions_to_members
from tessera.domain.memberships.queries.standing import lasts
from tessera.domain.memberships.rules import Standing, standing
from tessera.domain.orders.queries.grid import orders_visible_to
from tessera.domain.organisations.rules import Can
from tessera.flows import granting
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.backoffice.members.grants import grant_form
from tessera.web.backoffice.members.member_form import MemberForm
from tessera.web.backoffice.members.place import (
    may_edit,
    member_or_404,
    members_page,
    name_of,
    today_of,
)
from tessera.web.backoffice.members.words import (
    ORIGINS,
    reason_said,
    renewal_said,
    standing_said,
)
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.words import Word
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

OVER = (Standing.ENDED, Standing.LAPSED)
MAILS = 20


@dataclass(frozen=True, slots=True)
class Held:
    """One membership as the page shows it, and what can be done with it."""

    row: Membership
    word: Word
    origin: str
    renewal: str
    why: str
    covered: list[Membership]
    seats_left: int
    is_over: bool
    may_renew: bool


@requires(Can.SEE_MEMBERS)
@require_safe
def member(request: ShopRequest, record: int) -> HttpResponse:
    """Everything that is known of a member: what they have, ordered, answered, were written."""
    found, today = member_or_404(request, record), today_of(request)
    has = memberships_of(found.pk)
    shown = shown_of(has, today=today)
    actor, shop = request.actor, request.shop
    mails = messages_visible_to(actor, shop.id).filter(to__iexact=found.email or "-")[:MAILS]
    context = {
        "member": found,
        "name": name_of(found),
        "shown": shown,
        "word": standing_said(shown, today=today),
        "held": [_held(each, request) for each in has],
        "answers": _answers(found),
        "orders": orders_of_member(found, orders=orders_visible_to(actor, shop.id))
        if actor.may(Can.SEE_ORDERS)
        else [],
        "mails": mails,
        "customers": customers_like(found) if actor.may(Can.SEE_CUSTOMERS) else [],
        "activities": history_of_member(found, has),
        "request_open": open_request(found.organisation_id, found.email) if found.email else None,
        "may_edit": may_edit(request) and found.erased_at is None,
    }
    return members_page(request, "member.html", context)


@requires(Can.EDIT_MEMBERS)
def add_member(request: ShopRequest) -> HttpResponse:
    """Somebody becomes a member by hand, with a level if one is granted at once."""
    questions = questions_to_members(request.shop.organisation_id)
    form = MemberForm(sent(request), shop=request.shop, questions=questions)
    wants = request.POST.get("wants_grant") == "yes" if request.method == "POST" else True
    grant = grant_form(request, is_sent=request.method == "POST" and wants)
    context: dict[str, Any] = {"form": form, "grant": grant, "wants_grant": wants}
    if request.method == "POST" and form.is_valid() and (not wants or grant.is_valid()):
        try:
            made = granting.add_member(
                request.shop,
                form.said(),
                grant=grant.facts() if wants else None,
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            _refuse(form, refusal)
            context["taken_by"] = refusal.facts.get("member_id")
        else:
            if form.noted():
                note, by, at = form.noted(), request.actor, clock.now()
                granting.note_member(request.shop, made.pk, note=note, by=by, at=at)
            messages.success(
                request,
                _("%(name)s is member %(number)d.")
                % {"name": name_of(made), "number": made.number},
            )
            return redirect("backoffice:member", request.shop.slug, made.pk)
    status = UNPROCESSABLE if form.errors or grant.errors else 200
    return members_page(request, "member_edit.html", context, status=status)


@requires(Can.EDIT_MEMBERS)
def edit_member(request: ShopRequest, record: int) -> HttpResponse:
    """What is known of a member is corrected; who saves second is told what changed meanwhile."""
    found = member_or_404(request, record)
    questions = questions_to_members(request.shop.organisation_id)
    form = MemberForm(sent(request), shop=request.shop, questions=questions, member=found)
    context: dict[str, Any] = {"form": form, "member": found, "name": name_of(found)}
    if request.method == "POST" and form.is_valid():
        context["clashes"] = clashes(form)
        if not context["clashes"]:
            try:
                _save(request, found, form)
            except Refusal as refusal:
                _refuse(form, refusal)
                context["taken_by"] = refusal.facts.get("member_id")
            else:
                messages.success(request, _("Saved."))
                return redirect("backoffice:member", request.shop.slug, found.pk)
    status = UNPROCESSABLE if form.errors or context.get("clashes") else 200
    return members_page(request, "member_edit.html", context, status=status)


@requires(Can.EDIT_MEMBERS)
@require_POST
def note_member(request: ShopRequest, record: int) -> HttpResponse:
    """What colleagues should know of the member."""
    found, note = member_or_404(request, record), request.POST.get("note", "")[:4000]
    granting.note_member(
        request.shop,
        found.pk,
        note=note.replace("\x00", ""),
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("Noted."))
    return redirect("backoffice:member", request.shop.slug, found.pk)


def _save(request: ShopRequest, found: Member, form: MemberForm) -> None:
    at = clock.now()
    granting.edit_member(request.shop, found.pk, form.said(), by=request.actor, at=at)
    if form.noted() != found.note:
        granting.note_member(request.shop, found.pk, note=form.noted(), by=request.actor, at=at)


def _held(row: Membership, request: ShopRequest) -> Held:
    today = today_of(request)
    is_over = standing(lasts(row), today=today) in OVER
    most = row.plan.seats if row.plan else 1
    covered = covered_by(row.pk) if most > 1 else []
    taken = seats_taken([row.pk], on=today)[row.pk] + 1 if most > 1 else 1
    return Held(
        row=row,
        word=standing_said(row, today=today),
        origin=str(ORIGINS.get(row.origin, row.origin)),
        renewal=renewal_said(row, today=today),
        why=reason_said(row),
        covered=covered,
        seats_left=0 if is_over or row.covered_by_id else max(0, most - taken),
        is_over=is_over,
        may_renew=row.ends_on is not None
        and row.ended_on is None
        and row.covered_by_id is None
        and not hasattr(row, "followed_by"),
    )


def _answers(found: Member) -> list[tuple[str, str]]:
    """Question and answer in words, of what was answered."""
    language = speaks()
    questions = questions_to_members(found.organisation_id) if found.answers else {}
    return [
        (pick(question.label, language), say(question, found.answers[code], language))
        for code, question in questions.items()
        if found.answers.get(code) not in (None, "", [])
    ]


def _refuse(form: MemberForm, refusal: Refusal) -> None:
    field = str(refusal.facts.get("field", ""))
    form.add_error(field if field in form.fields else None, refusal.message)
