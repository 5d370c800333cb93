"""Oscar, who works elsewhere, and nobody at all visit every address of every door.

They are told Alice's ids and see 404 or 403, or are asked to log in; never 200. Alice herself
visits the same addresses, so that the ids are known to lead somewhere.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from tessera.domain.organisations.models import (
    TeamMember,
)
from tessera.domain.organisations.queries.team import rights_from
from tessera.domain.organisations.rules import EVERYTHING
from tessera.web.shop.views import orders
from tests.web.addresses import Address, table
from tests.web.house import House, _alone, alice, body, house, is_api, oscar, who

__all__ = ["_alone", "alice", "house", "oscar"]

ADDRESSES = table()
REFUSED = {401, 403, 404, 405}
UNSIGNED = 400
UNREADABLE = 422  # an empty wish; `tests/web/api` send whole ones

# What strangers may see: the shop with a cart of their own, and what phones, programs and search
# engines ask for. What is opened by a secret is visited with a wrong one.
PUBLIC = {
    "healthz",
    "readyz",
    "theme",
    "account:home",
    "api:docs",
    "api:openapi",
    "scanner:code",
    "scanner:icon",
    "scanner:leaving",
    "scanner:manifest",
    "scanner:worker",
    "shop:start",
    "shop:home",
    "shop:event",
    "shop:feed",
    "shop:cart",
    "shop:add_to_cart",
    "shop:plans",
    "shop:join",
    "shop:change_cart",
    "shop:renew_hold",
    "shop:use_code",
    "shop:remove_code",
    "shop:details",
    "shop:payment",
    "shop:place_order",
}


@pytest.fixture(autouse=True)
def _nobody_guessed_before() -> None:
    """Who guesses secrets too often is told to wait; here everybody guesses once."""
    orders.GUESSES.forget()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def ours(names: set[str]) -> list[Any]:
    return [pytest.param(each, id=each.name) for each in ADDRESSES if each.name not in names]


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("visitor", ["nobody", "oscar"])
@pytest.mark.parametrize("address", ours(PUBLIC))
def test_strangers_see_nothing(
    address: Address, visitor: str, verb: str, house: House, oscar: TeamMember
) -> None:
    client = who(oscar if visitor == "oscar" else None, as_program=is_api(address))
    answer = getattr(client, verb)(address.at(house.secrets))

    asks = ("/auth/login/", "/scanner/code/", "/en/account/?next=")
    to_login = answer.status_code == 302 and answer["Location"].startswith(asks)
    own_page = "shop" not in address.asks and visitor == "oscar" and answer.status_code < 500
    asked = to_login and visitor == "nobody"
    unsigned = address.access == "outside" and answer.status_code == UNSIGNED
    unread = is_api(address) and verb == "post" and answer.status_code == UNREADABLE
    fine = answer.status_code in REFUSED or asked or own_page or unsigned or unread
    assert fine, (address.route, answer.status_code)
    said = body(answer)
    for word in ("Hamlet", house.order.number, house.order.secret, "bea@test.example"):
        assert str(word) not in said, f"{address.route} tells strangers {word!r}"
    assert house.rows() == house.before, f"{address.route} lets strangers change something"


@pytest.mark.parametrize(
    "address", [each for each in ours(PUBLIC) if "shop" in each.values[0].asks]
)
def test_alice_sees_what_oscar_does_not(address: Address, house: House, alice: TeamMember) -> None:
    told = house.told | ({"number": house.order.number} if is_api(address) else {})
    answer = who(alice, as_program=is_api(address)).get(address.at(told))
    answer.close()  # of a file, nobody has read it
    assert answer.status_code in {200, 302, 405}, "the test tells ids that lead nowhere"


@pytest.mark.parametrize(
    "address", [each for each in ours(PUBLIC) if "secret" in each.values[0].asks]
)
def test_a_secret_opens_nothing_in_another_shop(address: Address, house: House) -> None:
    answer = who(None).get(address.at(house.told | {"shop": "club"}))
    assert answer.status_code in {404, 405}


@pytest.mark.parametrize("address", [each for each in ADDRESSES if "token_id" not in each.asks])
def test_strangers_never_meet_a_mistake(address: Address, house: House) -> None:
    told = {**house.secrets, "number": "\x00", "event": "none", "secret": "é" * 40}
    assert who(None).get(address.at(told)).status_code < 500


def test_what_is_public_is_there() -> None:
    names = {each.name for each in ADDRESSES}
    assert PUBLIC - names == set(), "take it off the list"
    access = {each.name: each.access for each in ADDRESSES}
    assert {name for name in PUBLIC & names if access[name] != "public"} == set()


def test_oscar_has_every_right_at_home(oscar: TeamMember) -> None:
    """He is refused because he is elsewhere, not because he may do little."""
    assert rights_from(oscar.profile.rights) == EVERYTHING
