"""A list of members is taken over as a whole, or not at all."""

from datetime import date
from pathlib import Path

import pytest

from tessera.domain.catalogue.models import Plan
from tessera.domain.memberships.errors import BadImport
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.memberships.rows import rows_from
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import Actor
from tessera.domain.shops.models import Shop
from tessera.flows.importing import Verdict, import_members, look_at
from tessera.lib import clock
from tessera.lib.reading import BadTable, lines_of
from tessera.lib.sheets import write_xlsx
from tests.factories import actor_of, make_member, make_plan

pytestmark = pytest.mark.django_db
HEADS = ["number", "email", "last_name", "level", "starts_on", "ends_on", "country"]
COLUMNS = {name: at for at, name in enumerate(HEADS)}
GOOD = ["", "ada@test.example", "Émery", "friend", "01.03.2026", "2027-02-28", "Suisse"]


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def plan(shop: Shop) -> Plan:
    return make_plan(shop)


def take(shop: Shop, by: Actor, *lines: list[str], leaves_out: bool = False) -> list[Verdict]:
    rows, faults = rows_from([HEADS, *lines], COLUMNS)
    at = clock.now()
    return import_members(shop, rows, faults, leaves_out_wrong=leaves_out, by=by, at=at)


def test_a_line_makes_a_member_with_days(shop: Shop, plan: Plan, by: Actor) -> None:
    found = take(shop, by, GOOD)
    held = Membership.objects.get()
    assert [each.what for each in found] == ["new"]
    assert (held.starts_on, held.ends_on) == (date(2026, 3, 1), date(2027, 2, 28))
    assert (held.origin, held.member.country) == ("import", "CH")


def test_twice_the_same_list_changes_nothing(shop: Shop, plan: Plan, by: Actor) -> None:
    take(shop, by, GOOD)
    assert [each.what for each in take(shop, by, GOOD)] == ["same"]
    assert Membership.objects.count() == 1


def test_a_known_number_or_address_is_updated(shop: Shop, plan: Plan, by: Actor) -> None:
    known = make_member(shop.organisation)
    by_number = [str(known.number), "", "Neu", "", "", "", ""]
    by_email = ["", "MAX@test.example", "Newer", "", "", "", ""]
    assert [each.what for each in take(shop, by, by_number)] == ["changed"]
    assert [each.what for each in take(shop, by, by_email)] == ["changed"]
    known.refresh_from_db()
    assert (known.last_name, known.email, known.first_name) == ("Newer", "max@test.example", "Max")


def test_a_number_of_the_list_is_kept_and_the_next_is_higher(
    shop: Shop, plan: Plan, by: Actor
) -> None:
    take(shop, by, ["700", "", "Old", "", "", "", ""])
    assert make_member(shop.organisation).number == 701


@pytest.mark.parametrize(
    "line",
    [
        ["", "nonsense", "X", "", "", "", ""],
        ["", "", "", "", "", "", ""],
        ["x", "", "X", "", "", "", ""],
        ["", "", "X", "unheard of", "2026-01-01", "", ""],
        ["", "", "X", "Friend", "soon", "", ""],
        ["", "", "X", "Friend", "2026-02-01", "2026-01-01", ""],
        ["", "", "X", "", "2026-02-01", "", ""],
        ["", "", "X", "", "", "", "Atlantis"],
        ["", "ada@test.example", "Twice", "", "", "", ""],
        ["999", "", "", "", "", "", ""],
    ],
    ids=str,
)
def test_a_wrong_line_stops_everything_unless_it_is_left_out(
    shop: Shop, plan: Plan, by: Actor, line: list[str]
) -> None:
    with pytest.raises(BadImport):
        take(shop, by, GOOD, line)
    assert not Member.objects.exists()
    found = take(shop, by, GOOD, line, leaves_out=True)
    assert [each.what for each in found] == ["new", "wrong"]
    assert found[1].message
    assert Member.objects.count() == 1


def test_looking_writes_nothing(shop: Shop, plan: Plan, by: Actor) -> None:
    rows, faults = rows_from([HEADS, GOOD], COLUMNS)
    assert look_at(shop, rows, faults, by=by, at=clock.now())[0].what == "new"
    assert not Member.objects.exists()


def test_days_of_an_order_stay(shop: Shop, plan: Plan, by: Actor) -> None:
    take(shop, by, GOOD)
    Membership.objects.update(origin="order")
    longer = [*GOOD[:5], "2030-01-01", ""]
    found = take(shop, by, longer, leaves_out=True)
    assert found[0].what == "wrong"
    assert Membership.objects.get().ends_on == date(2027, 2, 28)


def test_workbooks_are_read_as_texts_are(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    write_xlsx(path, HEADS, [["7", "ada@test.example", "", "Friend", date(2026, 3, 1), None, ""]])
    lines = lines_of(path.read_bytes(), most=10)
    rows, faults = rows_from(lines, COLUMNS)
    assert faults == []
    assert (rows[0].number, rows[0].starts_on, rows[0].level) == (7, date(2026, 3, 1), "Friend")
    assert lines_of("a;b\n1;é\n".encode("cp1252"), most=10) == [["a", "b"], ["1", "é"]]
    for data in (b"", b"only heads", b"PK\x03\x04 nonsense", b"a,b\n" + b"1,2\n" * 20):
        with pytest.raises(BadTable):
            lines_of(data, most=10)
