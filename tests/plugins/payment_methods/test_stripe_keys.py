"""A shop's own keys: tried when they are saved, sealed, and never shown again."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from tessera.domain.payments.methods import Failed, PaymentFacts, Wait
from tessera.lib.ids import readable
from tessera.lib.sealing import seal
from tessera.plugins.payment_methods.stripe_card import StripeCard
from tessera.plugins.payment_methods.stripe_card.keys import StripeKeys, keys_in
from tests.cards import NOBODY, Cards

PAIR = {
    "publishable_key": "pk_test_shop",
    "secret_key": "sk_test_shop_7777",
    "webhook_secret": "whsec_shop_8888",
}


def form(given: dict[str, str], kept: dict[str, object] | None = None) -> StripeKeys:
    """The form as it comes back."""
    made = StripeKeys(given)
    made.remember(kept or {})
    return made


def saved(given: dict[str, str], kept: dict[str, object] | None = None) -> dict[str, object]:
    """What is kept of good keys."""
    made = form(given, kept)
    assert made.is_valid(), made.errors
    return made.kept()


def test_good_keys_are_sealed_and_used(cards: Cards) -> None:
    kept = saved(PAIR)
    assert "sk_test" not in str(kept) and "whsec" not in str(kept)
    keys = keys_in(kept)
    assert (keys.secret, keys.publishable, keys.webhook) == (
        "sk_test_shop_7777",
        "pk_test_shop",
        "whsec_shop_8888",
    )
    assert StripeCard(kept).keys == keys
    assert StripeCard(kept).is_ready()


def test_only_their_ends_are_shown(cards: Cards) -> None:
    shown = str(form({}, saved(PAIR)))
    assert "7777" in shown and "8888" in shown and "Test key" in shown
    assert "sk_test_shop" not in shown and "whsec_shop" not in shown


def test_what_is_left_empty_stays(cards: Cards) -> None:
    kept = saved(PAIR)
    again = saved({"publishable_key": "pk_test_other"}, kept)
    assert keys_in(again).secret == "sk_test_shop_7777"
    assert keys_in(again).publishable == "pk_test_other"


def test_they_can_be_forgotten(cards: Cards, settings: Settings) -> None:
    kept = saved({"publishable_key": "pk_test_shop", "own_keys_go": "on"}, saved(PAIR))
    assert kept == {}
    assert StripeCard(kept).keys.secret == settings.STRIPE_SECRET_KEY


def test_without_own_keys_those_of_the_installation_stay(settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = settings.STRIPE_PUBLISHABLE_KEY = "x"
    assert saved({}) == {}
    assert StripeCard({}).is_ready()
    settings.STRIPE_SECRET_KEY = ""
    assert not StripeCard({}).is_ready()


@pytest.mark.parametrize(
    ("wrong", "where", "said"),
    [
        ({"secret_key": "sk_x"}, "secret_key", "does not know this key"),
        ({"secret_key": "pk_test_a"}, "secret_key", "begins with sk_"),
        ({"secret_key": ""}, "secret_key", "begins with sk_"),
        ({"publishable_key": ""}, "publishable_key", "begins with pk_"),
        ({"publishable_key": "pk_live_a"}, "publishable_key", "take a pair"),
        ({"webhook_secret": "sk_test_a"}, "webhook_secret", "begins with whsec_"),
    ],
)
def test_wrong_keys_are_refused_in_plain_words(
    cards: Cards, wrong: dict[str, str], where: str, said: str
) -> None:
    made = form({**PAIR, **wrong})
    assert not made.is_valid()
    assert said in str(made.errors[where])


def test_keys_that_cannot_be_tried_are_not_kept(card_settings: None, settings: Settings) -> None:
    settings.STRIPE_API_BASE = NOBODY.rstrip("/")
    made = form({**PAIR, "secret_key": f"sk_test_{readable(6)}"})
    assert not made.is_valid()
    assert "does not answer" in str(made.errors["secret_key"])


def test_a_key_that_was_withdrawn_is_no_card_that_was_refused(
    cards: Cards, settings: Settings
) -> None:
    kept = saved(PAIR)
    card = StripeCard({**kept, "secret": seal("sk_x", key=settings.SECRET_KEY)})
    wish = PaymentFacts(
        reference=readable(8),
        amount=8000,
        currency="CHF",
        description="",
        email="bea@test.example",
        return_url="",
        notice_url="",
        language="en",
    )
    answer = card.start(wish)
    assert isinstance(answer, Failed)
    assert (answer.code, "keys of the shop" in answer.message) == ("wrong_keys", True)
    known = replace(wish, provider_id="pi_1")
    assert card.start(known) == Wait("pi_1"), "nobody knows what became of it"
