"""Profiles: named sets of rights, and on what they hold."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tessera.domain.organisations.models import Profile
from tessera.domain.organisations.queries.profiles import may_grant, profile_in, profiles_of
from tessera.domain.organisations.rules import Can
from tessera.flows.staffing import add_profile, delete_profile, edit_profile
from tessera.lib import clock
from tessera.lib.errors import NotFound, Refusal
from tessera.web.backoffice.page import page
from tessera.web.backoffice.team.forms import ProfileForm
from tessera.web.backoffice.team.reach import reach_of, said_limits
from tessera.web.backoffice.words import profile_name
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.clashes import clashes, guard
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE


@requires(Can.EDIT_TEAM)
@require_GET
def profiles(request: ShopRequest) -> HttpResponse:
    """All profiles: what each allows, where, and how many work with it."""
    reach = reach_of(request.actor)
    found = [
        (each, said_limits(each, reach), may_grant(request.actor, each))
        for each in profiles_of(request.actor.organisation_id or 0)
    ]
    return page(request, "team/profiles.html", {"profiles": found}, section="profiles")


@requires(Can.EDIT_TEAM)
def new_profile(request: ShopRequest) -> HttpResponse:
    """A profile of one's own, from nothing or as a copy (`?from=`)."""
    original = _original(request)
    initial = ProfileForm.shown(original) if original else {}
    if original is not None:
        initial["name"] = _("%(name)s (copy)") % {"name": profile_name(original)}
    form = ProfileForm(
        sent(request), initial=initial, actor=request.actor, reach=reach_of(request.actor)
    )
    if form.is_bound and form.is_valid():
        try:
            add_profile(form.wanted(), by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return _saved(request)
    return _form(request, {"form": form, "original": original})


@requires(Can.EDIT_TEAM)
def profile(request: ShopRequest, profile_id: int) -> HttpResponse:
    """Change a profile of one's own; a ready-made one is shown and can be copied."""
    found = _profile(request, profile_id)
    form = ProfileForm(
        sent(request),
        initial=ProfileForm.shown(found),
        actor=request.actor,
        reach=reach_of(request.actor),
    )
    guard(form)
    context: dict[str, Any] = {
        "form": form,
        "profile": found,
        "may_edit": not found.ready_made and may_grant(request.actor, found),
    }
    if not form.is_bound or not form.is_valid():
        return _form(request, context)
    context["clashes"] = clashes(form)
    if context["clashes"]:
        return _form(request, context)
    try:
        edit_profile(found.pk, form.wanted(), by=request.actor, at=clock.now())
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _form(request, context)
    return _saved(request)


@requires(Can.EDIT_TEAM)
@require_POST
def deletion(request: ShopRequest, profile_id: int) -> HttpResponse:
    """The profile is gone, unless somebody works with it."""
    try:
        delete_profile(profile_id, by=request.actor, at=clock.now())
    except NotFound as lost:
        raise Http404 from lost
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The profile is deleted."))
    return redirect("backoffice:profiles", request.shop.slug)


def _profile(request: ShopRequest, profile_id: int) -> Profile:
    found = profile_in(request.actor.organisation_id or 0, profile_id)
    if found is None:
        raise Http404
    return found


def _original(request: ShopRequest) -> Profile | None:
    asked = request.GET.get("from", "")
    return _profile(request, int(asked)) if asked.isdecimal() else None


def _form(request: ShopRequest, context: dict[str, Any]) -> HttpResponse:
    status = UNPROCESSABLE if request.method == "POST" else 200
    return page(request, "team/profile.html", context, section="profiles", status=status)


def _saved(request: ShopRequest) -> HttpResponse:
    messages.success(request, _("The profile is saved. It counts from the next click on."))
    return redirect("backoffice:profiles", request.shop.slug)
