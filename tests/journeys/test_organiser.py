"""A season from nothing to on sale, and its first order, in the browser alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys import empty, organising, selling
from tests.journeys.conftest import visitors
from tests.journeys.empty import House
from tests.places import own_folder


@pytest.fixture
def house() -> Iterator[House]:
    """An installation that nobody has used yet."""
    with own_folder() as folder, empty.opened(folder) as opened:
        yield opened


def test_from_an_empty_house_to_the_first_sale(house: House, browser: Browser) -> None:
    with visitors(browser, house.address) as enter:
        olga = enter()
        organising.sign_up(olga, house)
        organising.make_shop(olga)
        organising.make_event(olga)

        selling.invite(olga)
        selling.join(enter(), house, selling.RITA, "Rita")
        selling.join(enter(), house, selling.SAM, "Sam")
        selling.open_sale(olga)

        number = selling.buy(enter())

        selling.see_the_sale(olga, number)
        selling.correct(olga, number)
        selling.export(olga, number)
        selling.walk(olga)
