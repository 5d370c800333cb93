"""What went wrong, as problem details (RFC 9457): the same words as on every other door."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tessera.lib.errors import NotAllowed, NotFound, Refusal, TooMany
from tessera.web.parts.responses import TOO_MANY, say_when

MIME = "application/problem+json"
TYPES = "/api/v1/#problem-"
WORDS = {
    401: "Who are you?",
    403: "This key may not do that",
    404: "Nothing here",
    405: "This cannot be done here",
    409: "A rule says no",
    422: "The request cannot be understood",
    429: "Too many requests",
}


class Problem(Schema):
    """Why it was not done. `code` is for programs, `detail` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class TooFast(Exception):
    """More requests than a key may send; `wait` seconds help."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def problem(status: int, code: str, detail: str, **facts: Any) -> HttpResponse:
    """The answer; facts of the rule stand beside its words."""
    body = {
        **facts,
        "type": f"{TYPES}{code}",
        "title": WORDS.get(status, "A mistake"),
        "status": status,
        "code": code,
        "detail": detail,
    }
    response = JsonResponse(body, status=status, encoder=DjangoJSONEncoder, content_type=MIME)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Tessera"'
    return response


def status_of(refusal: Refusal) -> int:
    """404, 403, 429, or 409 for a rule that was not met."""
    if isinstance(refusal, NotFound):
        return 404
    if isinstance(refusal, NotAllowed):
        return 403
    return TOO_MANY if isinstance(refusal, TooMany) else 409


def teach(api: NinjaAPI) -> None:
    """Every refusal and mistake of the API becomes a problem."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refusal: _refused,
        ValidationError: _invalid,
        AuthenticationError: _unknown,
        TooFast: _too_fast,
        Http404: _missing,
        HttpError: _http,
    }
    for kind, handler in handlers.items():
        api.exception_handler(kind)(partial(handler))


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    facts = {name: fact for name, fact in refusal.facts.items() if name != "status"}
    response = problem(status_of(refusal), refusal.code, refusal.message, **facts)
    say_when(response, refusal)
    return response


def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    errors = [
        {"where": list(each.get("loc", ())), "detail": each.get("msg", "")}
        for each in invalid.errors
    ]
    detail = "Some fields are missing or wrong; `errors` says which."
    return problem(422, "invalid", detail, errors=errors)


def _unknown(request: HttpRequest, unknown: AuthenticationError) -> HttpResponse:
    return problem(401, "unknown_key", "Send a live key: Authorization: Bearer tessera_…")


def _too_fast(request: HttpRequest, too_fast: TooFast) -> HttpResponse:
    response = problem(429, "too_many_requests", f"Wait {too_fast.wait} seconds.")
    response["Retry-After"] = str(too_fast.wait)
    return response


def _missing(request: HttpRequest, missing: Http404) -> HttpResponse:
    return problem(404, "not_found", "There is no such thing, or this key may not see it.")


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is no JSON is as little understood as one with wrong fields."""
    status = 422 if error.status_code == 400 else error.status_code
    return problem(status, "invalid", str(error))
