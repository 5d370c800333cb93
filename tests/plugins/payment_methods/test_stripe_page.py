"""Stripe's own page. The stand-in knows no such page: here Stripe is a few answers by hand."""

from dataclasses import replace
from typing import Any

import pytest
import stripe
from pytest_django import Settings

from tessera.domain.payments.methods import Failed, Form, PaymentFacts, Received, Wait
from tessera.plugins.payment_methods.stripe_card import StripeCard, hosted
from tessera.plugins.payment_methods.stripe_card.keys import StripeKeys

FACTS = PaymentFacts(
    reference="ABCDEFG-1",
    amount=8000,
    currency="CHF",
    description="Théâtre ABCDEFG",
    email="bea@test.example",
    return_url="https://test.example/order/",
    notice_url="https://test.example/hooks/payments/stripe/",
    language="fr",
)
BEGUN = replace(FACTS, provider_id="cs_1")
OPEN = {"id": "cs_1", "status": "open", "url": "https://checkout.stripe.com/c/pay/cs_1"}


class Pages:
    """What Stripe would say of its page, and what it was asked."""

    def __init__(self, page: dict[str, Any]) -> None:
        self.page = page
        self.asked: list[tuple[str, Any]] = []
        self.v1 = self.checkout = self.sessions = self.payment_intents = self

    def create(self, wish: dict[str, Any], options: dict[str, str]) -> stripe.StripeObject:
        self.asked.append(("create", wish | options))
        return stripe.StripeObject.construct_from(self.page, "sk")

    def retrieve(self, known: str) -> stripe.StripeObject:
        self.asked.append(("retrieve", known))
        intent = {
            "id": known,
            "status": "succeeded",
            "amount": 8000,
            "currency": "chf",
            "metadata": {"reference": "ABCDEFG-1"},
        }
        return stripe.StripeObject.construct_from(
            intent if known.startswith("pi_") else self.page, "sk"
        )

    def expire(self, known: str) -> None:
        self.asked.append(("expire", known))
        if self.page["status"] != "open":
            raise stripe.InvalidRequestError("over", "session")  # type: ignore[no-untyped-call]


def at_stripe(monkeypatch: pytest.MonkeyPatch, page: dict[str, Any]) -> tuple[StripeCard, Pages]:
    pages = Pages(page)
    monkeypatch.setattr(StripeCard, "_client", lambda _method: pages)
    return StripeCard({"page": "hosted"}), pages


def test_the_buyer_is_led_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    method, pages = at_stripe(monkeypatch, OPEN)
    answer = method.start(FACTS)
    assert isinstance(answer, Form)
    assert (answer.context["url"], answer.provider_id) == (OPEN["url"], "cs_1")
    ((_create, wish),) = pages.asked
    assert "payment_method_types" not in wish, "the account says what it offers"
    assert wish["payment_intent_data"]["metadata"]["reference"] == "ABCDEFG-1"
    assert wish["line_items"][0]["price_data"]["unit_amount"] == 8000
    assert wish["idempotency_key"] == "ABCDEFG-1"
    assert isinstance(method.start(BEGUN), Form)
    assert pages.asked[-1] == ("retrieve", "cs_1"), "one page for one attempt"


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ({"status": "complete", "payment_status": "paid", "payment_intent": "pi_1"}, Received),
        ({"status": "complete", "payment_status": "unpaid", "payment_intent": "pi_1"}, Wait),
        ({"status": "expired", "payment_status": "unpaid"}, Failed),
    ],
)
def test_what_became_of_the_page(
    monkeypatch: pytest.MonkeyPatch, page: dict[str, Any], answer: type
) -> None:
    method, _pages = at_stripe(monkeypatch, {"id": "cs_1", **page})
    assert isinstance(method.start(BEGUN), answer)


def test_a_notice_that_was_missed_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    method, _pages = at_stripe(monkeypatch, {**OPEN, "payment_intent": "pi_1"})
    heard = method.poll(BEGUN)
    assert heard is not None
    assert (heard.status, heard.provider_id, heard.reference) == ("received", "pi_1", "ABCDEFG-1")
    method, _pages = at_stripe(monkeypatch, {**OPEN, "payment_intent": None})
    assert method.poll(BEGUN) is None


def test_a_page_is_closed_unless_it_was_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    method, pages = at_stripe(monkeypatch, OPEN)
    assert method.withdraw(BEGUN)
    assert pages.asked == [("expire", "cs_1")]
    method, _pages = at_stripe(monkeypatch, {**OPEN, "status": "complete"})
    assert not method.withdraw(BEGUN)


def test_the_choice_is_kept_with_or_without_own_keys(settings: Settings) -> None:
    form = StripeKeys({"page": "hosted"})
    form.remember({})
    assert form.is_valid(), form.errors
    assert form.kept() == {"page": "hosted"}
    back = StripeKeys({"page": ""})
    back.remember({"page": "hosted"})
    assert back.is_valid(), back.errors
    assert back.kept() == {}
    assert not hosted.is_page("pi_1")
