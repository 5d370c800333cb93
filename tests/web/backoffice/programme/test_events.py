"""Events at Alice's desk: found, made, edited by two, copied, put away, deleted."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Select
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from tessera.domain.catalogue.models import Event
from tessera.domain.organisations.models import TeamMember
from tessera.domain.shops.models import Shop
from tessera.lib import clock
from tests.factories import Programme, make_event, make_order

EVENTS = "/manage/theatre/events/"
HAMLET = f"{EVENTS}hamlet/"


@pytest.fixture(autouse=True)
def _media(tmp_path: Any, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def names(desk: Client, address: str = "") -> list[str]:
    answer = desk.get(EVENTS + address)
    assert answer.status_code == 200
    return [event.slug for event, _figures in answer.context["events"]]


def shown(desk: Client, address: str) -> dict[str, Any]:
    """What the browser would send back of a form."""
    form = desk.get(address).context["form"]
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if bound.name in ("name", "subtitle", "description", "picture_alt"):
            for code in ("fr", "en"):
                sent[f"{bound.name}_{code}"] = (value or {}).get(code, "")
        elif value is None and isinstance(bound.field.widget, Select):
            sent[bound.name] = bound.field.choices[0][0]
        elif value not in (None, False):
            sent[bound.name] = "on" if value is True else value
    return sent


def png() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 30), "red").save(out, "PNG")
    return SimpleUploadedFile("poster.png", out.getvalue())


def test_events_are_found_by_period_words_and_status(desk: Client, shop: Shop) -> None:
    past = clock.now() - timedelta(days=9)
    make_event(shop, slug="coming", name={"fr": "Là"}, city="Vevey")
    make_event(shop, slug="over", dates=[past])
    make_event(shop, slug="undated", dates=[], status="draft")
    make_event(shop, slug="away", archived_at=past)
    assert names(desk) == ["undated", "coming"]
    assert names(desk, "?when=past") == ["over"]
    assert names(desk, "?when=archived") == ["away"]
    assert set(names(desk, "?when=all")) == {"coming", "over", "undated"}
    assert names(desk, "?status=draft") == ["undated"]
    assert names(desk, "?q=vev") == names(desk, "?q=Là") == ["coming"]
    assert names(desk, "?q=%00&when=nonsense&status=nonsense&page=x") == ["undated", "coming"]


def test_the_list_says_what_is_sold(desk: Client, programme: Programme) -> None:
    make_order(programme, quantity=3)
    _event, figures = desk.get(EVENTS).context["events"][0]
    assert (figures.taken, figures.capacity, figures.coming, figures.percent) == (3, 240, 2, 1)


def test_the_list_costs_the_same_with_one_event_or_three(
    desk: Client, programme: Programme, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(8):
        desk.get(EVENTS)
    make_event(programme.shop, dates=3)
    make_event(programme.shop, dates=3)
    with django_assert_num_queries(8):
        desk.get(EVENTS)


def test_an_event_is_made_and_seen(desk: Client, shop: Shop) -> None:
    sent = shown(desk, f"{EVENTS}new/") | {"name_fr": "La Mouette", "picture": png()}
    answer = desk.post(f"{EVENTS}new/", sent)
    assert answer.headers["Location"] == f"{EVENTS}la-mouette/"
    event = Event.objects.get()
    assert (event.name, event.city, event.status) == ({"fr": "La Mouette"}, "Lausanne", "draft")
    assert event.picture
    assert b"draft" in desk.get(f"{EVENTS}la-mouette/").content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("name_fr", "", id="no name"),
        pytest.param("picture", SimpleUploadedFile("a.png", b"<svg/>"), id="no picture"),
        pytest.param("capacity", "-1", id="fewer than no places"),
        pytest.param("latitude", "46.5", id="half a position"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: Client, shop: Shop, field: str, value: Any
) -> None:
    sent = shown(desk, f"{EVENTS}new/") | {"name_fr": "Nuit", "venue": "Cave", field: value}
    answer = desk.post(f"{EVENTS}new/", sent)
    assert answer.status_code == 422
    assert b"Please correct this" in answer.content
    assert b'value="Cave"' in answer.content
    assert not Event.objects.exists()


def test_a_description_is_looked_at_before_it_is_kept(desk: Client, shop: Shop) -> None:
    sent = {"preview": "1", "description_fr": "**gras** <script>alert(1)</script>"}
    answer = desk.post(f"{EVENTS}new/", sent)
    assert answer.status_code == 200
    assert b"<strong>gras</strong>" in answer.content
    assert b"<script>alert" not in answer.content
    assert not Event.objects.exists()


def test_an_event_is_edited(desk: Client, programme: Programme) -> None:
    sent = shown(desk, f"{HAMLET}edit/") | {"venue": "Cave", "full_online": "on"}
    assert desk.post(f"{HAMLET}edit/", sent).headers["Location"] == HAMLET
    programme.event.refresh_from_db()
    assert (programme.event.venue, programme.event.full_online) == ("Cave", True)
    assert programme.event.name == {"fr": "Hamlet", "en": "Hamlet"}


def test_who_saves_second_is_told_and_may_insist(desk: Client, programme: Programme) -> None:
    first, second = shown(desk, f"{HAMLET}edit/"), shown(desk, f"{HAMLET}edit/")
    desk.post(f"{HAMLET}edit/", first | {"venue": "Cave", "city": "Vevey"})
    answer = desk.post(f"{HAMLET}edit/", second | {"venue": "Grenier"})
    assert answer.status_code == 422
    assert [(clash.theirs, clash.yours) for clash in answer.context["clashes"]] == [
        ("Cave", "Grenier")
    ]
    programme.event.refresh_from_db()
    assert programme.event.venue == "Cave"
    again = second | {"venue": "Grenier", "city": "Vevey"}
    again["seen"] = answer.context["form"]["seen"].value()
    desk.post(f"{HAMLET}edit/", again)
    programme.event.refresh_from_db()
    assert (programme.event.venue, programme.event.city) == ("Grenier", "Vevey")


def test_a_cap_below_what_is_taken_says_the_figure(desk: Client, programme: Programme) -> None:
    make_order(programme, quantity=4)
    answer = desk.post(f"{HAMLET}edit/", shown(desk, f"{HAMLET}edit/") | {"capacity": "3"})
    assert answer.status_code == 422
    assert b"4 places are sold or held" in answer.content


def test_a_copy_is_made_on_another_day(desk: Client, programme: Programme) -> None:
    sent = shown(desk, f"{HAMLET}duplicate/") | {"name_fr": "Hamlet II", "first": "2027-05-01"}
    answer = desk.post(f"{HAMLET}duplicate/", sent)
    assert answer.headers["Location"] == f"{EVENTS}hamlet-ii/"
    copy = Event.objects.get(slug="hamlet-ii")
    days = [each.starts_at.date() for each in copy.dates.order_by("starts_at")]
    assert [days[0], days[1] - days[0]] == [date(2027, 5, 1), timedelta(days=1)]


def test_a_copy_repeated_without_weekdays_says_what_is_missing(
    desk: Client, programme: Programme
) -> None:
    sent = shown(desk, f"{HAMLET}duplicate/") | {"dates": "repeat", "since": "2027-05-01"}
    answer = desk.post(f"{HAMLET}duplicate/", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"weekdays", "until"}
    sent |= {"weekdays": ["0", "2"], "until": "2027-05-31"}
    assert desk.post(f"{HAMLET}duplicate/", sent).status_code == 302
    assert Event.objects.latest("id").dates.count() == 9


def test_an_event_goes_into_the_archive_and_back(desk: Client, programme: Programme) -> None:
    assert b"still to come" in desk.get(f"{HAMLET}archive/").content
    desk.post(f"{HAMLET}archive/")
    assert names(desk, "?when=archived") == ["hamlet"]
    desk.post(f"{HAMLET}archive/")
    assert names(desk) == ["hamlet"]


def test_what_was_sold_is_not_deleted_but_can_be_hidden(desk: Client, programme: Programme) -> None:
    make_order(programme)
    page = desk.get(f"{HAMLET}deletion/")
    assert b"Archive it" in page.content
    answer = desk.post(f"{HAMLET}deletion/")
    assert answer.status_code == 422
    assert b"cannot be deleted" in answer.content
    assert Event.objects.exists()


def test_what_nobody_ordered_is_deleted(desk: Client, programme: Programme) -> None:
    assert desk.post(f"{HAMLET}deletion/").headers["Location"] == EVENTS
    assert not Event.objects.exists()


def test_who_only_looks_is_offered_nothing_and_refused(
    client: Client, programme: Programme, alice: TeamMember
) -> None:
    profile = alice.profile
    profile.rights = ["see_dashboard"]
    profile.save()
    client.force_login(alice.person)
    assert client.get(HAMLET).status_code == 200
    assert b"Duplicate" not in client.get(HAMLET).content
    assert b"New event" not in client.get(EVENTS).content
    for page in ("edit/", "duplicate/", "archive/", "deletion/", "dates/new/", "dates/paste/"):
        assert client.post(HAMLET + page).status_code == 403


def test_an_actor_limited_to_other_events_does_not_see_it(
    client: Client, programme: Programme, alice: TeamMember
) -> None:
    other = make_event(programme.shop, slug="other")
    profile = alice.profile
    profile.event_ids = [other.event.id]
    profile.save()
    client.force_login(alice.person)
    assert names(client) == ["other"]
    assert client.get(HAMLET).status_code == 404
    assert client.get(f"{HAMLET}dates/").status_code == 404
