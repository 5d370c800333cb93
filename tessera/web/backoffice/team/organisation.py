"""A new organisation, and what it is called and asks of its team."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tessera.domain.organisations.queries.team import is_any_organisation, organisation_of
from tessera.domain.organisations.rules import Can
from tessera.flows.founding import change_organisation, found_organisation
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page, speaks
from tessera.web.backoffice.team.forms import Founding, OrganisationForm
from tessera.web.parts.access import ShopRequest, actors_of, requires, signed_in
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE


@signed_in
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Name the organisation; the first shop comes next. Closed where strangers may not sign up."""
    if not settings.SIGN_UP and is_any_organisation():
        raise Http404
    form = Founding(sent(request))
    context = {"form": form, "language": speaks(), "works": bool(actors_of(request))}
    if not (form.is_bound and form.is_valid()):
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "backoffice/team/new_organisation.html", context, status=status)
    try:
        assert request.user.is_authenticated
        found_organisation(form.cleaned_data["name"], person=request.user, at=clock.now())
    except Refusal as refusal:
        form.add_error("name", refusal.message)
        template = "backoffice/team/new_organisation.html"
        return render(request, template, context, status=UNPROCESSABLE)
    return redirect("backoffice:new_shop")


@requires(Can.EDIT_TEAM)
def organisation(request: ShopRequest) -> HttpResponse:
    """What the organisation is called, and whether its team needs a second factor."""
    found = organisation_of(request.actor)
    shown = {"name": found.name, "requires_mfa": found.requires_mfa}
    form = OrganisationForm(sent(request), initial=shown)
    if form.is_bound and form.is_valid():
        try:
            change_organisation(**form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("backoffice:organisation", request.shop.slug)
    context = {"form": form, "organisation": found}
    status = UNPROCESSABLE if form.errors else 200
    template = "team/organisation.html"
    return page(request, template, context, section="organisation", status=status)
