"""Asking somebody to join the team."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.domain.organisations.models import Invitation
from tessera.domain.organisations.queries.profiles import grantable_by
from tessera.domain.organisations.rules import Can
from tessera.domain.shops.queries import visible_to
from tessera.flows import inviting
from tessera.flows.steps.inviting_mail import invitation_url
from tessera.lib import clock
from tessera.lib.errors import NotFound, Refusal
from tessera.lib.limits import Limit
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.team.forms import Inviting, InvitingReseller
from tessera.web.backoffice.team.members import team_page
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

MAILS = Limit(per_minute=4, burst=30)
"""Invitations that one organisation may send: strangers get mail from us because of them."""


@requires(Can.EDIT_TEAM)
def invite(request: ShopRequest) -> HttpResponse:
    """Asks for an address and a profile; then the link is on its way."""
    form = Inviting(sent(request), profiles=grantable_by(request.actor))
    if form.is_bound and form.is_valid():
        wish = form.cleaned_data
        try:
            _require_patience(request)
            made, key = inviting.invite(
                wish["email"], profile_id=wish["profile"], by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return _send(request, made, key)
    context = {"form": form, "is_reseller": False}
    return _form(request, context)


@requires(Can.EDIT_TEAM)
def reseller(request: ShopRequest) -> HttpResponse:
    """Asks for an address, a name and shops; the reseller gets a profile of their own."""
    form = InvitingReseller(sent(request), shops=visible_to(request.actor))
    if form.is_bound and form.is_valid():
        wish = form.cleaned_data
        try:
            _require_patience(request)
            made, key = inviting.invite_reseller(
                wish["email"],
                name=wish["name"],
                shop_ids=wish["shops"],
                by=request.actor,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return _send(request, made, key)
    context = {"form": form, "is_reseller": True}
    return _form(request, context)


@requires(Can.EDIT_TEAM)
@require_POST
def renewal(request: ShopRequest, invitation_id: int) -> HttpResponse:
    """Sends a new link; the old one opens nothing any more."""
    try:
        _require_patience(request)
        made, key = inviting.renew_invitation(invitation_id, by=request.actor, at=clock.now())
    except NotFound as lost:
        raise Http404 from lost
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("backoffice:team", request.shop.slug)
    return _send(request, made, key)


@requires(Can.EDIT_TEAM)
@require_POST
def withdrawal(request: ShopRequest, invitation_id: int) -> HttpResponse:
    """The link opens nothing any more."""
    try:
        inviting.withdraw_invitation(invitation_id, by=request.actor, at=clock.now())
    except NotFound as lost:
        raise Http404 from lost
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The invitation is withdrawn: its link opens nothing now."))
    return redirect("backoffice:team", request.shop.slug)


def _require_patience(request: ShopRequest) -> None:
    """Refuses (TooMany) more invitations than a team needs; each counts once it may leave."""
    house, at = request.actor.organisation_id or 0, clock.now()
    MAILS.require(house, at=at)
    MAILS.allows(house, at=at)


def _form(request: ShopRequest, context: dict[str, object]) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else 200
    return page(request, "team/invite.html", context, section="team", status=status)


def _send(request: ShopRequest, invitation: Invitation, key: str) -> HttpResponse:
    """Mail the link; an installation that sends no mail shows it instead, this once."""
    if not settings.SENDS_MAIL:
        link = invitation_url(key)
        return team_page(request, link=link, email=invitation.email, status=201)
    try:
        inviting.mail_invitation(invitation, key=key, shop=request.shop, language=speaks())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        messages.success(request, said)
    return redirect("backoffice:team", request.shop.slug)
