"""Keys for programs: what they may hold, and how they end."""

from dataclasses import replace

import pytest

from tessera.domain.organisations.models import ApiToken, TeamMember
from tessera.domain.organisations.queries.tokens import actor_with, token_of
from tessera.domain.organisations.rules import Actor, Can
from tessera.domain.shops.models import Shop
from tessera.flows.editing import create_token, revoke_token
from tessera.lib import clock
from tessera.lib.errors import NotAllowed
from tests.factories import actor_of, make_shop

READS = frozenset({Can.SEE_ORDERS})


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


def test_a_key_is_who_it_was_made_to_be(by: Actor, shop: Shop) -> None:
    _made, key = create_token("Website", rights=READS, shop_ids=[shop.pk], by=by)

    found = token_of(key)
    assert found is not None
    assert found.created_by_id == by.person_id
    actor = actor_with(found)
    assert (actor.organisation_id, actor.can, actor.shops) == (
        by.organisation_id,
        READS,
        frozenset({shop.pk}),
    )


def test_nobody_gives_rights_they_do_not_have(by: Actor) -> None:
    with pytest.raises(NotAllowed, match="rights that you do not have"):
        create_token(
            "Website", rights={Can.REFUND}, shop_ids=None, by=replace(by, can=by.can - {Can.REFUND})
        )
    assert not ApiToken.objects.exists()


def test_who_is_limited_to_shops_opens_those_and_no_others(by: Actor, shop: Shop) -> None:
    other = make_shop(shop.organisation, slug="other")
    limited = replace(by, shops=frozenset({shop.pk}))
    with pytest.raises(NotAllowed, match="shops that you do not see"):
        create_token("Website", rights=READS, shop_ids=[other.pk], by=limited)

    made, _key = create_token("Website", rights=READS, shop_ids=None, by=limited)
    assert made.shop_ids == [shop.pk]


@pytest.mark.parametrize(
    "limit",
    [
        {"events": frozenset({1})},
        {"zones": frozenset({1})},
        {"channels": frozenset({"online"})},
        {"methods": frozenset({"invoice"})},
    ],
)
def test_who_sees_part_of_a_shop_makes_no_key_that_would_see_all_of_it(
    by: Actor, limit: dict[str, frozenset[str]]
) -> None:
    with pytest.raises(NotAllowed, match="limited to part of a shop"):
        create_token("Website", rights=READS, shop_ids=None, by=replace(by, **limit))  # type: ignore[arg-type]
    assert not ApiToken.objects.exists()


def test_a_revoked_key_opens_nothing_and_oscar_revokes_none(by: Actor, oscar: TeamMember) -> None:
    made, key = create_token("Website", rights=READS, shop_ids=None, by=by)
    with pytest.raises(NotAllowed, match="another organisation"):
        revoke_token(made.pk, by=actor_of(oscar), at=clock.now())
    assert token_of(key) is not None

    revoke_token(made.pk, by=by, at=clock.now())
    assert token_of(key) is None
