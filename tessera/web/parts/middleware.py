"""What happens around every request."""

import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("tessera.request")

Answer = Callable[[HttpRequest], HttpResponse]
QUIET = {"/healthz", "/readyz"}


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
    """One line a request; the path without its query, which may hold what is private."""
    level = log.info if response.status_code < 500 else log.warning
    level(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
    )
