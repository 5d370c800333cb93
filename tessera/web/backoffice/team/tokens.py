"""Keys for programs."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.domain.organisations.models import ApiToken
from tessera.domain.organisations.queries.tokens import tokens_visible_to
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import visible_to
from tessera.flows.editing import create_token, revoke_token
from tessera.lib import clock
from tessera.lib.errors import Refusal
from tessera.lib.i18n import pick
from tessera.web.backoffice.page import page, refused, speaks
from tessera.web.backoffice.team.forms import NewToken
from tessera.web.parts.access import ShopRequest, requires
from tessera.web.parts.forms import sent


@requires(Can.USE_API)
def tokens(request: ShopRequest) -> HttpResponse:
    """The keys of the organisation; a new one is shown this once."""
    shops = visible_to(request.actor)
    form = NewToken(sent(request), rights=request.actor.can, shops=shops)
    context: dict[str, Any] = {"form": form, "tokens": _shown(request.actor, shops)}
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
    empty = NewToken(rights=request.actor.can, shops=shops)
    tokens_now = _shown(request.actor, shops)
    context = {"form": empty, "made": made, "key": key, "tokens": tokens_now}
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


def _shown(actor: Actor, shops: Sequence[Shop]) -> list[tuple[ApiToken, str]]:
    """Each key, and the shops it opens in words: none for all of them."""
    named, gone = {shop.id: pick(shop.name, speaks()) for shop in shops}, _("a shop that is gone")
    return [
        (
            token,
            ", ".join(named.get(each, gone) for each in token.shop_ids or ()),
        )
        for token in tokens_visible_to(actor)
    ]
