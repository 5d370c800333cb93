"""What every automatic mail to members keeps, whoever wrote it."""

from datetime import timedelta

import pytest

from tessera.domain.activity import actions as activity
from tessera.domain.activity.models import Activity
from tessera.domain.mailing import actions as mailing
from tessera.domain.mailing.letters import compose_for_member
from tessera.domain.mailing.mail import MEMBER_MAILS, MemberMail
from tessera.domain.mailing.models import Message
from tessera.domain.mailing.wording import MEMBER_VARIABLES, Words, member_values_for
from tessera.domain.memberships.models import Membership
from tessera.domain.organisations.models import Organisation
from tessera.domain.organisations.rules import SYSTEM
from tessera.domain.shops.models import Shop
from tessera.flows.reacting import react
from tessera.flows.steps.member_mail import member_occasion
from tessera.lib import clock
from tessera.lib.i18n import speaking
from tests.factories import make_member, make_membership, make_plan

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"
FACTS = {"offset": -7, "on": "2027-01-31", "card": "Visa 4242", "price": "CHF 50", "message": NASTY}
MAILS = [pytest.param(part, id=code) for code, part in MEMBER_MAILS.all().items()]


@pytest.fixture
def membership(shop: Shop, theatre: Organisation) -> Membership:
    today = clock.now().date()
    member = make_member(theatre, first_name=NASTY, language="fr")
    return make_membership(member, make_plan(shop), ends_on=today + timedelta(days=30))


def tell(verb: str, membership: Membership, shop: Shop) -> None:
    activity.record(
        verb, of=("membership", membership.pk), shop=shop, by=SYSTEM, at=clock.now(), **FACTS
    )


@pytest.mark.parametrize("part", MAILS)
def test_it_is_written_once_for_what_happened(
    part: type[MemberMail], membership: Membership, shop: Shop
) -> None:
    tell(part.on, membership, shop)
    react(at=clock.now())
    react(at=clock.now())
    written = Message.objects.get(kind=part.code)
    assert (written.to, written.status, written.order) == ("max@test.example", "queued", None)
    assert written.language == "fr"
    assert NASTY not in written.html
    assert "http" in written.text


def test_a_debit_is_announced_with_its_price_day_and_card_and_how_to_stop_it(
    membership: Membership, shop: Shop
) -> None:
    membership.member.language = "en"
    membership.member.save()
    tell("membership.renewal_announced", membership, shop)
    react(at=clock.now())
    text = " ".join(Message.objects.get(kind="renewal_announced").text.split())
    for words in ("CHF 50, by Visa 4242", "31 January 2027", "Stop automatic renewal", "Leave"):
        assert words in text.replace("January 31, 2027", "31 January 2027")


@pytest.mark.parametrize("part", MAILS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_speaks_the_language_of_the_member(
    part: type[MemberMail], language: str, membership: Membership, shop: Shop
) -> None:
    membership.member.language = language
    membership.member.save()
    tell(part.on, membership, shop)
    happened = membership_activity(membership)
    occasion = member_occasion(happened)
    assert occasion is not None
    with speaking(language):
        letter = part().facts(occasion)
        html, text = compose_for_member(letter, occasion)
    assert letter.subject
    assert letter.headline in text
    assert f'lang="{language}"' in html


@pytest.mark.parametrize("part", MAILS)
def test_switched_off_it_is_not_sent_unless_it_must_be(
    part: type[MemberMail], membership: Membership, shop: Shop
) -> None:
    mailing.keep_words(shop.pk, part.code, Words(is_on=False))
    tell(part.on, membership, shop)
    react(at=clock.now())
    assert Message.objects.filter(kind=part.code).exists() is bool(part.needed)


def test_the_shop_says_it_in_its_own_words(membership: Membership, shop: Shop) -> None:
    words = Words(subject={"fr": "Salut {{ level }} {{ member_number }}"}, intro={"fr": "Bonjour"})
    mailing.keep_words(shop.pk, "membership_started", words)
    tell("membership.started", membership, shop)
    react(at=clock.now())
    assert Message.objects.get().subject == "Salut Friend 1"


def test_every_variable_has_a_value(membership: Membership, shop: Shop) -> None:
    tell("membership.started", membership, shop)
    occasion = member_occasion(membership_activity(membership))
    assert occasion is not None
    assert set(member_values_for(occasion)) == set(MEMBER_VARIABLES)


def test_nobody_writes_to_who_was_forgotten(membership: Membership, shop: Shop) -> None:
    membership.member.erased_at = clock.now()
    membership.member.save()
    tell("membership.started", membership, shop)
    react(at=clock.now())
    assert not Message.objects.exists()


def membership_activity(membership: Membership) -> Activity:
    """The last thing that happened to it."""
    found = Activity.objects.filter(subject="membership", subject_id=membership.pk)
    return found.order_by("-id")[0]
