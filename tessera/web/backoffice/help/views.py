"""Guides beside the work: the list, one guide, and their pictures."""

import mimetypes

from django.http import Http404, HttpResponse
from django.urls import reverse

from tessera.web.backoffice.help import guides
from tessera.web.backoffice.page import page, speaks
from tessera.web.parts.access import ShopRequest, at_work

AN_HOUR = "private, max-age=3600"


@at_work
def index(request: ShopRequest) -> HttpResponse:
    """All guides, by chapter."""
    context = {"chapters": guides.chapters(speaks())}
    return page(request, "help/index.html", context, section="help")


@at_work
def guide(request: ShopRequest, guide: str) -> HttpResponse:
    """One guide in the reader's language, with the list of the others beside it."""
    slug = request.shop.slug
    found = guides.read(
        guide,
        speaks(),
        guide_at=lambda name: reverse("backoffice:guide", args=[slug, name]),
        picture_at=lambda name: reverse("backoffice:guide_picture", args=[slug, name]),
    )
    if found is None:
        raise Http404
    context = {"guide": found, "name": guide, "chapters": guides.chapters(speaks())}
    return page(request, "help/guide.html", context, section="help")


@at_work
def picture(request: ShopRequest, file: str) -> HttpResponse:
    """A picture of a guide."""
    path = guides.picture(file)
    if path is None:
        raise Http404
    kind, _encoding = mimetypes.guess_type(path.name)
    answer = HttpResponse(path.read_bytes(), content_type=kind)
    answer["Cache-Control"] = AN_HOUR
    return answer
