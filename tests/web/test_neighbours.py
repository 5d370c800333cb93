"""Oscar in his own shop, where he may do everything, tells the ids of Alice's: there is nothing.

`test_oscar` visits Alice's shop; here the shop is his, and only the rows behind it are hers.
"""

import pytest

from tessera.domain.activity import actions as activity
from tessera.domain.organisations.models import TeamMember
from tessera.lib import clock
from tests.factories import actor_of
from tests.web.addresses import Address
from tests.web.house import House, _alone, alice, body, house, is_api, oscar, who
from tests.web.test_oscar import ADDRESSES, REFUSED, UNREADABLE

__all__ = ["_alone", "alice", "house", "oscar"]

HERS = {
    *("number", "event", "payment_id", "refund_id", "message_id", "paper", "ticket", "date"),
    *("token_id", "member_id", "profile_id", "invitation_id", "code_id"),
    *("zone_id", "product_id", "customer_id", "export_id", "view_id", "batch_id"),
}
"""Words of addresses that name a row of somebody's."""

MOVED = {"backoffice:zones"}
"""They lead on to another address, which is asked instead."""


def with_her_ids() -> list[object]:
    """Every address that names such a row; what secrets open is visited by `test_oscar`."""
    found = [each for each in ADDRESSES if set(each.asks) & HERS and "secret" not in each.asks]
    return [pytest.param(each, id=each.name) for each in found]


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("address", with_her_ids())
def test_her_rows_are_not_in_his_shop(
    address: Address, verb: str, house: House, oscar: TeamMember
) -> None:
    told = house.told | {"shop": "club"}
    wish = {"profile": oscar.profile_id, "name": "X", "reason": "X", "amount": "1"}
    client = who(oscar, as_program=is_api(address))
    answer = getattr(client, verb)(address.at(told), wish, follow=address.name in MOVED)

    unread = is_api(address) and verb == "post" and answer.status_code == UNREADABLE
    assert answer.status_code in REFUSED or unread, (address.route, answer.status_code)
    said = body(answer)
    for word in ("Hamlet", house.order.secret, "bea@test.example"):
        assert str(word) not in said, f"{address.route} tells a neighbour {word!r}"
    assert house.rows() == house.before, f"{address.route} lets a neighbour change something"


def of_his_shop() -> list[object]:
    """Every address that names nothing but a shop: its lists, searches, files and figures."""
    found = [each for each in ADDRESSES if "shop" in each.asks and not set(each.asks) & HERS]
    return [pytest.param(each, id=each.name) for each in found if "secret" not in each.asks]


@pytest.mark.parametrize("wish", [{}, {"q": "Bea"}], ids=["all", "sought"])
@pytest.mark.parametrize("address", of_his_shop())
def test_his_lists_hold_nothing_of_hers(
    address: Address,
    wish: dict[str, str],
    house: House,
    alice: TeamMember,
    oscar: TeamMember,
) -> None:
    activity.record(
        "order.paid",
        of=("order", house.order.pk),
        shop=house.order.shop,
        by=actor_of(alice),
        at=clock.now(),
    )
    client = who(oscar, as_program=is_api(address))

    answer = client.get(address.at(house.told | {"shop": "club"}), wish)

    assert answer.status_code in {200, 302, 404, 405, 422}, (address.route, answer.status_code)
    said = body(answer)
    hers = (house.order.number, house.order.secret, "bea@test.example", str(alice.person))
    for word in ("Hamlet", *hers):
        assert str(word) not in said, f"{address.route} lists {word!r} of a neighbour"
