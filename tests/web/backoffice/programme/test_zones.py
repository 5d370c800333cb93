"""Zones at Alice's desk."""

from typing import Any

from django.test import Client

from tessera.domain.catalogue.models import Tariff, Zone
from tessera.domain.organisations.models import TeamMember
from tests.factories import Programme, make_cart

BASE = "/manage/theatre/events/hamlet"
LOGE = {"name_en": "Box", "name_fr": "Loge", "colour": "#b3261e", "capacity": "12"}


def told(zone: Zone, **changes: Any) -> dict[str, Any]:
    """The form of the zone as it is shown, with changes."""
    shown = {
        "name_fr": zone.name["fr"],
        "name_en": zone.name["en"],
        "colour": zone.colour,
        "capacity": str(zone.capacity),
        "applies": "none",
        "is_visible": "on",
    }
    return shown | changes


def test_a_zone_is_made(desk: Client, programme: Programme) -> None:
    assert desk.get(f"{BASE}/zones/new/").status_code == 200
    answer = desk.post(f"{BASE}/zones/new/", LOGE, follow=True)
    assert b"Box" in answer.content
    zone = Zone.objects.get(colour="#b3261e")
    assert zone.name == {"fr": "Loge", "en": "Box"}
    assert not zone.is_visible
    assert f"zone-{zone.id}" in answer.content.decode()


def test_a_new_zone_is_offered_a_colour_of_its_own(desk: Client, programme: Programme) -> None:
    taken = programme.zone.colour
    form = desk.get(f"{BASE}/zones/new/").context["form"]
    assert form["colour"].value() != taken
    assert form["colour"].value() in dict(form.fields["colour"].choices)


def test_what_is_missing_is_told_and_the_rest_kept(desk: Client, programme: Programme) -> None:
    answer = desk.post(f"{BASE}/zones/new/", {**LOGE, "name_en": "", "name_fr": ""})
    assert answer.status_code == 422
    assert b"Please correct this" in answer.content
    assert b'value="12"' in answer.content


def test_a_capacity_below_what_is_taken_names_the_date(desk: Client, programme: Programme) -> None:
    make_cart(programme, quantity=7)
    path = f"{BASE}/zones/{programme.zone.id}/"
    sent = told(programme.zone, capacity="5", applies="coming")
    answer = desk.post(path, sent)
    assert answer.status_code == 422
    assert b"7 taken, 5 asked for" in answer.content
    assert programme.pool().capacity == 100

    chosen = told(programme.zone, capacity="5", applies="chosen", dates=[programme.dates[1].id])
    assert desk.post(path, chosen).status_code == 302
    assert programme.pool(date=0).capacity == 100
    assert programme.pool(date=1).capacity == 5


def test_who_saves_second_is_told(desk: Client, programme: Programme) -> None:
    path = f"{BASE}/zones/{programme.zone.id}/"
    seen = desk.get(path).context["form"].fields["seen"].initial
    Zone.objects.filter(id=programme.zone.id).update(capacity=77)
    answer = desk.post(path, told(programme.zone, capacity="55", seen=seen))
    assert answer.status_code == 422
    assert b"Somebody else changed this" in answer.content
    assert b"77" in answer.content


def test_zones_move_by_buttons(desk: Client, programme: Programme) -> None:
    first, second = programme.zones
    desk.post(f"{BASE}/zones/{second.id}/place/", {"to": "0"})
    assert list(Zone.objects.order_by("position")) == [second, first]
    for odd in ("", "x", "9" * 30):
        assert desk.post(f"{BASE}/zones/{second.id}/place/", {"to": odd}).status_code == 302


def test_a_zone_in_a_cart_is_not_removed(desk: Client, programme: Programme) -> None:
    make_cart(programme)
    path = f"{BASE}/zones/{programme.zone.id}"
    assert b"orders keep what they were for" in desk.get(f"{path}/").content
    answer = desk.post(f"{path}/removal/", follow=True)
    assert b"Hide it instead" in answer.content
    other = programme.zones[1]
    answer = desk.post(f"{BASE}/zones/{other.id}/removal/", follow=True)
    assert b"The zone is removed" in answer.content
    assert set(Tariff.objects.values_list("zone_id", flat=True)) == {programme.zone.id}


def test_a_steward_may_not(client: Client, programme: Programme, sam: TeamMember) -> None:
    client.force_login(sam.person)
    for path in ("zones/new/", f"zones/{programme.zone.id}/", "tariffs/"):
        assert client.get(f"{BASE}/{path}").status_code == 403


def test_what_is_elsewhere_is_not_found(desk: Client, programme: Programme) -> None:
    assert desk.get(f"{BASE}/zones/999999/").status_code == 404
    assert desk.get(f"{BASE}/tariffs/999999/").status_code == 404
    assert desk.get("/manage/theatre/events/none/tariffs/").status_code == 404
