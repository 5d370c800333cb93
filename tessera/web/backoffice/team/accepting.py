"""The page behind the link of an invitation: for somebody who does not work here yet."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tessera.domain.organisations.models import Invitation
from tessera.domain.organisations.queries.invitations import invitation_by_key
from tessera.domain.people.models import Person
from tessera.domain.people.queries import find_person
from tessera.flows.inviting import Newcomer, accept_as, accept_with_account
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.limits import Limit
from tessera.web.backoffice.page import speaks
from tessera.web.backoffice.team.forms import Joining
from tessera.web.parts.access import public
from tessera.web.parts.forms import sent
from tessera.web.parts.responses import UNPROCESSABLE

BACKEND = "tessera.web.parts.sessions.Backend"
TRIES = Limit(per_minute=30, burst=30)
TOO_MANY, GONE, UNKNOWN = 429, 410, 404


@public
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Accept with the account logged in, or make one; a link that is over says why."""
    if not TRIES.allows(request.META.get("REMOTE_ADDR", ""), at=clock.now()):
        return render(request, "backoffice/team/invitation.html", _over(""), status=TOO_MANY)
    found = invitation_by_key(key)
    over = _why_over(found)
    if found is None or over:
        status = GONE if found else UNKNOWN
        return render(request, "backoffice/team/invitation.html", _over(over), status=status)
    if request.user.is_authenticated:
        return _join(request, found, request.user, key=key)
    return _sign_up(request, found, key=key)


def _join(request: HttpRequest, found: Invitation, person: Person, *, key: str) -> HttpResponse:
    refusal = ""
    is_theirs = found.email.lower() == person.email.lower()
    if request.method == "POST":
        try:
            accept_as(person, key=key, at=clock.now())
        except Refusal as refused:
            refusal = refused.message
        else:
            return _welcome(request, found)
    context = {"invitation": found, "is_theirs": is_theirs, "refusal": refusal}
    return _page(request, context, failed=bool(refusal))


def _sign_up(request: HttpRequest, found: Invitation, *, key: str) -> HttpResponse:
    if find_person(found.email) is not None:
        return _page(request, {"invitation": found, "has_account": True}, failed=False)
    form = Joining(sent(request), email=found.email)
    if form.is_bound and form.is_valid():
        wish = form.cleaned_data
        newcomer = Newcomer(wish["first_name"], wish["last_name"], wish["password"], speaks())
        try:
            person = accept_with_account(newcomer, key=key, at=clock.now())
        except Refusal as refused:
            form.add_error(None, refused.message)
        else:
            login(request, person, backend=BACKEND)
            return _welcome(request, found)
    return _page(request, {"invitation": found, "form": form}, failed=bool(form.errors))


def _page(request: HttpRequest, context: dict[str, object], *, failed: bool) -> HttpResponse:
    status = UNPROCESSABLE if failed else 200
    context = {**context, "language": speaks()}
    return render(request, "backoffice/team/invitation.html", context, status=status)


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    said = _("Welcome! You are in the team of %(organisation)s now.")
    messages.success(request, said % {"organisation": found.organisation.name})
    return redirect("backoffice:entrance")


def _why_over(found: Invitation | None) -> str:
    if found is None:
        return "unknown"
    if found.accepted_at is not None:
        return "accepted"
    if found.withdrawn_at is not None:
        return "withdrawn"
    return "expired" if found.expires_at <= clock.now() else ""


def _over(why: str) -> dict[str, str]:
    return {"over": why or "too_many", "language": speaks()}
