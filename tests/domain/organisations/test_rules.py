"""Who may hand out what."""

import pytest

from tessera.domain.organisations.errors import BeyondYourRights
from tessera.domain.organisations.rules import SYSTEM, Actor, Can, Limits, require_within

ALL = Limits()
ONE = Limits(shops=frozenset({1}))
TWO = Limits(shops=frozenset({1, 2}))
NONE = Limits(shops=frozenset())


@pytest.mark.parametrize(
    ("outer", "inner", "holds"),
    [
        (ALL, ALL, True),
        (ALL, ONE, True),
        (ONE, ALL, False),
        (ONE, ONE, True),
        (ONE, TWO, False),
        (TWO, ONE, True),
        (ONE, NONE, True),
        (NONE, ONE, False),
        (Limits(channels=frozenset({"online"})), ONE, False),
        (Limits(events=frozenset({7})), Limits(events=frozenset({7}), zones=frozenset({3})), True),
    ],
)
def test_reach_holds_what_is_within(outer: Limits, inner: Limits, holds: bool) -> None:
    assert outer.holds(inner) is holds


@pytest.mark.parametrize(
    ("rights", "limits", "allowed"),
    [
        ({Can.SCAN}, ONE, True),
        ({Can.SCAN, Can.EDIT_TEAM}, ONE, True),
        ({Can.REFUND}, ONE, False),
        ({Can.SCAN}, ALL, False),
        ({Can.SCAN}, TWO, False),
    ],
)
def test_nobody_gives_more_than_they_have(rights: set[Can], limits: Limits, allowed: bool) -> None:
    actor = Actor(label="x", can=frozenset({Can.SCAN, Can.EDIT_TEAM}), shops=frozenset({1}))
    if allowed:
        require_within(actor, rights=rights, limits=limits)
        return
    with pytest.raises(BeyondYourRights):
        require_within(actor, rights=rights, limits=limits)


def test_the_system_gives_anything() -> None:
    require_within(SYSTEM, rights=set(Can), limits=ALL)
