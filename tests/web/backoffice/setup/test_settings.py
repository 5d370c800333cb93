"""The settings, tab by tab."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tests.factories import Programme

ROOT = "/manage/theatre/settings"
SALES: dict[str, Any] = {
    "currencies": ["CHF", "EUR"],
    "hold_minutes": 20,
    "is_vat_liable": "yes",
    "vat_rate": "8.1",
    "vat_number": "CHE-123.456.789 MWST",
    "bank_holder": "Théâtre",
    "iban": "CH93 0076 2011 6238 5295 7",
}
LOOK = {
    "primary": "#0b6e4f",
    "secondary": "#21295c",
    "accent": "#ffd166",
    "display_font": "georgia",
}


def _seen(desk: Client, url: str) -> str:
    return str(desk.get(url).context["form"]["seen"].value())


@pytest.mark.parametrize("tab", ["general", "sales", "contact", "terms", "texts", "look"])
def test_every_tab_opens(desk: Client, shop: Shop, tab: str) -> None:
    assert desk.get(f"{ROOT}/{tab}/").status_code == 200


def test_there_is_no_other_tab(desk: Client, shop: Shop) -> None:
    assert desk.get(f"{ROOT}/nothing/").status_code == 404
    assert desk.get(f"{ROOT}/payment/nothing/").status_code == 404


def test_sales_are_saved(desk: Client, shop: Shop) -> None:
    told = SALES | {"seen": _seen(desk, f"{ROOT}/sales/")}
    assert desk.post(f"{ROOT}/sales/", told).status_code == 302
    shop.refresh_from_db()
    assert (shop.hold_minutes, shop.is_vat_liable, str(shop.vat_rate)) == (20, True, "8.10")
    assert shop.iban == "CH9300762011623852957"
    assert desk.post(f"{ROOT}/sales/", SALES | {"is_vat_liable": "no"}).status_code == 302
    shop.refresh_from_db()
    assert shop.is_vat_liable is False
    assert not shop.vat_rate


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"iban": "CH93 0076 2011 6238 5295 8"}, "no IBAN"),
        ({"bank_holder": "", "vat_number": "Théâtre"}, "whose account"),
        ({"vat_number": ""}, "has a number"),
        ({"hold_minutes": 0}, "greater than or equal to 1"),
        ({"currencies": []}, "required"),
    ],
)
def test_faults_are_told_and_nothing_is_lost(
    desk: Client, shop: Shop, change: dict, says: str
) -> None:
    answer = desk.post(f"{ROOT}/sales/", SALES | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'value="Théâtre"' in answer.content.decode()
    shop.refresh_from_db()
    assert shop.hold_minutes == 15


def test_a_currency_with_prices_is_refused(desk: Client, programme: Programme) -> None:
    answer = desk.post(f"{ROOT}/sales/", SALES | {"currencies": ["CHF"]})
    assert answer.status_code == 422
    assert "Empty those prices first" in answer.content.decode()


def test_two_people_edit_the_same_thing(desk: Client, shop: Shop) -> None:
    seen = _seen(desk, f"{ROOT}/sales/")
    Shop.objects.filter(id=shop.id).update(hold_minutes=45)
    answer = desk.post(f"{ROOT}/sales/", SALES | {"seen": seen})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Somebody else changed this" in said
    assert "45" in said
    shop.refresh_from_db()
    assert shop.hold_minutes == 45
    again = answer.context["form"]["seen"].value()
    assert desk.post(f"{ROOT}/sales/", SALES | {"seen": again}).status_code == 302


def test_texts_are_shown_where_they_belong(desk: Client, programme: Programme) -> None:
    told = {
        "welcome_fr": "Bienvenue **chez nous**",
        "footer_en": "With the help of the town",
        "closed_en": "Back on Monday",
    }
    assert desk.post(f"{ROOT}/texts/", told).status_code == 302
    assert "<strong>chez nous</strong>" in desk.get("/fr/theatre/").content.decode()
    assert "With the help of the town" in desk.get("/en/theatre/cart/").content.decode()
    Shop.objects.update(is_visible=False)
    assert "Back on Monday" in Client().get("/en/theatre/").content.decode()


def test_the_languages_keep_their_first(desk: Client, shop: Shop) -> None:
    told = {
        "name_fr": "Théâtre",
        "slug": "theatre",
        "languages": ["fr", "en", "de"],
        "time_zone": "Europe/Zurich",
    }
    Shop.objects.update(languages=["en", "fr"])
    assert desk.post(f"{ROOT}/general/", told).status_code == 302
    shop.refresh_from_db()
    assert shop.languages == ["en", "fr", "de"]
    assert shop.name == {"fr": "Théâtre"}


def test_the_look_is_saved_with_its_pictures(desk: Client, shop: Shop) -> None:
    out = BytesIO()
    Image.new("RGB", (900, 300), (20, 90, 60)).save(out, "PNG")
    logo = SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")
    assert desk.post(f"{ROOT}/look/", LOOK | {"logo": logo}).status_code == 302
    shop.refresh_from_db()
    assert shop.display_font == "georgia"
    assert str(shop.logo.name).endswith(".png")
    bad = SimpleUploadedFile("logo.png", b"no picture", content_type="image/png")
    answer = desk.post(f"{ROOT}/look/", LOOK | {"logo": bad, "primary": "#ff0000"})
    assert answer.status_code == 422
    assert "This is no picture" in answer.content.decode()
    assert 'value="#ff0000"' in answer.content.decode()
    desk.post(f"{ROOT}/look/", LOOK | {"remove_logo": "on"})
    shop.refresh_from_db()
    assert not shop.logo


def test_the_preview_follows_and_keeps_nothing(desk: Client, shop: Shop) -> None:
    said = desk.get(f"{ROOT}/look/preview/", {"primary": "#00ff00"}).content.decode()
    assert "<html" not in said
    assert "#00ff00" not in said, "too light to be read on paper: it is darkened"
    assert 'fill="#' in said
    nonsense = desk.get(f"{ROOT}/look/preview/", {"primary": '"><script>', "display_font": "x"})
    assert "<script" not in nonsense.content.decode()
    shop.refresh_from_db()
    assert shop.colours == {}


def test_a_clerk_changes_nothing(client: Client, carl: TeamMember, shop: Shop) -> None:
    client.force_login(carl.person)
    for tab in ("general", "look"):
        assert client.get(f"{ROOT}/{tab}/").status_code == 403
