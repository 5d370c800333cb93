"""Who calls: a program with a key. It sees the shops of its organisation, or those of its key."""

from datetime import timedelta

from django.http import HttpRequest
from ninja.security import HttpBearer

from tessera.domain.organisations.queries.tokens import actor_with, token_of
from tessera.domain.organisations.rules import Actor, Can, require
from tessera.domain.shops.models import Shop
from tessera.domain.shops.queries import shop_visible_to
from tessera.flows.editing import note_token_use
from tessera.lib import clock
from tessera.lib.errors import NotFound
from tessera.lib.limits import Limit
from tessera.web.api.problems import TooFast

A_KEY = Limit(per_minute=30_000, burst=2_000)
GUESSES = Limit(per_minute=30, burst=30)
"""Wrong keys from one address. (Keys have 190 bits: this spares the database.)"""

NOTED_EVERY = timedelta(hours=1)


class Key(HttpBearer):
    """A bearer token of an organisation, made in its back office."""

    openapi_description = "A key of your organisation: Authorization: Bearer tessera_…"

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of the key; refuses (TooFast) who sends too much, or too many wrong keys."""
        at, address = clock.now(), request.META.get("REMOTE_ADDR", "")
        if GUESSES.wait(address, at=at):
            raise TooFast(GUESSES.wait(address, at=at))
        found = token_of(token)
        if found is None:
            GUESSES.allows(address, at=at)
            return None
        if not A_KEY.allows(found.pk, at=at):
            raise TooFast(A_KEY.wait(found.pk, at=at))
        if found.last_used_at is None or at - found.last_used_at > NOTED_EVERY:
            note_token_use(found.pk, at=at)
        return actor_with(found)


def shop_of(request: HttpRequest, slug: str, right: Can | None = None) -> tuple[Actor, Shop]:
    """The key's actor and the shop; refuses (NotFound) shops of others, then (NotAllowed) a key
    without the right."""
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by Key
    shop = shop_visible_to(actor, slug)
    if shop is None:
        raise NotFound("There is no such shop, or this key may not see it.")
    if right is not None:
        require(actor, right)
    return actor, shop
