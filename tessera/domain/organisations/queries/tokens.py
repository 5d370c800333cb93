"""Keys for programs and door devices."""

import hashlib

from tessera.domain.organisations.models import ApiToken
from tessera.domain.organisations.queries.team import rights_from
from tessera.domain.organisations.rules import Actor
from tessera.lib.ready import Ready

_live = Ready[ApiToken](lambda digest: ApiToken.objects.filter(digest=digest, revoked_at=None), str)


def digest_of(key: str) -> str:
    """What is kept of a key: its SHA-256, as hex."""
    return hashlib.sha256(key.encode()).hexdigest()


def token_of(key: str) -> ApiToken | None:
    """The live token of this key, or nothing."""
    return _live.first(digest_of(key))


def actor_with(token: ApiToken) -> Actor:
    """The actor that a token is; what it does is written down under its name."""
    return Actor(
        label=f"API: {token.name} ({token.hint}…)",
        organisation_id=token.organisation_id,
        can=rights_from(token.rights),
        shops=None if token.shop_ids is None else frozenset(token.shop_ids),
        kind="token",
    )


def tokens_visible_to(actor: Actor) -> list[ApiToken]:
    """The live keys of the actor's organisation, newest first; one with a scope sees its own."""
    found = ApiToken.objects.filter(organisation_id=actor.organisation_id or 0, revoked_at=None)
    if actor.shops is not None:
        found = found.filter(shop_ids__contained_by=sorted(actor.shops))
    return list(found.select_related("created_by").order_by("-id"))


def lock_token(token_id: int) -> ApiToken:
    """The key, locked until the transaction ends."""
    return ApiToken.objects.select_for_update().get(id=token_id)
