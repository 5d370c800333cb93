"""What happens around every request."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tessera.lib.errors import TooMany
from tessera.web.parts.mistakes import too_many
from tessera.web.parts.responses import say_when

log = structlog.get_logger("tessera.request")

Answer = Callable[[HttpRequest], HttpResponse]
OWN_POLICY = ("_csp_update", "_csp_replace", "_csp_config", "_csp_exempt")
QUIET = {"/healthz", "/readyz"}
SECRET = re.compile(r"(/orders/)[^/]+")


def request_log(answer: Answer) -> Answer:
    """Gives each request an id, which its log lines and its answer carry, and logs how it ended."""

    def answer_and_log(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request_id = secrets.token_hex(8)
        request.request_id = request_id  # type: ignore[attr-defined]  # ours, read by mistakes
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = answer(request)
        response["X-Request-ID"] = request_id
        if request.path not in QUIET:
            _say(request, response, seconds=time.perf_counter() - began)
        return response

    return answer_and_log


def _say(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    """One line a request; the path without its query and secrets, which open what is private."""
    level = log.info if response.status_code < 500 else log.warning
    level(
        "request",
        method=request.method,
        path=SECRET.sub(r"\1…", request.path),
        status=response.status_code,
        ms=round(seconds * 1000, 1),
    )


class Patience:
    """Who tries too often is asked to wait, in words and in seconds, at every door."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; one that asks for patience says for how long."""
        response = self.answer(request)
        say_when(response)
        return response

    def process_exception(self, request: HttpRequest, mistake: Exception) -> HttpResponse | None:
        """A page for what a door did not answer itself."""
        return too_many(request, mistake) if isinstance(mistake, TooMany) else None


class ContentPolicy(CSPMiddleware):
    """The Content-Security-Policy of each page; the plain one, which most have, is made once."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.plain = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Pages with a nonce or a policy of their own get theirs."""
        has_nonce = getattr(request, "_csp_nonce", None)
        if has_nonce or any(hasattr(response, name) for name in OWN_POLICY):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.plain)
        return response
