"""Automatic mails, at Alice's desk."""

import pytest
from django.test import Client

from tessera.domain.activity import actions as activity
from tessera.domain.mailing.mail import MAILS
from tessera.domain.mailing.models import MailText
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import SYSTEM
from tessera.lib import clock
from tests.factories import Programme, make_order

LIST = "/manage/theatre/mails/"
PAID = f"{LIST}order_paid/"
WORDS = {"subject_fr": "Bonjour {{ first_name }}", "intro_fr": "Voici vos places."}


@pytest.fixture
def order(programme: Programme) -> None:
    """A paid order of the shop."""
    made = make_order(programme, first_name="<u>Bea</u>")
    activity.record("order.paid", of=("order", made.pk), shop=made.shop, by=SYSTEM, at=clock.now())


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_mail_is_listed(desk: Client, programme: Programme) -> None:
    MailText.objects.create(shop=programme.shop, code="order_expired", is_on=False)
    said = text(desk, LIST)
    for code, part in MAILS.all().items():
        assert f"{LIST}{code}/" in said and str(part.name) in said
    assert "Not sent" in said and "Always sent" in said


def test_words_are_saved_shown_and_reset(desk: Client, programme: Programme, order: None) -> None:
    shown = text(desk, PAID)
    assert "{{ first_name }}" in shown and "is_on" not in shown
    answer = desk.post(PAID, WORDS)
    assert answer.status_code == 302
    stored = MailText.objects.get()
    assert stored.subject == {programme.shop.languages[0]: "Bonjour {{ first_name }}"}
    assert "Voici vos places." in text(desk, f"{PAID}preview/")
    assert "&lt;u&gt;Bea" in text(desk, f"{PAID}preview/")
    assert desk.post(f"{PAID}reset/").status_code == 302
    assert not MailText.objects.exists()


def test_an_unknown_variable_is_refused_and_stays_typed(desk: Client, programme: Programme) -> None:
    answer = desk.post(PAID, {**WORDS, "intro_fr": "Hi {{ frst_name }}"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "“{{ frst_name }}” says nothing" in said and "Hi {{ frst_name }}</textarea>" in said
    assert not MailText.objects.exists()


def test_words_are_tried_before_they_are_saved(desk: Client, order: None) -> None:
    answer = desk.post(f"{PAID}preview/", WORDS)
    said = answer.content.decode()
    assert "Voici vos places." in said and "Bonjour &lt;u&gt;Bea" in said
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert not MailText.objects.exists()
    wrong = desk.post(f"{PAID}preview/", {**WORDS, "subject_fr": "{{ <b> }}"})
    assert b"{{ &lt;b&gt; }}" in wrong.content


@pytest.mark.parametrize("code", sorted(MAILS.all()))
def test_every_mail_is_shown_with_an_order_to_which_it_never_happened(
    desk: Client, order: None, code: str
) -> None:
    assert desk.get(f"{LIST}{code}/").status_code == 200
    for language in ("fr", "en", "xx"):
        said = text(desk, f"{LIST}{code}/preview/?language={language}")
        assert "Hamlet" in said


@pytest.mark.parametrize("code", ["order_placed", "payment_reminder", "order_authorised"])
def test_what_asks_for_money_is_shown_with_an_order_that_owes_some(
    desk: Client, programme: Programme, code: str
) -> None:
    """Also when the newest to which it happened is paid since."""
    for status, name in (("pending", "Owing"), ("paid", "Settled")):
        made = make_order(programme, status=status, method="invoice", first_name=name)
        for verb in ("order.placed", "order.reminded", "order.authorised"):
            activity.record(verb, of=("order", made.pk), shop=made.shop, by=SYSTEM, at=clock.now())
        if status == "pending":
            owing = made
    said = text(desk, f"{LIST}{code}/preview/?language=en")
    assert str(owing.number) in said
    assert str(made.number) not in said


def test_without_an_order_it_says_so(desk: Client, programme: Programme) -> None:
    assert "no example yet" in text(desk, PAID)
    assert "no example yet" in text(desk, f"{PAID}preview/")


def test_two_who_edit_at_once_hear_of_each_other(desk: Client, programme: Programme) -> None:
    seen = desk.get(PAID).context["form"]["seen"].initial
    desk.post(PAID, {**WORDS, "subject_fr": "Theirs"})
    answer = desk.post(PAID, {**WORDS, "subject_fr": "Mine", "seen": seen})
    assert answer.status_code == 422
    assert b"Theirs" in answer.content and b"Mine" in answer.content


def test_who_may_not_set_up_changes_nothing(
    client: Client, programme: Programme, carl: TeamMember
) -> None:
    client.force_login(carl.person)
    for url in (LIST, PAID, f"{PAID}preview/"):
        assert client.get(url).status_code == 403
    assert client.post(f"{PAID}reset/").status_code == 403


def test_a_mail_that_is_none_is_not_there(desk: Client, programme: Programme) -> None:
    for tail in ("", "preview/"):
        assert desk.get(f"{LIST}no_such/{tail}").status_code == 404
    assert desk.post(f"{LIST}no_such/reset/").status_code == 404
