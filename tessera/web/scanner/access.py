"""Who may scan: a device with a door pass. It asks in JSON and is answered in JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tessera.domain.organisations.queries.codes import is_live
from tessera.domain.organisations.rules import Can
from tessera.web.parts.access import SAFE, ShopRequest, View, comes_from_here
from tessera.web.scanner import passes
from tessera.web.scanner.devices import actors_here
from tessera.web.scanner.passes import Pass

Answer = Callable[[HttpRequest, Pass], HttpResponse]


def scanning_only(view: View) -> View:
    """Only who may scan: a person logged in, or a device with a live code. Others are asked."""

    @wraps(view)
    def guarded(request: ShopRequest) -> Any:
        actors = actors_here(request)
        if not actors:
            if request.user.is_authenticated:
                raise Http404
            return redirect("scanner:code")
        if not any(actor.may(Can.SCAN) for actor in actors):
            raise PermissionDenied(_("Your profile does not include this."))
        if all(actor.lacks_mfa for actor in actors):
            return redirect("mfa_index")
        request.actors = [actor for actor in actors if not actor.lacks_mfa]
        return view(request)

    guarded.access = Can.SCAN  # type: ignore[attr-defined]  # read by the access test
    return guarded


def with_pass(view: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Gives the view its door pass, renewed when it grew old; refuses (401) who has none, and
    (403) a scan sent by a page that is not ours."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and not comes_from_here(request):
            return _refused(_("This scan was sent from another site."), status=403)
        fresh = passes.fresh_pass(request)
        door = fresh or passes.renewed(request)
        if door is None or _is_revoked(door):
            return _refused(_("Log in again to go on scanning."), status=401)
        response = view(request, door)
        if fresh is None:
            passes.keep(response, door, request)
        return response

    guarded.access = Can.SCAN  # type: ignore[attr-defined]  # read by the access test
    return cast(Callable[[HttpRequest], HttpResponse], csrf_exempt(guarded))


def _is_revoked(door: Pass) -> bool:
    """A code opens nothing from the moment it is revoked, however fresh the pass."""
    return bool(door.device) and not is_live(door.device)


def _refused(message: str, *, status: int) -> JsonResponse:
    facts = {"title": _("Not checked"), "detail": message, "login": reverse("scanner:home")}
    return JsonResponse(facts, status=status)
