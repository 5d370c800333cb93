"""Cards against a real peer on loopback: good, refused, asked for more, and a silent provider."""

import json

import pytest
import stripe
from pytest_django import Settings

from tessera.domain.payments.methods import (
    Failed,
    Form,
    PaymentFacts,
    Received,
    RefundFacts,
    Wait,
)
from tessera.lib.ids import readable
from tessera.plugins.payment_methods.stripe_card import StripeCard
from tests.cards import ASKS, ASKS_AND_DECLINED, DECLINED, GOOD, Cards


def facts(provider_id: str = "", *, reference: str = "") -> PaymentFacts:
    """A wish of 80 francs."""
    return PaymentFacts(
        reference=reference or f"ABCDEFG-{readable(8)}",
        amount=8000,
        currency="CHF",
        description="Théâtre ABCDEFG",
        email="bea@test.example",
        return_url="https://test.example/order/",
        notice_url="https://test.example/hooks/payments/stripe/",
        language="fr",
        provider_id=provider_id,
    )


def page_of(answer: object) -> Form:
    """The card page that was answered."""
    assert isinstance(answer, Form)
    return answer


def started() -> PaymentFacts:
    """A payment the provider knows."""
    wish = facts()
    page = page_of(StripeCard().start(wish))
    return facts(page.provider_id, reference=wish.reference)


def pay(wish: PaymentFacts, cards: Cards, number: str) -> object:
    """Send the card page."""
    return StripeCard().answer(wish, {"payment_method": cards.token(number)})


def test_it_is_offered_only_with_keys(settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = ""
    assert not StripeCard().is_ready()
    settings.STRIPE_SECRET_KEY = settings.STRIPE_PUBLISHABLE_KEY = "x"
    assert StripeCard().is_ready()


def test_the_page_knows_all_it_needs(cards: Cards) -> None:
    page = page_of(StripeCard().start(facts()))

    assert page.context["client_secret"].startswith(page.provider_id)
    assert page.context["key"] == "pk_test_12345"
    assert page.context["must_authenticate"] is False
    books = cards.intent(page.provider_id)
    assert (books["amount"], books["currency"]) == (8000, "chf")


def test_a_payment_under_way_is_not_made_twice(cards: Cards) -> None:
    wish = started()
    again = page_of(StripeCard().start(wish))
    assert again.provider_id == wish.provider_id


def test_a_good_card_pays(cards: Cards) -> None:
    wish = started()
    assert pay(wish, cards, GOOD) == Received(wish.provider_id)
    assert StripeCard().start(wish) == Received(wish.provider_id)


def test_the_page_sent_twice_pays_once(cards: Cards) -> None:
    wish = started()
    pay(wish, cards, GOOD)
    assert pay(wish, cards, GOOD) == Received(wish.provider_id)


def test_a_refused_card_says_why_and_its_attempt_is_closed(cards: Cards) -> None:
    wish = started()

    assert pay(wish, cards, DECLINED) == Failed("card_declined", "Your card was declined.")

    assert cards.intent(wish.provider_id)["status"] == "canceled"
    assert isinstance(StripeCard().start(wish), Failed)


def test_a_card_that_asks_for_more(cards: Cards) -> None:
    wish = started()
    page = page_of(pay(wish, cards, ASKS))
    assert page.context["must_authenticate"] is True

    cards.authenticate(page.context["client_secret"], success=True)

    assert StripeCard().answer(wish, {}) == Received(wish.provider_id)
    heard = StripeCard().poll(wish)
    assert heard is not None
    assert (heard.status, heard.amount, heard.currency) == ("received", 8000, "CHF")
    assert heard.reference == wish.reference


def test_the_buyer_fails_to_authenticate(cards: Cards) -> None:
    wish = started()
    page = page_of(pay(wish, cards, ASKS))

    cards.authenticate(page.context["client_secret"], success=False)

    heard = StripeCard().poll(wish)
    assert heard is not None
    assert heard.status == "failed"
    answer = StripeCard().answer(wish, {})
    assert isinstance(answer, Failed)
    assert "authentication" in answer.message


def test_authenticated_but_refused(cards: Cards) -> None:
    wish = started()
    page = page_of(pay(wish, cards, ASKS_AND_DECLINED))
    cards.authenticate(page.context["client_secret"], success=True)
    answer = StripeCard().answer(wish, {})
    assert answer == Failed("card_declined", "Your card was declined.")


def test_nothing_to_hear_before_a_card_was_given(cards: Cards) -> None:
    assert StripeCard().poll(started()) is None


def test_what_is_withdrawn_cannot_be_paid(cards: Cards) -> None:
    wish = started()
    assert StripeCard().withdraw(wish)
    assert StripeCard().withdraw(wish)
    assert isinstance(pay(wish, cards, GOOD), Failed)


def test_what_is_paid_cannot_be_withdrawn(cards: Cards) -> None:
    wish = started()
    pay(wish, cards, GOOD)
    assert not StripeCard().withdraw(wish)


def test_money_goes_back_to_the_card(cards: Cards) -> None:
    wish = started()
    pay(wish, cards, GOOD)
    answer = StripeCard().refund(RefundFacts("R1", 3000, "CHF", wish.provider_id))
    assert isinstance(answer, Received)
    assert answer.provider_id.startswith("re_")


def test_a_card_that_does_not_exist_is_refused_in_words(cards: Cards) -> None:
    answer = StripeCard().answer(started(), {"payment_method": "pm_nothing"})
    assert isinstance(answer, Failed)
    assert answer.message


@pytest.fixture
def silence(card_settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers at the provider's address; and nobody waits long between tries."""
    monkeypatch.setattr("stripe._http_client.HTTPClient.INITIAL_DELAY", 0.01)


def test_a_silent_provider_is_said_before_a_card_is_given(silence: None) -> None:
    answer = StripeCard().start(facts())
    assert isinstance(answer, Failed)
    assert answer.code == "unreachable"


def test_a_silent_provider_after_the_card_means_wait_and_ask(silence: None) -> None:
    wish = facts("pi_1")
    assert StripeCard().answer(wish, {"payment_method": "pm_1"}) == Wait("pi_1")
    assert StripeCard().poll(wish) is None
    assert not StripeCard().withdraw(wish)


def test_a_notice_that_is_no_json_object_means_nothing(card_settings: None) -> None:
    body = json.dumps(["x"])
    headers = {
        "Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, "whsec_tests")
    }
    assert StripeCard().read_notice(body.encode(), headers) is None
