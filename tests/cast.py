"""The people of every test, at one theatre and at the club next door.

Alice organises, Rita resells, Carl clerks, Sam scans, Bea buys, Max is a member, Oscar is an
outsider: he organises at another organisation.
"""

import pytest

from tessera.domain.customers.actions import remember
from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tests.factories import (
    Programme,
    make_event,
    make_gate,
    make_method,
    make_organisation,
    make_person,
    make_shop,
    make_team_member,
)


def open_theatre() -> Organisation:
    """The organisation of `theatre`, for whoever opens it once for many tests."""
    return make_organisation("Théâtre", slug="theatre")


def open_shop(theatre: Organisation) -> Shop:
    """What `shop` is."""
    made = make_shop(theatre, slug="theatre")
    for code in ("free", "on_site", "invoice"):
        make_method(made, code)
    make_gate(made)
    return made


def play_hamlet(shop: Shop) -> Programme:
    """What `programme` is."""
    return make_event(
        shop,
        slug="hamlet",
        name={"fr": "Hamlet", "en": "Hamlet"},
        dates=2,
        zones={"Parterre": 100, "Balcony": 20},
        tariffs={"Full": 4000, "Reduced": 2500},
    )


def open_club() -> Organisation:
    """What `club` is."""
    return make_organisation("Club", slug="club")


def works(organisation: Organisation, name: str, profile: str) -> TeamMember:
    """Somebody who works there, with this ready-made profile."""
    person = make_person(name, name[0], email=f"{name.lower()}@test.example")
    return make_team_member(organisation, person, profile)


@pytest.fixture
def theatre(db: None) -> Organisation:
    """The organisation everybody but Oscar works for or buys from."""
    return open_theatre()


@pytest.fixture
def shop(theatre: Organisation) -> Shop:
    """The theatre's open shop, with the three ways to pay that need nobody outside, and a gate."""
    return open_shop(theatre)


@pytest.fixture
def programme(shop: Shop) -> Programme:
    """An event of the shop: two dates, two zones of 100 and 20 places, two tariffs each."""
    return play_hamlet(shop)


@pytest.fixture
def alice(theatre: Organisation) -> TeamMember:
    """Organises: an administrator."""
    return works(theatre, "Alice", "administrator")


@pytest.fixture
def rita(theatre: Organisation) -> TeamMember:
    """Resells."""
    return works(theatre, "Rita", "reseller")


@pytest.fixture
def carl(theatre: Organisation) -> TeamMember:
    """Clerks."""
    return works(theatre, "Carl", "clerk")


@pytest.fixture
def sam(theatre: Organisation) -> TeamMember:
    """Scans: a steward."""
    return works(theatre, "Sam", "steward")


@pytest.fixture
def bea(db: None) -> Person:
    """Buys, with an account."""
    return make_person("Bea", "Buyer", email="bea@test.example")


@pytest.fixture
def max_(shop: Shop) -> Person:
    """Is a member: a customer the shop knows, with an account."""
    person = make_person("Max", "Member", email="max@test.example")
    buyer = {"email": person.email, "first_name": "Max", "last_name": "Member"}
    remember(shop.id, buyer=buyer, at=clock.now(), person_id=person.id)
    return person


@pytest.fixture
def club(db: None) -> Organisation:
    """Oscar's organisation."""
    return open_club()


@pytest.fixture
def club_shop(club: Organisation) -> Shop:
    """The open shop of Oscar's club."""
    return make_shop(club, slug="club")


@pytest.fixture
def oscar(club: Organisation) -> TeamMember:
    """Is an outsider: an administrator, but of another organisation."""
    return works(club, "Oscar", "administrator")
