"""Codes that open the scanner on a door device, without an account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.domain.organisations.queries.codes import codes_of
from tessera.domain.organisations.queries.profiles import grantable_by
from tessera.domain.organisations.rules import Can, Limits
from tessera.flows.staffing import add_access_code, revoke_access_code
from tessera.lib import clock
from tessera.lib.barcodes import qr_svg
from tessera.lib.errors import NotFound, Refusal
from tessera.web.backoffice.page import page
from tessera.web.backoffice.team.forms import NewCode
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE


@requires(Can.EDIT_TEAM)
def codes(request: ShopRequest) -> HttpResponse:
    """The live codes; a new one is shown this once, with its QR code."""
    form = _form(request, sent(request))
    if not (form.is_bound and form.is_valid()):
        return _page(request, {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)
    wish = form.cleaned_data
    try:
        made, letters = add_access_code(
            wish["name"], profile_id=wish["profile"] or None, by=request.actor, at=clock.now()
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _page(request, {"form": form}, status=UNPROCESSABLE)
    where = settings.PUBLIC_URL + reverse("scanner:code")
    context = {
        "form": _form(request, None),
        "made": made,
        "letters": f"{letters[:5]}-{letters[5:]}",
        "where": where,
        "picture": mark_safe(qr_svg(f"{where}#{letters}")),  # noqa: S308  # drawn by us: letters and numbers
    }
    return _page(request, context, status=201)


@requires(Can.EDIT_TEAM)
@require_POST
def revocation(request: ShopRequest, code_id: int) -> HttpResponse:
    """From now on the code opens nothing, on any device."""
    try:
        revoke_access_code(code_id, by=request.actor, at=clock.now())
    except NotFound as lost:
        raise Http404 from lost
    messages.success(request, _("The code no longer opens anything."))
    return redirect("backoffice:access_codes", request.shop.slug)


def _form(request: ShopRequest, data: Any) -> NewCode:
    profiles = [each for each in grantable_by(request.actor) if Can.SCAN in each.rights]
    return NewCode(data, profiles=profiles, may_all=request.actor.limits.holds(Limits()))


def _page(request: ShopRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    context = {**context, "codes": codes_of(request.actor.organisation_id or 0)}
    return page(request, "team/codes.html", context, section="codes", status=status)
