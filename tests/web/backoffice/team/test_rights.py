"""Every ready-made profile at every address of the back office and the scanner: in, or refused,
exactly as its rights say; and the menu offers nothing that would be refused."""

import pytest
from django.test import Client

from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import READY_MADE, Can
from tessera.web.backoffice.team.rights import AREAS, EXPLAINED
from tessera.web.backoffice.words import RIGHTS
from tests.factories import make_person, make_team_member
from tests.web.addresses import Address, table
from tests.web.house import HERE, House, _alone, body, house

__all__ = ["_alone", "house"]

GUARDED = [
    each
    for each in table()
    if each.name.startswith(("backoffice:", "scanner:")) and each.access in set(Can)
]
ALSO = {
    "backoffice:report": Can.SEE_ACCOUNTING,
    "backoffice:report_csv": Can.SEE_ACCOUNTING,
    "backoffice:report_xlsx": Can.SEE_ACCOUNTING,
    "backoffice:customers_file": Can.SEE_CUSTOMERS,
    "backoffice:answers_file": Can.SEE_CUSTOMERS,
    "backoffice:activity_csv": Can.SEE_ACTIVITY,
    "backoffice:members_file": Can.SEE_MEMBERS,
    "backoffice:member_payments": Can.SEE_ACCOUNTING,
}
"""What a page shows asks for one more right than its address: this report, and customers."""

JSON = {"scanner:scans", "scanner:state"}
"""They ask for a door pass, which nobody gets without the right."""


@pytest.fixture
def member(request: pytest.FixtureRequest, house: House) -> TeamMember:
    organisation = house.order.shop.organisation
    return make_team_member(organisation, make_person("Vera", "Various"), request.param)


@pytest.mark.parametrize("member", READY_MADE, indirect=True, ids=str)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_rights_open_and_nothing_else_does(house: House, member: TeamMember, verb: str) -> None:
    wrong = []
    client = Client(headers=HERE)
    client.force_login(member.person)
    rights = READY_MADE[member.profile.ready_made]
    for address in GUARDED:
        if address.name in JSON or (verb == "post" and not _is_refused(address, rights)):
            continue
        answer = getattr(client, verb)(address.at(house.told))
        body(answer)
        status = answer.status_code
        refused = status == 403
        if refused != _is_refused(address, rights) and status != 405:
            wrong.append((address.route, address.access, status))
    assert wrong == []


@pytest.mark.parametrize("member", READY_MADE, indirect=True, ids=str)
def test_the_menu_leads_nowhere_forbidden(house: House, member: TeamMember) -> None:
    client = Client(headers=HERE)
    client.force_login(member.person)
    begins = client.get("/manage/")
    where = begins.headers["Location"]
    page = client.get(where)
    assert page.status_code == 200, where
    for _title, entries in page.context["menu"] if page.context and "menu" in page.context else ():
        for entry in entries:
            assert client.get(entry.url).status_code == 200, entry.url


def _is_refused(address: Address, rights: frozenset[Can]) -> bool:
    return not {address.access, ALSO.get(address.name, address.access)} <= rights


def test_every_right_has_a_place_and_an_explanation() -> None:
    placed = [code for _title, codes in AREAS for code in codes]
    assert sorted(placed) == sorted(Can)
    assert set(EXPLAINED) == set(RIGHTS) == set(Can)
