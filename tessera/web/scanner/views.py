"""The scanner's pages and the one question it asks: may this code come in?"""

import json
from pathlib import Path
from uuid import UUID

from csp.decorators import csp_update
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tessera.domain.checkin.queries import entries_at
from tessera.domain.checkin.rules import Held
from tessera.domain.checkin.words import say
from tessera.flows import scanning
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.parts.access import ShopRequest, public
from tessera.web.parts.responses import TOO_MANY, UNPROCESSABLE, say_when, status_of
from tessera.web.scanner import passes
from tessera.web.scanner.access import scanning_only, with_pass
from tessera.web.scanner.choosing import choice_in, open_door, shops_to_scan
from tessera.web.scanner.devices import device_of, is_patient, leave, open_device
from tessera.web.scanner.icon import SVG
from tessera.web.scanner.passes import Pass


def speaks() -> str:
    """The language of the steward's browser: "fr"."""
    return (get_language() or "en")[:2]


@scanning_only
@require_http_methods(["GET", "POST"])
def home(request: ShopRequest) -> HttpResponse:
    """Choose shop, dates and entrance; then the device gets its door pass."""
    shops = shops_to_scan(request.actors)
    slug = request.POST.get("shop") or request.GET.get("shop") or ""
    shop = next((each for each in shops if each.slug == slug), next(iter(shops), None))
    if shop is None:
        raise PermissionDenied("Your profile does not include this.")
    given = request.POST if request.method == "POST" else None
    choice = choice_in(shop, shops[shop], given=given, language=speaks(), at=clock.now())
    device = device_of(request)
    door = open_door(choice, device=device.pk if device else 0) if given is not None else None
    if door is None:
        facts = {
            "shops": [(each, pick(each.name, speaks())) for each in shops],
            "choice": choice,
            "language": speaks(),
            "failed": given,
            "device": device,
        }
        return render(request, "scanner/home.html", facts, status=422 if given else 200)
    response = HttpResponseRedirect("scan/")
    passes.keep(response, door, request)
    return response


@public
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """A device is let in by the code that an organiser made for it; no account is needed."""
    wrong, status = "", 200
    if request.method == "POST":
        at, status = clock.now(), UNPROCESSABLE
        if not is_patient(request, at=at):
            wrong, status = _("Too many tries. Wait a minute, then type the code again."), TOO_MANY
        elif open_device(request, request.POST.get("code", "")[:40], at=at):
            return redirect("scanner:home")
        else:
            wrong = _("This code opens nothing: it is mistyped, or it was revoked.")
    facts = {"language": speaks(), "wrong": wrong, "typed": request.POST.get("code", "")}
    return render(request, "scanner/code.html", facts, status=status)


@public
@require_POST
def leaving(request: HttpRequest) -> HttpResponse:
    """The device scans no more until a code is typed again."""
    leave(request)
    return redirect("scanner:code")


@csp_update({"script-src": ["'wasm-unsafe-eval'"]})
@scanning_only
@require_GET
def scan_page(request: ShopRequest) -> HttpResponse:
    """The whole screen is the verdict. Without a pass of this evening: choose first."""
    door = passes.fresh_pass(request) or passes.renewed(request)
    if door is None:
        return redirect("scanner:home")
    counted = entries_at(door.gate)
    facts = {"door": door, "entries": counted, "language": speaks()}
    response = render(request, "scanner/scan.html", facts)
    passes.keep(response, door, request)
    return response


@require_POST
@with_pass
def scan(request: HttpRequest, door: Pass) -> HttpResponse:
    """Hold a code before the gate; answers the verdict in words. Safe to send again."""
    held = _held(request.body)
    if held is None:
        return _not_checked(_("The scanner sent something unreadable."), status=422)
    try:
        verdict = scanning.scan(held, gate=door.gate, by=door.by, at=clock.now())
    except Refusal as refusal:
        response = _not_checked(refusal.message, status=status_of(refusal))
        say_when(response, refusal)
        return response
    said = say(verdict, language=speaks(), time_zone=door.time_zone)
    return JsonResponse(
        {
            "answer": verdict.answer,
            "colour": verdict.colour,
            "title": said.title,
            "detail": said.detail,
            "holder": said.holder,
            "about": said.about,
            "sign": said.sign,
            "told": said.told,
        }
    )


@require_GET
@with_pass
def state(request: HttpRequest, door: Pass) -> HttpResponse:
    """How many went in; asking keeps the pass fresh."""
    counted = entries_at(door.gate)
    return JsonResponse({"entered": counted.entered, "expected": counted.expected})


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the scanner on its first screen."""
    facts = {
        "name": _("Tessera scanner"),
        "short_name": _("Scanner"),
        "lang": speaks(),
        "start_url": "/scanner/scan/",
        "scope": passes.PATH,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#14131f",
        "theme_color": "#14131f",
        "icons": [
            {
                "src": reverse("scanner:icon"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "any",
            }
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@public
@require_GET
def icon(request: HttpRequest) -> HttpResponse:
    """The mark, for first screens and tabs."""
    response = HttpResponse(SVG, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the folder it may rule."""
    found = finders.find("scanner-worker.js")
    if found is None:
        raise Http404("Run make assets.")
    response = HttpResponse(Path(found).read_bytes(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _held(body: bytes) -> Held | None:
    try:
        facts = json.loads(body)
        return Held(UUID(facts["scan_id"]), str(facts["code"]), str(facts.get("device", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _not_checked(detail: str, *, status: int) -> JsonResponse:
    return JsonResponse({"title": _("Not checked"), "detail": detail}, status=status)
