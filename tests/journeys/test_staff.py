"""The people who work at the theatre: they log in, and see what their profile shows."""

from tests.journeys.conftest import Enter
from tests.journeys.staff import log_in

PICTURED = {"": "dashboard", "orders/": "orders", "reports/": "statistics"}


def test_alice_walks_through_the_back_office(enter: Enter) -> None:
    alice = enter()
    log_in(alice, "alice@lanterne.example", "/manage/lanterne/")
    alice.look("backoffice")
    menu = alice.page.get_by_role("navigation").first
    links = [link.get_attribute("href") for link in menu.get_by_role("link").all()]
    places = sorted({link for link in links if link and link.startswith("/manage/lanterne/")})
    assert len(places) >= 6
    for place in places:
        alice.goto(place)
        alice.look(PICTURED.get(place.removeprefix("/manage/lanterne/"), ""))
    alice.goto("/manage/lanterne/events/la-nuit-des-rois/figures/")
    alice.look("figures")
