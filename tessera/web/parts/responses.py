"""How a refusal is told: one handler per kind of door."""

from django.http import HttpRequest

from tessera.lib.errors import NotAllowed, NotFound, Refusal

UNPROCESSABLE = 422


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal: 404, 403, or 422 for everything that can be mended."""
    if isinstance(refusal, NotFound):
        return 404
    if isinstance(refusal, NotAllowed):
        return 403
    return UNPROCESSABLE


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page (and not for a boosted whole one)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true"
