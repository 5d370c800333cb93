"""Calls from outside. Who calls proves itself by a signature, never by a cookie."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tessera.domain.payments.methods import BadNotice
from tessera.flows import paying
from tessera.lib.clock import now
from tessera.lib.errors import NotFound
from tessera.web.parts.access import outside

TOO_LONG = 512 * 1024


@outside
@require_POST
def payment_notice(request: HttpRequest, method: str) -> HttpResponse:
    """A payment provider tells us something: 200 says that we need not hear it again."""
    if int(request.headers.get("Content-Length") or 0) > TOO_LONG:
        return HttpResponse(status=413)
    try:
        paying.record_notice(method, body=request.body, headers=request.headers, at=now())
    except BadNotice:
        return HttpResponse(status=400)
    except NotFound:
        return HttpResponse(status=404)
    return HttpResponse(status=200)
