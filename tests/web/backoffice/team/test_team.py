"""The team at Alice's desk: members, invitations, profiles, codes, the organisation."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tessera.domain.organisations.models import (
    AccessCode,
    Invitation,
    Organisation,
    Profile,
    TeamMember,
)
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.lib.limits import Limit
from tessera.web.backoffice.team import invitations
from tests.factories import make_person, make_team_member
from tests.factories.people import PASSWORD

DESK = "/manage/theatre/"
HERE = {"Sec-Fetch-Site": "same-origin"}


def profile(organisation: Organisation, code: str) -> Profile:
    return organisation.profiles.get(ready_made=code)


def invited(desk: Client, shop: Shop, email: str = "nina@test.example") -> str:
    """The path of the link that a new invitation shows where no mail leaves."""
    clerk = profile(shop.organisation, "clerk")
    answer = desk.post(f"{DESK}team/invitations/", {"email": email, "profile": clerk.pk})
    assert answer.status_code == 201
    found = re.search(r"/manage/invitations/[\w-]+/", answer.content.decode())
    assert found
    return found[0]


def test_the_team_is_shown_with_profiles_and_second_factors(
    desk: Client, shop: Shop, carl: TeamMember
) -> None:
    Authenticator.objects.create(user=carl.person, type=Authenticator.Type.TOTP, data={})
    page = desk.get(f"{DESK}team/").content.decode()
    assert "Carl C" in page
    assert "✓ second factor" in page
    assert "no second factor" in page


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_costs_the_same_for_one_or_many(
    desk: Client,
    shop: Shop,
    others: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(others):
        make_team_member(shop.organisation, make_person(), "clerk")
    with django_assert_num_queries(9):
        desk.get(f"{DESK}team/")


@pytest.mark.parametrize("others", [1, 3])
def test_the_profiles_cost_the_same_for_one_or_many(
    desk: Client,
    shop: Shop,
    others: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(others):
        Profile.objects.create(organisation=shop.organisation, name=f"Own {number}")
    with django_assert_num_queries(9):
        desk.get(f"{DESK}profiles/")


def test_a_member_changes_profile_and_is_switched_off(
    desk: Client, shop: Shop, carl: TeamMember
) -> None:
    sales = profile(shop.organisation, "sales")
    desk.post(f"{DESK}team/{carl.pk}/profile/", {"profile": sales.pk})
    desk.post(f"{DESK}team/{carl.pk}/access/", {"access": "off"})
    carl.refresh_from_db()
    assert (carl.profile, carl.is_active) == (sales, False)
    desk.post(f"{DESK}team/{carl.pk}/access/", {"access": "on"})
    carl.refresh_from_db()
    assert carl.is_active


def test_the_last_administrator_is_told(desk: Client, shop: Shop, alice: TeamMember) -> None:
    clerk = profile(shop.organisation, "clerk")
    url = f"{DESK}team/{alice.pk}/profile/"
    answer = desk.post(url, {"profile": clerk.pk}, follow=True)
    assert b"is the last administrator" in answer.content


def test_who_is_switched_off_stays_outside(client: Client, shop: Shop, carl: TeamMember) -> None:
    client.force_login(carl.person)
    assert client.get(f"{DESK}orders/").status_code == 200
    carl.is_active = False
    carl.save()
    assert client.get(f"{DESK}orders/").status_code == 404


def test_a_newcomer_joins_by_the_link(desk: Client, shop: Shop) -> None:
    link, browser = invited(desk, shop), Client(headers=HERE)
    assert b"nina@test.example" in browser.get(link).content
    form = {"first_name": "Nina", "last_name": "New", "password": "a long good password"}
    assert browser.post(link, form | {"password": "short"}).status_code == 422
    answer = browser.post(link, form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/manage/")
    assert browser.get(f"{DESK}orders/").status_code == 200
    assert b"accepted already" in Client(headers=HERE).get(link).content
    assert Client(headers=HERE).get(link).status_code == 410


def test_links_are_guessed_a_few_times(desk: Client, shop: Shop) -> None:
    link, oscar = invited(desk, shop), Client(headers=HERE, REMOTE_ADDR="192.0.2.68")
    said = [oscar.get(f"/manage/invitations/guess-{n}/").status_code for n in range(45)]
    assert (said[0], said[-1]) == (404, 429)
    assert oscar.get(link).status_code == 429, "a right guess tells no more than a wrong one"
    assert Client(headers=HERE, REMOTE_ADDR="192.0.2.69").get(link).status_code == 200


def test_nobody_becomes_an_administrator_by_default(desk: Client, shop: Shop) -> None:
    url = f"{DESK}team/invitations/"
    assert desk.get(url).context["form"]["profile"].value() is None
    answer = desk.post(url, {"email": "nina@test.example", "profile": ""})
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)


def test_who_has_an_account_logs_in_and_accepts(desk: Client, shop: Shop, bea: Person) -> None:
    link, browser = invited(desk, shop, "BEA@test.example"), Client(headers=HERE)
    assert b"Log in and accept" in browser.get(link).content
    browser.force_login(bea)
    assert b"You are logged in as bea@test.example" in browser.get(link).content
    assert browser.post(link).headers["Location"] == "/manage/"
    assert TeamMember.objects.get(person=bea).profile.ready_made == "clerk"


def test_somebody_else_is_told_whose_it_is(desk: Client, shop: Shop, bea: Person) -> None:
    link, browser = invited(desk, shop), Client(headers=HERE)
    browser.force_login(bea)
    assert b"This invitation is for nina@test.example" in browser.get(link).content
    assert browser.post(link).status_code == 422
    assert not TeamMember.objects.filter(person=bea).exists()


def test_a_link_is_withdrawn_and_sent_again(desk: Client, shop: Shop) -> None:
    link = invited(desk, shop)
    one = Invitation.objects.get()
    again = desk.post(f"{DESK}team/invitations/{one.pk}/renewal/")
    assert again.status_code == 201
    assert b"not known" in Client(headers=HERE).get(link).content
    answer = desk.post(f"{DESK}team/invitations/{one.pk}/withdrawal/", follow=True)
    assert b"is withdrawn" in answer.content
    answer = desk.post(f"{DESK}team/invitations/{one.pk}/renewal/", follow=True)
    assert b"withdrawn meanwhile" in answer.content


def test_the_mail_leaves_at_once_and_nothing_keeps_the_key(
    desk: Client, shop: Shop, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.SENDS_MAIL, settings.TESSERA_MAIL = True, "smtp"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = 9  # nobody listens there
    clerk = profile(shop.organisation, "clerk")
    url, wish = f"{DESK}team/invitations/", {"email": "nina@test.example", "profile": clerk.pk}
    told = desk.post(url, wish, follow=True).content
    sent = b"on its way to nina@test.example" in told
    assert sent or b"could not leave" in told
    assert b"/manage/invitations/" not in told


def test_a_reseller_sells_the_chosen_shops(desk: Client, shop: Shop) -> None:
    url = f"{DESK}team/resellers/"
    wish = {"name": "Tourist office", "email": "office@test.example", "shops": [shop.pk]}
    assert desk.post(url, wish | {"shops": []}).status_code == 422
    assert desk.post(url, wish).status_code == 201
    made = Profile.objects.get(name="Tourist office")
    assert (made.shop_ids, made.channels) == ([shop.pk], ["reseller"])
    answer = desk.post(url, wish)
    assert (answer.status_code, b"already a profile" in answer.content) == (422, True)


def test_a_copy_begins_like_the_original(desk: Client, shop: Shop) -> None:
    clerk = profile(shop.organisation, "clerk")
    page = desk.get(f"{DESK}profiles/new/?from={clerk.pk}")
    form = page.context["form"]
    assert form.initial["name"] == "Clerk (copy)"
    assert form.initial["rights"] == clerk.rights
    everything: dict[str, Any] = {f"all_{each.code}": "on" for each in form.reach}
    wish = {"name": "Till", "rights": ["sell_at_counter"], **everything}
    assert desk.post(f"{DESK}profiles/new/", wish).status_code == 302
    made = Profile.objects.get(name="Till")
    assert (made.rights, made.shop_ids) == (["sell_at_counter"], None)


def test_a_profile_is_narrowed_to_a_shop(desk: Client, shop: Shop) -> None:
    made = Profile.objects.create(organisation=shop.organisation, name="Till", rights=["scan"])
    url = f"{DESK}profiles/{made.pk}/"
    form = desk.get(url).context["form"]
    wish: dict[str, Any] = {f"all_{each.code}": "on" for each in form.reach if each.code != "shops"}
    wish |= {"name": "Till", "rights": ["scan"], "seen": form["seen"].value()}
    nothing = desk.post(url, wish)
    assert (nothing.status_code, b"Choose at least one" in nothing.content) == (422, True)
    assert desk.post(url, wish | {"shops": [shop.pk]}).status_code == 302
    made.refresh_from_db()
    assert (made.shop_ids, made.event_ids) == ([shop.pk], None)


def test_who_edits_second_is_shown_what_changed(desk: Client, shop: Shop) -> None:
    made = Profile.objects.create(organisation=shop.organisation, name="Till", rights=["scan"])
    url = f"{DESK}profiles/{made.pk}/"
    form = desk.get(url).context["form"]
    Profile.objects.filter(pk=made.pk).update(name="Door")
    wish: dict[str, Any] = {f"all_{each.code}": "on" for each in form.reach}
    wish |= {"name": "Till 2", "rights": ["scan"], "seen": form["seen"].value()}
    answer = desk.post(url, wish)
    assert answer.status_code == 422
    assert b"Somebody else changed this" in answer.content
    made.refresh_from_db()
    assert made.name == "Door"


def test_what_one_does_not_hold_is_not_offered(desk: Client, shop: Shop, alice: TeamMember) -> None:
    alice.profile = Profile.objects.create(
        organisation=shop.organisation,
        name="Narrow",
        rights=["edit_team", "scan"],
        shop_ids=[shop.pk],
    )
    alice.save()
    form = desk.get(f"{DESK}profiles/new/").context["form"]
    assert [code for code, _ in form.fields["rights"].choices] == ["scan", "edit_team"]
    assert "all_shops" not in form.fields
    offered = desk.get(f"{DESK}team/invitations/").context["form"].fields["profile"].choices
    assert [name for code, name in offered if code] == ["Narrow"]


def test_a_profile_in_use_is_not_deleted(desk: Client, shop: Shop, carl: TeamMember) -> None:
    made = Profile.objects.create(organisation=shop.organisation, name="Till")
    carl.profile = made
    carl.save()
    answer = desk.post(f"{DESK}profiles/{made.pk}/deletion/", follow=True)
    assert b"used by Carl C" in answer.content
    carl.profile = profile(shop.organisation, "clerk")
    carl.save()
    desk.post(f"{DESK}profiles/{made.pk}/deletion/")
    assert not Profile.objects.filter(pk=made.pk).exists()


def test_a_code_is_shown_once_and_revoked(desk: Client, shop: Shop) -> None:
    made = desk.post(f"{DESK}codes/", {"name": "Door 1", "profile": ""})
    letters = made.context["letters"]
    assert made.status_code == 201
    assert letters in made.content.decode()
    assert letters not in desk.get(f"{DESK}codes/").content.decode()
    code = AccessCode.objects.get()
    desk.post(f"{DESK}codes/{code.pk}/revocation/")
    code.refresh_from_db()
    assert code.revoked_at


def test_the_organisation_asks_for_a_second_factor(
    desk: Client, client: Client, shop: Shop, alice: TeamMember, carl: TeamMember
) -> None:
    url = f"{DESK}organisation/"
    wish = {"name": "Théâtre", "requires_mfa": "on"}
    assert b"your own account first" in desk.post(url, wish).content
    Authenticator.objects.create(user=alice.person, type=Authenticator.Type.TOTP, data={})
    assert desk.post(url, wish).status_code == 302
    browser = Client(headers=HERE)
    browser.force_login(carl.person)
    assert browser.get(f"{DESK}orders/").headers["Location"] == "/auth/2fa/"
    assert desk.get(f"{DESK}orders/").status_code == 200


@pytest.mark.django_db
def test_from_nothing_to_an_organisation(client: Client) -> None:
    cache.clear()
    page = client.get("/auth/signup/")
    assert b"First name" in page.content
    form = {
        "first_name": "Nina",
        "last_name": "New",
        "email": "Nina@Test.Example",
        "password1": "a long good password",
    }
    answer = client.post("/auth/signup/", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/manage/")
    assert client.get("/manage/").headers["Location"] == "/manage/new-organisation/"
    answer = client.post("/manage/new-organisation/", {"name": "Festival du Lac"})
    assert answer.headers["Location"] == "/manage/new-shop/"
    assert client.get("/manage/").headers["Location"] == "/manage/new-shop/"
    nina = TeamMember.objects.get()
    assert (str(nina.person), nina.person.email) == ("Nina New", "nina@test.example")
    assert nina.organisation.slug == "festival-du-lac"


def test_a_closed_house_takes_the_first_alone(
    client: Client, shop: Shop, bea: Person, settings: Any
) -> None:
    settings.SIGN_UP = False
    assert b"First name" not in client.get("/auth/signup/").content
    client.force_login(bea)
    assert client.get("/manage/new-organisation/").status_code == 404
    assert "/account/" in client.get("/manage/").headers["Location"]


def test_a_shop_left_half_way_is_found_again(desk: Client, shop: Shop) -> None:
    shop.wizard_step = "contact"
    shop.save()
    page = desk.get("/manage/").content.decode()
    assert "You stopped half-way" in page
    assert "/manage/theatre/wizard/" in page


def test_a_password_and_a_team_page(client: Client, alice: TeamMember, shop: Shop) -> None:
    assert client.login(email=alice.person.email, password=PASSWORD)
    assert client.get(f"{DESK}team/").status_code == 200


def test_invitations_are_sent_a_few_times(
    desk: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "MAILS", Limit(per_minute=1, burst=2))
    for number in range(2):
        invited(desk, shop, f"guest-{number}@test.example")
    clerk = profile(shop.organisation, "clerk")
    sent = {"email": "guest-2@test.example", "profile": clerk.pk}
    refused = desk.post(f"{DESK}team/invitations/", sent)
    assert refused.status_code == 422
    assert b"Too many attempts" in refused.content
    assert Invitation.objects.count() == 2
