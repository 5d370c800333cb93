"""Where events are on the map."""

from decimal import Decimal

import pytest

from tessera.domain.catalogue.models import Event
from tessera.domain.catalogue.places import map_address


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ""),
        ({"street": "Rue du Lac 1"}, ""),
        ({"city": "Vevey"}, "search?query=Vevey"),
        (
            {"street": "Rue du Lac 1", "postcode": "1800", "city": "Vevey"},
            "search?query=Rue+du+Lac+1%2C+1800+Vevey",
        ),
        (
            {"city": "Vevey", "latitude": Decimal("46.46"), "longitude": Decimal("6.84")},
            "?mlat=46.46&mlon=6.84#map=17/46.46/6.84",
        ),
    ],
)
def test_the_map_shows_the_position_or_the_address(facts: dict, expected: str) -> None:
    address = map_address(Event(**facts))
    assert address == (f"https://www.openstreetmap.org/{expected}" if expected else "")
