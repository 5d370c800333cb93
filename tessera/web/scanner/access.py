"""Who may scan: a device with a door pass. It asks in JSON and is answered in JSON."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tessera.domain.organisations.rules import Can
from tessera.web.parts.access import SAFE, comes_from_here
from tessera.web.scanner import passes
from tessera.web.scanner.passes import Pass

Answer = Callable[[HttpRequest, Pass], HttpResponse]


def with_pass(view: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Gives the view its door pass, renewed when it grew old; refuses (401) who has none, and
    (403) a scan sent by a page that is not ours."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and not comes_from_here(request):
            return _refused(_("This scan was sent from another site."), status=403)
        fresh = passes.fresh_pass(request)
        door = fresh or passes.renewed(request)
        if door is None:
            return _refused(_("Log in again to go on scanning."), status=401)
        response = view(request, door)
        if fresh is None:
            passes.keep(response, door, request)
        return response

    guarded.access = Can.SCAN  # type: ignore[attr-defined]  # read by the access test
    return cast(Callable[[HttpRequest], HttpResponse], csrf_exempt(guarded))


def _refused(message: str, *, status: int) -> JsonResponse:
    facts = {"title": _("Not checked"), "detail": message, "login": reverse("scanner:home")}
    return JsonResponse(facts, status=status)
