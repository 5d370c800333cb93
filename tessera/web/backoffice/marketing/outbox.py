"""The outbox: every message as its reader saw it."""

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from tessera.domain.mailing.models import Message
from tessera.domain.mailing.queries import (
    count_by_status,
    message_visible_to,
    messages_visible_to,
    outbox_page,
)
from tessera.domain.organisations.rules import Can
from tessera.flows.sending import retry_message
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page
from tessera.web.backoffice.words import MESSAGE_STATUSES
from tessera.web.parts.access import ShopRequest, requires

SIZE = 50
AS_READ = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox"
)


@requires(Can.SEE_MESSAGES)
def outbox(request: ShopRequest) -> HttpResponse:
    """Messages, newest first, of one status or of all."""
    seen = messages_visible_to(request.actor, request.shop.id)
    status = request.GET.get("status", "")
    chosen = seen.filter(status=status) if status in Message.Status.values else seen
    before = request.GET.get("before", "")
    found = outbox_page(chosen, before_id=int(before) if before.isdecimal() else None, size=SIZE)
    counts = count_by_status(seen)
    context = {
        "mails": found[:SIZE],
        "older": found[SIZE - 1].id if len(found) > SIZE else None,
        "status": status,
        "is_late": bool(before),
        "total": sum(counts.values()),
        "tabs": [(code, said, counts.get(code, 0)) for code, said in MESSAGE_STATUSES.items()],
    }
    return page(request, "marketing/messages.html", context, section="messages")


@requires(Can.SEE_MESSAGES)
def message(request: ShopRequest, message_id: int) -> HttpResponse:
    """One message: to whom, when, how it fared, and what it looked like."""
    mail = _message(request, message_id)
    may_retry = mail.status != Message.Status.SENT and request.actor.may(Can.EDIT_ORDERS)
    context = {"mail": mail, "may_retry": may_retry}
    return page(request, "marketing/message.html", context, section="messages")


@requires(Can.SEE_MESSAGES)
@xframe_options_sameorigin
def message_body(request: ShopRequest, message_id: int) -> HttpResponse:
    """The message itself, in a frame that may run nothing and send nothing."""
    answer = HttpResponse(_message(request, message_id).html)
    answer["Content-Security-Policy"] = AS_READ
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires(Can.EDIT_ORDERS)
@require_POST
def send_message_again(request: ShopRequest, message_id: int) -> HttpResponse:
    """Puts a message that could not be sent, or waits for another attempt, first in the queue."""
    mail = _message(request, message_id)
    try:
        retry_message(mail.id, by=request.actor, at=clock.now())
    except Refusal as refusal:
        notices.error(request, refusal.message)
    else:
        notices.success(request, _("The message is sent again in a moment."))
    return redirect("backoffice:message", request.shop.slug, mail.id)


def _message(request: ShopRequest, message_id: int) -> Message:
    found = message_visible_to(request.actor, request.shop.id, message_id)
    if found is None:
        raise Http404
    return found
