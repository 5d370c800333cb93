"""Cards that are kept and charged again, against the stand-in; what it cannot do, by hand.

The stand-in forgets idempotency keys, charges cards that would ask for more when nobody is there
as if somebody was, and has no hosted page.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import stripe

from tessera.domain.payments.methods import (
    Failed,
    Form,
    Kept,
    MandateFacts,
    PaymentFacts,
    Received,
    Wait,
)
from tessera.plugins.payment_methods.stripe_card import StripeCard
from tests.cards import ASKS, DECLINED, GOOD, SECRET_KEY, Cards
from tests.plugins.payment_methods.test_stripe_card import facts, page_of
from tests.plugins.payment_methods.test_stripe_page import Pages

AGREED = "Renew my membership by itself."


def kept(cards: Cards, number: str = GOOD) -> tuple[PaymentFacts, Kept]:
    """A payment whose buyer agreed to later charges, and what was kept of it."""
    wish = replace(facts(), agreed=AGREED)
    page = page_of(StripeCard().start(wish))
    assert page.context["agreed"] == AGREED
    wish = replace(wish, provider_id=page.provider_id)
    answer = StripeCard().answer(wish, {"payment_method": cards.token(number)})
    assert isinstance(answer, Received)
    assert answer.kept is not None
    return wish, answer.kept


def mandate(account: Kept) -> MandateFacts:
    """The account, as it is charged later."""
    return MandateFacts(account.provider_customer, account.provider_method, account.label)


def at_stripe(cards: Cards, card: str) -> MandateFacts:
    """A customer whose bank says this of a card that was kept."""
    customers = stripe.StripeClient(SECRET_KEY, base_addresses={"api": cards.base}).v1.customers
    return MandateFacts(customers.create({"email": "bea@test.example"}).id, cards.token(card))


def test_a_card_is_kept_for_a_customer_where_that_was_agreed(cards: Cards) -> None:
    wish, account = kept(cards)
    assert account.label == "Visa 4242"
    books = cards.intent(wish.provider_id)
    assert (books["customer"], books["payment_method"]) == (
        account.provider_customer,
        account.provider_method,
    )
    heard = StripeCard().poll(wish)
    assert heard is not None
    assert heard.kept == account
    assert StripeCard().start(wish) == Received(wish.provider_id, account)


def test_nothing_is_kept_of_who_did_not_agree(cards: Cards) -> None:
    wish = facts()
    page = page_of(StripeCard().start(wish))
    answer = StripeCard().answer(
        replace(wish, provider_id=page.provider_id), {"payment_method": cards.token(GOOD)}
    )
    assert answer == Received(page.provider_id)
    assert cards.intent(page.provider_id)["customer"] is None


def test_a_kept_card_is_charged_without_its_owner_and_never_twice(cards: Cards) -> None:
    _wish, account = kept(cards)
    wish = replace(facts(), amount=5000)
    first = StripeCard().charge(wish, mandate(account))
    assert isinstance(first, Received)
    assert cards.intent(first.provider_id)["amount"] == 5000
    # The stand-in knows no idempotency keys: what finds the first charge is our reference.
    assert StripeCard().charge(wish, mandate(account)) == first
    assert StripeCard().charge(replace(wish, provider_id=first.provider_id), mandate(account)) == (
        first
    )
    assert StripeCard().charge(facts(), mandate(account)) != first


def test_a_card_that_is_refused_later_says_so_in_words(cards: Cards) -> None:
    wish, account = replace(facts(), language="fr"), at_stripe(cards, DECLINED)
    answer = StripeCard().charge(wish, account)
    assert isinstance(answer, Failed)
    assert (answer.code, answer.is_passing) == ("card_declined", False)
    assert answer.message
    assert StripeCard().charge(wish, account) == answer, "the same wish is not tried anew"


def test_a_bank_that_wants_to_ask_its_customer(cards: Cards) -> None:
    wish = replace(facts(), language="en")
    answer = StripeCard().charge(wish, at_stripe(cards, ASKS))
    assert isinstance(answer, Failed)
    assert (answer.code, answer.is_passing) == ("authentication_required", False)
    assert "confirm" in answer.message


def test_an_account_that_is_gone_is_no_passing_trouble(cards: Cards) -> None:
    answer = StripeCard().charge(facts(), MandateFacts("cus_nobody", "pm_nothing"))
    assert isinstance(answer, Failed)
    assert not answer.is_passing


def test_a_silent_provider_is_asked_again(
    card_settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stripe._http_client.HTTPClient.INITIAL_DELAY", 0.01)
    answer = StripeCard().charge(facts(), MandateFacts("cus_1", "pm_1"))
    assert isinstance(answer, Failed)
    assert (answer.code, answer.is_passing) == ("unreachable", True)


def test_wrong_keys_are_the_shops_trouble_and_pass(
    cards: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_intents: object, _wish: object) -> None:
        raise stripe.AuthenticationError("no")

    monkeypatch.setattr("stripe._payment_intent_service.PaymentIntentService.list", refuse)
    answer = StripeCard().charge(facts(), MandateFacts("cus_1", "pm_1"))
    assert isinstance(answer, Failed)
    assert (answer.code, answer.is_passing) == ("wrong_keys", True)


class Books(Pages):
    """Stripe, asked for a page and for what was paid on it by SEPA debit."""

    METHODS = {
        "pm_sepa": {"type": "sepa_debit", "sepa_debit": {"last4": "3000"}},
        "pm_ideal": {"type": "ideal", "ideal": {}},
    }

    def __init__(self, page: dict[str, Any], method: str = "pm_sepa") -> None:
        super().__init__(page)
        self.customers = self.payment_methods = self.charges = self
        self.method = method

    def create(self, wish: dict[str, Any], options: dict[str, str]) -> stripe.StripeObject:
        if "line_items" in wish:
            return super().create(wish, options)
        self.asked.append(("customer", wish | options))
        return stripe.StripeObject.construct_from({"id": "cus_1"}, "sk")

    def retrieve(self, known: str) -> stripe.StripeObject:
        said: dict[str, Any] = self.METHODS.get(known, {})
        if known == "ch_1":
            told = {"generated_sepa_debit": "pm_made", "iban_last4": "7890"}
            said = {"payment_method_details": {"type": "ideal", "ideal": told}}
        if known == "pi_1":
            said = {
                "id": "pi_1",
                "status": "succeeded",
                "amount": 8000,
                "currency": "chf",
                "metadata": {"reference": "R", "keeps": "yes"},
                "customer": "cus_1",
                "payment_method": self.method,
                "latest_charge": "ch_1",
            }
        return stripe.StripeObject.construct_from(said or self.page, "sk")


def hosted(monkeypatch: pytest.MonkeyPatch, books: Books) -> StripeCard:
    monkeypatch.setattr(StripeCard, "_client", lambda _method: books)
    return StripeCard({"page": "hosted"})


def test_stripes_own_page_keeps_what_the_account_can_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    books = Books({"id": "cs_1", "status": "open", "url": "https://checkout.stripe.com/cs_1"})
    answer = hosted(monkeypatch, books).start(replace(facts(), agreed=AGREED))
    assert isinstance(answer, Form)
    assert answer.context["agreed"] == AGREED
    wish = dict(books.asked)["create"]
    assert wish["customer"] == "cus_1"
    assert "customer_email" not in wish
    assert wish["payment_intent_data"]["setup_future_usage"] == "off_session"


@pytest.mark.parametrize(
    ("method", "account"),
    [
        ("pm_sepa", Kept("cus_1", "pm_sepa", "IBAN … 3000")),
        ("pm_ideal", Kept("cus_1", "pm_made", "IBAN … 7890")),
    ],
)
def test_a_debit_is_kept_with_the_end_of_its_iban(
    monkeypatch: pytest.MonkeyPatch, method: str, account: Kept
) -> None:
    page = {
        "id": "cs_1",
        "status": "complete",
        "payment_status": "paid",
        "payment_intent": "pi_1",
    }
    part = hosted(monkeypatch, Books(page, method))
    wish = replace(facts("cs_1"), agreed=AGREED)
    assert part.start(wish) == Received("pi_1", account)


def test_a_debit_that_is_under_way_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Books):
        def list(self, _wish: object) -> "Slow":
            return self

        def auto_paging_iter(self) -> Iterator[stripe.StripeObject]:
            return iter(())

        def create(self, wish: dict[str, Any], options: dict[str, str]) -> stripe.StripeObject:
            self.asked.append(("charge", wish | options))
            return stripe.StripeObject.construct_from({"id": "pi_2", "status": "processing"}, "sk")

    books = Slow({})
    wish = facts()
    assert hosted(monkeypatch, books).charge(wish, MandateFacts("cus_1", "pm_sepa")) == Wait("pi_2")
    ((_charge, asked),) = books.asked
    assert (asked["off_session"], asked["confirm"]) == (True, True)
    assert asked["idempotency_key"] == wish.reference
