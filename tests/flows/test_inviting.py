"""Somebody is asked to join, and does, once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from tessera.domain.activity.models import Activity
from tessera.domain.organisations.errors import (
    AlreadyInTeam,
    BeyondYourRights,
    HasAccount,
    InvitationOver,
    NameTaken,
    OtherAddress,
)
from tessera.domain.organisations.models import Invitation, Profile, TeamMember
from tessera.domain.organisations.rules import Actor, Can, Limits
from tessera.domain.people.models import Person
from tessera.domain.shops.models import Shop
from tessera.flows import inviting, staffing
from tessera.flows.inviting import Newcomer
from tessera.flows.steps.inviting_mail import parcel_of
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tests.factories import actor_of, make_person, make_shop

pytestmark = pytest.mark.django_db

NINA = Newcomer("Nina", "New", "a long good password", "fr")
LATER = timedelta(days=14)


@pytest.fixture
def by(alice: TeamMember) -> Actor:
    return actor_of(alice)


@pytest.fixture
def clerk(alice: TeamMember) -> Profile:
    return alice.organisation.profiles.get(ready_made="clerk")


def ask(by: Actor, clerk: Profile, email: str = "nina@test.example") -> tuple[Invitation, str]:
    return inviting.invite(email, profile_id=clerk.pk, by=by, at=clock.now())


def test_a_newcomer_makes_an_account_and_is_in(by: Actor, clerk: Profile) -> None:
    invitation, key = ask(by, clerk, " Nina@TEST.example ")
    assert key not in str(Invitation.objects.values())
    person = inviting.accept_with_account(NINA, key=key, at=clock.now())
    member = TeamMember.objects.get(person=person)
    assert (person.email, person.full_name) == ("nina@test.example", "Nina New")
    assert (member.profile, member.is_active) == (clerk, True)
    invitation.refresh_from_db()
    assert invitation.accepted_at
    verbs = Activity.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["invitation.sent", "invitation.accepted"]


@pytest.mark.parametrize(("mail", "proven"), [("smtp", True), ("outbox", False)])
def test_the_mail_proves_the_address(
    by: Actor, clerk: Profile, settings: object, mail: str, proven: bool
) -> None:
    settings.SENDS_MAIL = mail == "smtp"  # type: ignore[attr-defined]
    _, key = ask(by, clerk)
    person = inviting.accept_with_account(NINA, key=key, at=clock.now())
    assert EmailAddress.objects.get(user=person).verified is proven


def test_who_has_an_account_accepts_with_it_whatever_the_capitals(
    by: Actor, clerk: Profile
) -> None:
    nina = make_person("Nina", "New", email="nina@test.example")
    _, key = ask(by, clerk, "NINA@Test.Example")
    with pytest.raises(HasAccount):
        inviting.accept_with_account(NINA, key=key, at=clock.now())
    assert inviting.accept_as(nina, key=key, at=clock.now()).profile == clerk


def test_a_link_works_once(by: Actor, clerk: Profile) -> None:
    _, key = ask(by, clerk)
    person = inviting.accept_with_account(NINA, key=key, at=clock.now())
    with pytest.raises(InvitationOver, match="accepted already"):
        inviting.accept_as(person, key=key, at=clock.now())
    assert TeamMember.objects.filter(person=person).count() == 1


def test_a_link_is_good_for_fourteen_days(by: Actor, clerk: Profile) -> None:
    _, key = ask(by, clerk)
    with pytest.raises(InvitationOver, match="too old"):
        inviting.accept_with_account(NINA, key=key, at=clock.now() + LATER)
    assert not Person.objects.filter(email="nina@test.example").exists()


def test_a_link_is_withdrawn(by: Actor, clerk: Profile) -> None:
    invitation, key = ask(by, clerk)
    inviting.withdraw_invitation(invitation.pk, by=by, at=clock.now())
    with pytest.raises(InvitationOver, match="withdrawn"):
        inviting.accept_with_account(NINA, key=key, at=clock.now())
    with pytest.raises(InvitationOver):
        inviting.withdraw_invitation(invitation.pk, by=by, at=clock.now())
    with pytest.raises(InvitationOver):
        inviting.renew_invitation(invitation.pk, by=by, at=clock.now())


def test_a_link_sent_again_replaces_the_old_one(by: Actor, clerk: Profile) -> None:
    invitation, old = ask(by, clerk)
    _, key = inviting.renew_invitation(invitation.pk, by=by, at=clock.now() + LATER)
    with pytest.raises(InvitationOver, match="not known"):
        inviting.accept_with_account(NINA, key=old, at=clock.now() + LATER)
    inviting.accept_with_account(NINA, key=key, at=clock.now() + LATER)


def test_asking_twice_withdraws_the_first(by: Actor, clerk: Profile) -> None:
    _, old = ask(by, clerk)
    _, key = ask(by, clerk, "NINA@test.example")
    with pytest.raises(InvitationOver):
        inviting.accept_with_account(NINA, key=old, at=clock.now())
    inviting.accept_with_account(NINA, key=key, at=clock.now())


def test_somebody_else_does_not_accept(by: Actor, clerk: Profile, bea: Person) -> None:
    _, key = ask(by, clerk)
    with pytest.raises(OtherAddress, match="nina@test.example"):
        inviting.accept_as(bea, key=key, at=clock.now())


def test_who_works_here_is_not_asked(by: Actor, clerk: Profile, sam: TeamMember) -> None:
    with pytest.raises(AlreadyInTeam):
        ask(by, clerk, sam.person.email.upper())


def test_nobody_invites_somebody_greater(by: Actor, alice: TeamMember, clerk: Profile) -> None:
    wish = staffing.Wanted("Narrow", {Can.EDIT_TEAM}, Limits())
    narrow = staffing.add_profile(wish, by=by, at=clock.now())
    hana = Actor(label="Hana", organisation_id=by.organisation_id, can=frozenset({Can.EDIT_TEAM}))
    with pytest.raises(BeyondYourRights):
        ask(hana, clerk)
    with pytest.raises(BeyondYourRights):
        ask(hana, alice.profile)
    ask(hana, narrow)


def test_clerks_and_strangers_invite_nobody(
    carl: TeamMember, oscar: TeamMember, by: Actor, clerk: Profile
) -> None:
    with pytest.raises(NotAllowed):
        ask(actor_of(carl), clerk)
    with pytest.raises(NotFound):
        ask(actor_of(oscar), clerk)
    invitation, _key = ask(by, clerk)
    with pytest.raises(NotFound):
        inviting.withdraw_invitation(invitation.pk, by=actor_of(oscar), at=clock.now())


def test_a_reseller_has_a_profile_of_their_own(by: Actor, shop: Shop) -> None:
    make_shop(shop.organisation, slug="summer")
    facts = {"name": "Tourist office", "shop_ids": [shop.id], "by": by, "at": clock.now()}
    _, key = inviting.invite_reseller("office@test.example", **facts)  # type: ignore[arg-type]
    person = inviting.accept_with_account(NINA, key=key, at=clock.now())
    actor = actor_of(TeamMember.objects.get(person=person))
    assert actor.can == {Can.SELL_AT_COUNTER, Can.SEE_ORDERS}
    assert actor.limits == Limits(shops=frozenset({shop.id}), channels=frozenset({"reseller"}))
    with pytest.raises(NameTaken):
        inviting.invite_reseller("other@test.example", **facts)  # type: ignore[arg-type]


def test_the_mail_says_who_what_and_where(by: Actor, clerk: Profile, shop: Shop) -> None:
    invitation, key = ask(by, clerk)
    mail = parcel_of(invitation, key=key, shop=shop, language="en")
    assert mail.subject == "Alice A invites you to work with Théâtre"
    assert mail.to == "nina@test.example"
    for body in (mail.text, mail.html):
        assert f"/manage/invitations/{key}/" in body
        assert "fourteen days" in body
