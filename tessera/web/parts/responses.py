"""How a refusal is told: one handler per kind of door."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from tessera.lib.errors import NotAllowed, NotFound, Refusal, TooMany
from tessera.lib.files import private_files

UNPROCESSABLE = 422
TOO_MANY = 429
A_MINUTE = 60


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: 404, 403, 429, or 422 for everything that can be mended."""
    if isinstance(refusal, NotFound):
        return 404
    if isinstance(refusal, NotAllowed):
        return 403
    if isinstance(refusal, TooMany):
        return TOO_MANY
    return UNPROCESSABLE


def say_when(response: HttpResponseBase, refusal: Refusal | None = None) -> None:
    """Tell programs after how many seconds an answer that asks for patience may be another."""
    if response.status_code == TOO_MANY and not response.has_header("Retry-After"):
        wait = refusal.facts.get("wait", A_MINUTE) if refusal else A_MINUTE
        response["Retry-After"] = str(wait)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page (and not for a boosted whole one)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true"


def attached(path: str, *, name: str, mime: str) -> FileResponse:
    """A private file that somebody handed in, to be kept: never shown, nor run, by a browser as
    if it were ours. 404 for bytes that are gone."""
    try:
        opened = private_files().open(path)
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = FileResponse(opened, as_attachment=True, filename=name, content_type=mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
