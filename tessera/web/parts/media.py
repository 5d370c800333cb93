"""Pictures that people uploaded. A name cannot be guessed, and never changes its content."""

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from tessera.web.parts.access import public

FOREVER = "public, max-age=31536000, immutable"


@public
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file, to be kept by browsers for ever; 404 for what is not there."""
    try:
        response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    except SuspiciousFileOperation as outside:
        raise Http404 from outside
    if isinstance(response, FileResponse):
        response["Cache-Control"] = FOREVER
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
