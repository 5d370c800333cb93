"""The pages for what went wrong. They need no database and no session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader

from tessera.lib.errors import TooMany
from tessera.web.parts.responses import TOO_MANY, say_when


class ClosedForNow(Http404):
    """There was something here and will be again: `page` says so."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__("closed for now")
        self.page = page


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """You may see this thing, but not do this with it."""
    return _page(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing here, or nothing that you may see, or nothing for the moment."""
    if isinstance(exception, ClosedForNow):
        return exception.page
    return _page(request, "404.html", status=404)


def too_many(request: HttpRequest, refusal: TooMany) -> HttpResponse:
    """You tried too often: how long to wait."""
    response = _page(request, "429.html", status=TOO_MANY, words=refusal.message)
    say_when(response, refusal)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Our mistake; the reader gets the number under which we logged it."""
    return _page(request, "500.html", status=500)


def _page(request: HttpRequest, template: str, *, status: int, words: str = "") -> HttpResponse:
    facts = {"request_id": getattr(request, "request_id", ""), "words": words}
    return HttpResponse(loader.get_template(template).render(facts), status=status)
