"""What a team sets up for itself: keys for programs."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tessera.domain.organisations import actions as organisations
from tessera.domain.organisations.models import ApiToken
from tessera.domain.organisations.queries.team import organisation_of
from tessera.domain.organisations.queries.tokens import lock_token
from tessera.domain.organisations.rules import Actor, Can, require
from tessera.lib.errors import NotAllowed


@transaction.atomic(durable=True)
def create_token(
    name: str, *, rights: Collection[str], shop_ids: Collection[int] | None, by: Actor
) -> tuple[ApiToken, str]:
    """A new key of the actor's organisation, told once.

    Refuses (NotAllowed) rights or shops that the actor does not hold itself, and an actor who sees
    only part of a shop: a token would see all of it.
    """
    require(by, Can.USE_API)
    if not set(rights) <= by.can:
        raise NotAllowed(_("A token cannot have rights that you do not have."))
    if by.is_narrow:
        raise NotAllowed(
            _("Your profile is limited to part of a shop; a token cannot be. Ask an administrator.")
        )
    if by.shops is not None:
        shop_ids = by.shops if shop_ids is None else shop_ids
        if not set(shop_ids) <= by.shops:
            raise NotAllowed(_("A token cannot open shops that you do not see."))
    token, key = organisations.create_token(
        organisation_of(by), name=name, rights=rights, shop_ids=shop_ids
    )
    organisations.note_maker(token, person_id=by.person_id)
    return token, key


@transaction.atomic(durable=True)
def revoke_token(token_id: int, *, by: Actor, at: datetime) -> None:
    """The key opens nothing from now on; safe to repeat.

    Refuses (NotAllowed) a key of another organisation.
    """
    require(by, Can.USE_API)
    token = lock_token(token_id)
    if token.organisation_id != by.organisation_id:
        raise NotAllowed(_("This token belongs to another organisation."))
    if token.revoked_at is None:
        organisations.revoke_token(token, at=at)


@transaction.atomic(durable=True)
def note_token_use(token_id: int, *, at: datetime) -> None:
    """Write that a key is in use, so that one that is not can be revoked without fear."""
    organisations.note_use(token_id, at=at)
