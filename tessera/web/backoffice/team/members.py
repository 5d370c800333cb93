"""Who works here, with which profile."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tessera.domain.organisations.queries.invitations import invitations_of
from tessera.domain.organisations.queries.profiles import grantable_by, may_grant
from tessera.domain.organisations.queries.team import organisation_of, team_of
from tessera.domain.organisations.rules import Can
from tessera.flows.staffing import change_profile_of, switch_off, switch_on
from tessera.lib import clock
from tessera.lib.errors import NotFound, Refusal
from tessera.web.backoffice.page import page
from tessera.web.backoffice.team.forms import ProfileChoice
from tessera.web.parts.access import ShopRequest, requires


@requires(Can.EDIT_TEAM)
@require_GET
def team(request: ShopRequest) -> HttpResponse:
    """Everybody with their profile, and who was asked to join."""
    return team_page(request)


@requires(Can.EDIT_TEAM)
@require_POST
def profile(request: ShopRequest, member_id: int) -> HttpResponse:
    """Gives the member another profile."""
    form = ProfileChoice(request.POST, profiles=grantable_by(request.actor))
    if not form.is_valid():
        messages.error(request, _("Choose a profile from the list."))
        return redirect("backoffice:team", request.shop.slug)
    chosen = form.cleaned_data["profile"]
    try:
        change_profile_of(member_id, profile_id=chosen, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _told(request, refusal)
    messages.success(request, _("The profile is changed. It counts from the next click on."))
    return redirect("backoffice:team", request.shop.slug)


@requires(Can.EDIT_TEAM)
@require_POST
def access(request: ShopRequest, member_id: int) -> HttpResponse:
    """Lets the member in no longer, or again."""
    switch = switch_on if request.POST.get("access") == "on" else switch_off
    try:
        switch(member_id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _told(request, refusal)
    messages.success(request, _("Saved."))
    return redirect("backoffice:team", request.shop.slug)


def team_page(
    request: ShopRequest, *, link: str = "", email: str = "", status: int = 200
) -> HttpResponse:
    """The page of the team; `link` is an invitation's, shown this once where no mail leaves."""
    actor, at = request.actor, clock.now()
    profiles = grantable_by(actor)
    found = organisation_of(actor)
    team = [(member, may_grant(actor, member.profile)) for member in team_of(found.pk)]
    invitations = [(each, each.expires_at <= at) for each in invitations_of(found.pk)]
    context = {
        "organisation": found,
        "team": team,
        "profiles": profiles,
        "invitations": invitations,
        "link": link,
        "invited": email,
        "sends_mail": settings.SENDS_MAIL,
    }
    return page(request, "team/team.html", context, section="team", status=status)


def _told(request: ShopRequest, refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, NotFound):
        raise Http404
    messages.error(request, refusal.message)
    return redirect("backoffice:team", request.shop.slug)
