"""Automatic mails in a shop's own words: one test a promise, one a refusal."""

import pytest

from tessera.domain.activity import actions as activity
from tessera.domain.activity.models import Activity
from tessera.domain.mailing.errors import MailIsNeeded, UnknownVariable
from tessera.domain.mailing.letters import compose
from tessera.domain.mailing.mail import MAILS, Mail, Occasion
from tessera.domain.mailing.models import MailText, Message
from tessera.domain.mailing.wording import VARIABLES, Words, filled, letter_of, unknown_in
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.models import TeamMember
from tessera.domain.organisations.rules import SYSTEM
from tessera.flows.reacting import react
from tessera.flows.wording import reset_mail, say_mail
from tessera.lib import clock
from tessera.lib.errors import NotAllowed, NotFound
from tessera.lib.i18n import speaking
from tests.factories import Programme, actor_of, make_order

pytestmark = pytest.mark.django_db

OWN = Words(
    subject={"en": "Dear {{ first_name }}: {{number}}"},
    intro={"en": "Welcome at {{ shop }} for {{ events }}.\n\nYou owe {{ balance }}."},
)


def say(programme: Programme, by: TeamMember, words: Words, code: str = "order_paid") -> None:
    say_mail(programme.shop.id, code, words, by=actor_of(by), at=clock.now())


def happen(order: Order, verb: str, **facts: object) -> Activity:
    """Something happens to the order."""
    return activity.record(
        verb, of=("order", order.pk), shop=order.shop, by=SYSTEM, at=clock.now(), **facts
    )


def written(order: Order, verb: str = "order.paid", **facts: object) -> Message | None:
    """What the worker writes after it."""
    happen(order, verb, **facts)
    react(at=clock.now())
    return Message.objects.order_by("-id").first()


def test_the_shops_words_are_written(programme: Programme, alice: TeamMember) -> None:
    say(programme, alice, OWN)
    order = make_order(programme)
    message = written(order)
    assert message is not None
    assert message.subject == f"Dear Bea: {order.number}"
    text = message.text.replace("\xa0", " ")
    assert "for Hamlet." in text and "You owe CHF 0.00." in text
    assert "Your tickets are attached" not in text, "the first paragraph made way"
    assert "On your phone" in text, "the rest stays"
    assert Activity.objects.filter(verb="mail.edited").exists()


def test_what_is_left_out_is_said_as_we_say_it(programme: Programme, alice: TeamMember) -> None:
    say(programme, alice, OWN)
    message = written(make_order(programme, language="fr"))
    assert message is not None
    assert message.subject.startswith("Vos billets")


@pytest.mark.parametrize("code", sorted(MAILS.all()))
def test_every_mail_can_be_said_in_own_words(programme: Programme, code: str) -> None:
    mail: Mail = MAILS.get(code)()
    nasty = "<b>{{ total }}</b> {{ number }}"
    order = make_order(programme, language="en", first_name=nasty)
    happened = happen(order, mail.on, **mail.example(order))
    occasion = Occasion(happened, order, "https://a.example/", "https://a.example/pay/")
    every = " ".join(f"{{{{ {name} }}}}" for name in VARIABLES)
    words = Words({"en": f"S {every}"}, {"en": f"<i>own</i> {every}"})
    with speaking("en"):
        letter = letter_of(mail, occasion, words=words)
        html, text = compose(letter, order=order)
    assert str(mail.when)
    assert f"S {order.number} {nasty} Buyer" in letter.subject, "what it says is not read again"
    assert "<i>own</i>" in text and "<i>own</i>" not in html and "&lt;i&gt;own" in html
    assert "<b>{{ total" not in html
    assert len(letter.paragraphs) >= 1


def test_off_is_not_written(programme: Programme, alice: TeamMember) -> None:
    order = make_order(programme, status=Status.EXPIRED)
    say(programme, alice, Words(is_on=False), "order_expired")
    assert written(order, "order.expired") is None
    say(programme, alice, Words(), "order_expired")
    assert written(order, "order.expired") is not None


def test_what_is_needed_cannot_be_switched_off(programme: Programme, alice: TeamMember) -> None:
    with pytest.raises(MailIsNeeded, match="tickets"):
        say(programme, alice, Words(is_on=False))
    MailText.objects.create(shop=programme.shop, code="order_paid", is_on=False)
    assert written(make_order(programme)) is not None, "whatever the row says"


def test_a_reset_mail_says_what_it_said(programme: Programme, alice: TeamMember) -> None:
    say(programme, alice, OWN)
    reset_mail(programme.shop.id, "order_paid", by=actor_of(alice), at=clock.now())
    message = written(make_order(programme))
    assert message is not None and message.subject.startswith("Your tickets")
    reset_mail(programme.shop.id, "order_paid", by=actor_of(alice), at=clock.now())
    assert Activity.objects.filter(verb="mail.reset").count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "{{ order.secret }}",
        "{{ nmber }}",
        "{{number|safe}}",
        "{% load x %}",
        "{{ }}",
        "{{ number",
        "{{{ number }}}",
        "{{ __class__ }}",
    ],
)
def test_unknown_variables_are_refused_by_name(
    programme: Programme, alice: TeamMember, text: str
) -> None:
    for words in (Words(subject={"fr": text}), Words(intro={"en": f"Hello {text} you"})):
        with pytest.raises(UnknownVariable) as refused:
            say(programme, alice, words)
        assert text[:4] in refused.value.message
    assert not MailText.objects.exists()


def test_variables_are_filled_once_and_nothing_else_is_read() -> None:
    values = {"number": "{{ total }}", "total": "{% now %}"}
    assert filled("{{number}} {{ total }} {{x}}", values) == "{{ total }} {% now %} {{x}}"
    assert unknown_in("a { b } {number} 100 %") == []
    assert unknown_in("{{ number }} {{ x }}") == ["{{ x }}"]


def test_oscar_and_carl_write_nothing(
    programme: Programme, oscar: TeamMember, carl: TeamMember, alice: TeamMember
) -> None:
    with pytest.raises(NotFound):
        say(programme, oscar, OWN)
    with pytest.raises(NotAllowed):
        say(programme, carl, OWN)
    with pytest.raises(NotFound):
        say(programme, alice, OWN, "no_such_mail")
    with pytest.raises(NotFound):
        reset_mail(programme.shop.id, "order_paid", by=actor_of(oscar), at=clock.now())
