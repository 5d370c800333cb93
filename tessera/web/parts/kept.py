"""Public pages are the same for everybody: kept ready for a moment, answered before all else."""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
MOST_BYTES = 16 * 1024 * 1024
"""What the kept pages of a process may weigh; the oldest make room."""
OF_VISITORS = "code-"
"""Who carries a cookie that begins so sees more than others: their pages are theirs alone."""
_pages: OrderedDict[str, "Kept"] = OrderedDict()


@dataclass(slots=True)
class Kept:
    """One rendered page, in every encoding, good until `fresh_until` (monotonic seconds)."""

    bodies: dict[str, bytes]
    headers: list[tuple[str, str]]
    etag: str
    fresh_until: float

    @property
    def weight(self) -> int:
        """How many bytes it takes."""
        return sum(len(body) for body in self.bodies.values())


def keep(*, seconds: float) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view's page is the same for everybody and may be this old: one rendering serves all."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200 and not getattr(request, "is_preview", False):
                response.kept_seconds = seconds  # type: ignore[attr-defined]  # read below
            return response

        return kept

    return decorate


def kept_pages(answer: Answer) -> Answer:
    """Middleware, the outermost: answers from memory what somebody was just told.

    The first to ask for a page that has gone stale makes it anew; the others get the old one.
    """

    def answer_or_remember(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or "HTTP_HX_REQUEST" in request.META:
            return answer(request)
        if OF_VISITORS in request.META.get("HTTP_COOKIE", ""):
            return answer(request)
        key, now = request.get_full_path(), time.monotonic()
        found = _pages.get(key)
        if found is not None and now < found.fresh_until:
            return _told(request, found)
        if found is not None:
            found.fresh_until = now + 2
        response = answer(request)
        seconds = getattr(response, "kept_seconds", None)
        if seconds is None or response.cookies or response.streaming:
            _pages.pop(key, None)
            return response
        return _told(request, _remember(key, response, seconds))

    return answer_or_remember


def pages_kept() -> int:
    """How many pages are ready."""
    return len(_pages)


def forget_pages() -> None:
    """Make every page anew."""
    _pages.clear()


def _remember(key: str, response: HttpResponse, seconds: float) -> Kept:
    body = response.content
    response["Cache-Control"] = f"public, max-age={max(1, int(seconds))}"
    response["Vary"] = "Accept-Encoding"
    headers = [(name, value) for name, value in response.items() if name != "X-Request-ID"]
    kept = Kept(
        bodies={
            "": body,
            "br": brotli.compress(body, quality=5),
            "gzip": gzip.compress(body, compresslevel=6, mtime=0),
        },
        headers=headers,
        etag=f'"{hashlib.blake2s(body, digest_size=12).hexdigest()}"',
        fresh_until=time.monotonic() + seconds,
    )
    _pages.pop(key, None)
    _pages[key] = kept
    _make_room()
    return kept


def _make_room() -> None:
    weight = sum(page.weight for page in list(_pages.values()))
    while weight > MOST_BYTES and len(_pages) > 1:
        _, oldest = _pages.popitem(last=False)
        weight -= oldest.weight


def _told(request: HttpRequest, kept: Kept) -> HttpResponse:
    if request.META.get("HTTP_IF_NONE_MATCH") == kept.etag:
        response = HttpResponse(status=304)
    else:
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        response = HttpResponse(kept.bodies[encoding])
        if encoding:
            response.headers["Content-Encoding"] = encoding
    for name, value in kept.headers:
        response.headers[name] = value
    if response.status_code != 304:
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["ETag"] = kept.etag
    return response
