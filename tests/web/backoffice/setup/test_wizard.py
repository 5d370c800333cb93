"""From nothing to a shop that can be tried out."""

from datetime import timedelta

import pytest
from django.test import Client

from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.shops.models import Shop
from tessera.domain.stock.queries import pools_out_of_balance
from tessera.lib import clock
from tests.factories import make_shop

FIRST = {
    "name": "Saison d’été",
    "slug": "",
    "languages": ["fr", "en"],
    "currencies": ["CHF", "EUR"],
}
CONTACT = {
    "contact_name": "Théâtre du Lac",
    "contact_email": "info@lac.example",
    "city": "Nyon",
    "country": "CH",
}
LOOK = {
    "primary": "#0b6e4f",
    "secondary": "#21295c",
    "accent": "#ffd166",
    "display_font": "inter",
}


def _begin(desk: Client) -> Shop:
    answer = desk.post("/manage/new-shop/", FIRST)
    assert answer.headers["Location"] == "/manage/saison-dete/wizard/contact/"
    return Shop.objects.get(slug="saison-dete")


def test_all_steps_lead_to_a_shop_that_sells(desk: Client) -> None:
    made = _begin(desk)
    assert made.is_test
    assert made.status == "draft"
    assert made.contact_name == made.organisation.name
    assert set(made.methods.values_list("code", flat=True)) == {"free", "on_site", "invoice"}
    root = "/manage/saison-dete/wizard"
    assert desk.post(f"{root}/contact/", CONTACT).headers["Location"] == f"{root}/look/"
    assert desk.post(f"{root}/look/", LOOK).headers["Location"] == f"{root}/event/"
    starts = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT20:00")
    told = {
        "name": "La Mouette",
        "venue": "Grande salle",
        "starts_at": starts,
        "duration_minutes": 90,
        "places": 80,
        "tariff": "Plein tarif",
        "price_CHF": "40",
        "price_EUR": "38.50",
    }
    assert desk.post(f"{root}/event/", told).headers["Location"] == f"{root}/summary/"
    assert "La Mouette” is made already" in desk.get(f"{root}/event/").content.decode()
    assert b"Try the shop" in desk.get(f"{root}/summary/").content
    assert desk.post(f"{root}/summary/").headers["Location"] == "/manage/saison-dete/opening/"

    made.refresh_from_db()
    assert made.wizard_step == ""
    assert made.colours["primary"] == "#0b6e4f"
    event = made.events.get()
    assert event.name == {"fr": "La Mouette"}
    prices = event.tariffs.get().product.prices
    assert dict(prices.values_list("currency", "amount")) == {"CHF": 4000, "EUR": 3850}
    assert pools_out_of_balance() == []
    shop_page = desk.get("/fr/saison-dete/events/la-mouette/")
    assert "La Mouette" in shop_page.content.decode()


def test_every_page_of_it_opens(desk: Client) -> None:
    assert desk.get("/manage/new-shop/").status_code == 200
    _begin(desk)
    for step in ("shop", "contact", "look", "event", "summary"):
        assert desk.get(f"/manage/saison-dete/wizard/{step}/").status_code == 200
    assert desk.get("/manage/saison-dete/wizard/nothing/").status_code == 404


def test_one_left_half_way_is_found_again(desk: Client) -> None:
    _begin(desk)
    desk.post("/manage/saison-dete/wizard/contact/", CONTACT)
    again = desk.get("/manage/saison-dete/wizard/")
    assert again.headers["Location"] == "/manage/saison-dete/wizard/look/"
    assert b"left half-way" in desk.get("/manage/saison-dete/opening/").content


def test_going_back_forgets_nothing(desk: Client) -> None:
    made = _begin(desk)
    desk.post("/manage/saison-dete/wizard/contact/", CONTACT)
    desk.post("/manage/saison-dete/wizard/look/", LOOK)
    desk.post("/manage/saison-dete/wizard/contact/", CONTACT | {"city": "Rolle"})
    made.refresh_from_db()
    assert (made.wizard_step, made.city) == ("event", "Rolle")


def test_the_event_may_be_skipped(desk: Client) -> None:
    made = _begin(desk)
    answer = desk.post("/manage/saison-dete/wizard/event/", {"skip": "1"})
    assert answer.headers["Location"].endswith("/wizard/summary/")
    assert not made.events.exists()


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("new-shop", "kept for Tessera"),
        ("Ça va?", "small letters"),
        ("taken", "Another shop"),
    ],
)
def test_an_address_that_cannot_be_had_is_refused(desk: Client, slug: str, says: str) -> None:
    make_shop(slug="taken")
    answer = desk.post("/manage/new-shop/", FIRST | {"slug": slug})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Saison d’été" in answer.content.decode(), "what was typed is kept"


def test_a_name_that_is_taken_gets_another_address(desk: Client, theatre: Organisation) -> None:
    make_shop(theatre, slug="saison-dete")
    answer = desk.post("/manage/new-shop/", FIRST)
    assert answer.headers["Location"] == "/manage/saison-dete-2/wizard/contact/"


def test_a_date_that_is_over_is_refused(desk: Client) -> None:
    _begin(desk)
    told = {
        "name": "Hier",
        "venue": "Salle",
        "starts_at": "2020-01-01T20:00",
        "duration_minutes": 90,
        "places": 80,
        "tariff": "Plein",
        "price_CHF": "40",
        "price_EUR": "0",
    }
    answer = desk.post("/manage/saison-dete/wizard/event/", told)
    assert answer.status_code == 422
    assert "date to come" in answer.content.decode()


def test_who_sees_some_shops_only_makes_none(desk: Client, alice: TeamMember, shop: Shop) -> None:
    alice.profile.shop_ids = [shop.id]
    alice.profile.save()
    answer = desk.post("/manage/new-shop/", FIRST)
    assert answer.status_code == 422
    assert "limited to some shops" in answer.content.decode()


def test_a_clerk_makes_no_shop(client: Client, carl: TeamMember) -> None:
    client.force_login(carl.person)
    assert client.get("/manage/new-shop/").status_code == 403
