"""What every automatic mail keeps, whoever wrote it."""

from datetime import timedelta
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any, get_args

import pytest

from tessera.domain.activity import actions as activity
from tessera.domain.mailing.letters import compose
from tessera.domain.mailing.mail import MAILS, Attachment, Letter, Mail, Occasion
from tessera.domain.orders.models import Order, Status
from tessera.domain.organisations.rules import SYSTEM
from tessera.lib import clock
from tessera.lib.i18n import speaking
from tests.factories import Programme, make_order, make_plan, make_plan_order

pytestmark = pytest.mark.django_db

NASTY = "<script>alert(1)</script> & {{ order }} <b>"
FACTS: dict[str, dict[str, Any]] = {
    "payment.failed": {"message": f"Declined. {NASTY}"},
    "payment.refused": {"code": "wrong_amount", "told": {"amount": 1, "currency": "CHF"}},
    "payment.to_refund": {"amount": 8000, "currency": "CHF", "reason": "places_gone"},
    "payment.refunded": {"amount": 8000, "currency": "CHF", "how": "transfer"},
    "order.reminded": {"nth": 1, "days": 20, "until": "2026-12-12T22:59:59+00:00"},
}
STATUS = {
    "payment.failed": Status.FAILED,
    "payment.refused": Status.FAILED,
    "order.expired": Status.EXPIRED,
    "order.reminded": Status.PENDING,
    "order.authorised": Status.PENDING,
    "order.refused": Status.REFUSED,
}
OF_PLACES = {"tickets_resent", "payment_too_late", "payment_returned"}
"""Mails that only an order of places can bring about."""
PAGE = "https://tickets.example/order/"


class Words(HTMLParser):
    """The texts that a reader sees, and where the links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._hidden = tag in {"style", "title"}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(data)


def occasion(mail: Mail, programme: Programme, *, language: str = "fr") -> Occasion:
    """The order of a buyer with a nasty name, and what the mail answers to."""
    status = STATUS.get(mail.on, Status.PAID if mail.attachments else Status.PENDING)
    status = Status.REVIEW if mail.code == "order_noted" else status
    order = make_order(programme, status=status, language=language, last_name=NASTY)
    order.due_at = clock.now() + timedelta(days=30)
    order.shop.iban, order.shop.bank_holder = "CH9300762011623852957", "Théâtre"
    facts = FACTS.get(mail.on, {})
    happened = activity.record(
        mail.on, of=("order", order.pk), shop=order.shop, by=SYSTEM, at=clock.now(), **facts
    )
    return Occasion(happened, order, PAGE, PAGE + "payment/")


def written(mail: Mail, told: Occasion) -> tuple[Letter, str, str]:
    """The letter, and how it reads as HTML and as text."""
    with speaking(told.order.language):
        letter = mail.facts(told)
        return (letter, *compose(letter, order=told.order))


@pytest.fixture(params=sorted(MAILS.all()))
def mail(request: pytest.FixtureRequest) -> Mail:
    return MAILS.get(request.param)()


def test_it_answers_to_something_that_happens(mail: Mail) -> None:
    noun, dot, verb = mail.on.partition(".")
    assert noun and dot and verb
    assert str(mail.name)


def test_it_goes_to_the_buyer_or_to_the_team(mail: Mail, programme: Programme) -> None:
    told = occasion(mail, programme)
    told.order.shop.contact_email = "team@theatre.example"
    assert mail.to(told) == ("team@theatre.example" if mail.for_team else told.order.email)


def test_nobody_is_written_to_without_an_address(mail: Mail, programme: Programme) -> None:
    told = occasion(mail, programme)
    told.order.email = told.order.shop.contact_email = ""
    assert mail.to(told) is None


def test_a_membership_brings_no_tickets_and_keeps_no_places(
    mail: Mail, programme: Programme
) -> None:
    if mail.code in OF_PLACES:
        return
    told = occasion(mail, programme, language="en")
    order = make_plan_order(make_plan(programme.shop), status=Status(told.order.status))
    order.language, order.due_at, order.held_until = "en", told.order.due_at, told.order.due_at
    told = Occasion(told.activity, order, told.order_url, told.pay_url)
    letter, html, text = written(mail, told)
    said = f"{letter.subject} {text}".lower().replace("tickets.example", "")
    assert not [word for word in ("ticket", "place", "to come") if word in said], said


def test_it_says_the_same_as_html_and_as_text(mail: Mail, programme: Programme) -> None:
    told = occasion(mail, programme, language="en")
    letter, html, text = written(mail, told)
    words = Words()
    words.feed(html)
    seen = " ".join(words.seen)

    assert told.order.number in seen and told.order.number in text
    assert "Hamlet" in seen and "Hamlet" in text
    assert letter.headline in seen and letter.headline in text
    assert letter.button is not None
    assert letter.button.url in words.links and letter.button.url in text
    assert not [link for link in words.links if "://" not in link and not link.startswith("mailto")]


def test_what_strangers_typed_is_text(mail: Mail, programme: Programme) -> None:
    _letter, html, text = written(mail, occasion(mail, programme))

    assert "<script>alert" not in html
    assert escape(NASTY) in html
    assert NASTY in text


def test_it_is_a_page_that_mail_programs_accept(mail: Mail, programme: Programme) -> None:
    letter, html, text = written(mail, occasion(mail, programme))
    words = Words()
    words.feed(html)

    assert 0 < len(letter.subject) <= 120 and "\n" not in letter.subject
    assert '<html lang="fr"' in html
    assert not words.tags & {"script", "form", "iframe", "link", "object"}
    assert len(html.encode()) < 100_000, "Gmail cuts at 102 KB"
    assert "{{" not in unescape(html).replace(NASTY, "")
    assert "\n\n\n" not in text


def test_french_readers_see_french(mail: Mail, programme: Programme) -> None:
    french = occasion(mail, programme, language="fr")
    letter, _html, text = written(mail, french)
    with speaking("en"):
        english = mail.facts(french)

    assert letter.headline != english.headline
    assert letter.button and english.button and letter.button.text != english.button.text
    assert set(letter.paragraphs).isdisjoint(english.paragraphs)
    assert "Bonjour" in text


def test_attachments_are_of_a_known_kind(mail: Mail) -> None:
    assert set(mail.attachments) <= set(get_args(Attachment))


def test_who_pays_at_once_gets_no_mail_about_paying(programme: Programme) -> None:
    mail = MAILS.get("order_placed")()
    told = occasion(mail, programme)
    told.order.method = "stripe"
    assert mail.to(told) is None


def test_an_invoice_says_how_to_pay(programme: Programme) -> None:
    told = occasion(MAILS.get("order_placed")(), programme)
    order: Order = told.order
    _letter, html, text = written(MAILS.get("order_placed")(), told)

    for said in ("CH93 0076 2011 6238 5295 7", order.number, "80,00"):
        assert said in html.replace("\xa0", " ") and said in text.replace("\xa0", " ")
