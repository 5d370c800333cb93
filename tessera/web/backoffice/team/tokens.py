"""Keys for programs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.domain.organisations.queries.tokens import tokens_visible_to
from tessera.domain.organisations.rules import Can
from tessera.domain.shops.queries import visible_to
from tessera.flows.editing import create_token, revoke_token
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.web.backoffice.page import page, refused
from tessera.web.backoffice.team.forms import NewToken
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent


@requires(Can.USE_API)
def tokens(request: ShopRequest) -> HttpResponse:
    """The keys of the organisation; a new one is shown this once."""
    form = NewToken(sent(request), rights=request.actor.can, shops=visible_to(request.actor))
    context: dict[str, Any] = {"form": form, "tokens": tokens_visible_to(request.actor)}
    if request.method != "POST" or not form.is_valid():
        return page(request, "team/tokens.html", context, section="tokens")
    chosen = form.cleaned_data
    try:
        made, key = create_token(
            chosen["name"],
            rights=chosen["rights"],
            shop_ids=chosen["shops"] or None,
            by=request.actor,
        )
    except Refusal as refusal:
        return refused(request, refusal, "team/tokens.html", context, section="tokens")
    empty = NewToken(rights=request.actor.can, shops=visible_to(request.actor))
    context = {"form": empty, "made": made, "key": key, "tokens": tokens_visible_to(request.actor)}
    return page(request, "team/tokens.html", context, section="tokens", status=201)


@requires(Can.USE_API)
@require_POST
def end_token(request: ShopRequest, token_id: int) -> HttpResponse:
    """From now on the key opens nothing."""
    found = next((t for t in tokens_visible_to(request.actor) if t.id == token_id), None)
    if found is None:
        raise Http404
    revoke_token(found.id, by=request.actor, at=clock.now())
    messages.success(request, _("%(name)s no longer opens anything.") % {"name": found.name})
    return redirect("backoffice:tokens", request.shop.slug)
