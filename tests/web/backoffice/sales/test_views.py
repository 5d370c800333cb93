"""Views: a list under a name, from saved to deleted; shared or not; whose it is."""

from django.test import Client

from tessera.domain.organisations.models import Organisation, TeamMember
from tessera.domain.reporting.models import SavedView
from tests.factories import Programme, make_order, make_person, make_team_member

LIST = "/manage/theatre/orders/"
VIEWS = "/manage/theatre/views/"


def _tabs(client: Client, url: str = LIST) -> dict[str, bool]:
    return {str(tab.title): tab.is_here for tab in client.get(url).context["tabs"]}


def test_the_life_of_a_view(desk: Client, programme: Programme) -> None:
    make_order(programme)
    kept = desk.post(VIEWS, {"name": "Paid ones", "query": "status=paid&after=9~9"})
    view = SavedView.objects.get()
    assert kept.status_code == 302
    assert f"view={view.id}" in kept["Location"]
    here = f"{LIST}?status=paid&view={view.id}"
    assert _tabs(desk)["Paid ones"] is False
    assert _tabs(desk, here)["Paid ones"] is True

    changed = f"{LIST}?status=paid&channel=online&view={view.id}"
    assert desk.get(changed).context["has_changed"]
    desk.post(f"{VIEWS}{view.id}/filters/", {"query": "status=paid&channel=online"})
    assert not desk.get(changed).context["has_changed"]

    desk.post(f"{VIEWS}{view.id}/", {"name": "Online", "is_shared": "on"})
    assert "Online" in _tabs(desk)
    view.refresh_from_db()
    assert (view.is_shared, view.query) == (True, "status=paid&channel=online")

    assert desk.post(f"{VIEWS}{view.id}/deletion/").status_code == 302
    assert "Online" not in _tabs(desk)


def test_a_name_is_taken_once(desk: Client, shop: object) -> None:
    desk.post(VIEWS, {"name": "Mine", "query": ""})
    again = desk.post(VIEWS, {"name": "Mine", "query": "status=paid"})
    assert again.status_code == 422
    assert "already have a view called" in again.content.decode()
    assert 'value="status=paid"' in again.content.decode()
    assert desk.post(VIEWS, {"name": " ", "query": ""}).status_code == 422


def test_a_private_view_is_for_one_and_a_shared_one_is_changed_by_one(
    desk: Client, shop: object, theatre: Organisation
) -> None:
    desk.post(VIEWS, {"name": "Private", "query": "status=paid"})
    desk.post(VIEWS, {"name": "For all", "query": "status=pending", "is_shared": "on"})
    colleague = make_team_member(theatre, make_person("Berta"), "administrator")
    client = Client()
    client.force_login(colleague.person)
    tabs = _tabs(client)
    assert "For all" in tabs
    assert "Private" not in tabs
    private, shared = (SavedView.objects.get(name=name) for name in ("Private", "For all"))
    assert client.get(f"{VIEWS}{private.id}/").status_code == 404
    refused = client.post(f"{VIEWS}{shared.id}/", {"name": "Stolen"})
    assert refused.status_code == 422
    client.post(f"{VIEWS}{shared.id}/deletion/")
    shared.refresh_from_db()
    assert shared.name == "For all"


def test_a_steward_keeps_nothing(client: Client, sam: TeamMember, shop: object) -> None:
    client.force_login(sam.person)
    assert client.post(VIEWS, {"name": "x", "query": ""}).status_code == 403


def test_customers_have_views_of_their_own(desk: Client, programme: Programme) -> None:
    make_order(programme)
    people = "/manage/theatre/customers/"
    sent = {"name": "Newsletter", "query": "newsletter=yes&view=7", "screen": "customers"}
    kept = desk.post(VIEWS, sent)
    view = SavedView.objects.get()
    assert kept["Location"].startswith(f"{people}?newsletter=yes")
    assert _tabs(desk, f"{people}?newsletter=yes&view={view.id}") == {
        "All customers": False,
        "Newsletter": True,
    }
    assert "Newsletter" not in _tabs(desk)
    assert desk.get(f"{people}?language=fr&view={view.id}").context["has_changed"]
    again = desk.post(VIEWS, sent)
    assert again.status_code == 422
    assert 'value="customers"' in again.content.decode()
    ended = desk.post(f"{VIEWS}{view.id}/deletion/")
    assert ended["Location"] == people
    assert desk.post(VIEWS, sent | {"screen": "secrets"}).status_code == 404


def test_who_sees_no_customers_finds_no_view_of_them(
    desk: Client, programme: Programme, rita: TeamMember
) -> None:
    sent = {"name": "All", "query": "language=fr", "screen": "customers", "is_shared": "on"}
    desk.post(VIEWS, sent)
    client = Client()
    client.force_login(rita.person)
    assert client.get(f"{VIEWS}{SavedView.objects.get().id}/").status_code == 404
    assert client.post(VIEWS, sent | {"name": "Mine"}).status_code == 403
    assert SavedView.objects.count() == 1
