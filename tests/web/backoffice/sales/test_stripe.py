"""Stripe at Alice's desk: her keys, and a dispute."""

import pytest
from django.test import Client

from tessera.domain.payments.models import PaymentMethod
from tessera.flows.paying import record_notice
from tessera.lib import clock
from tests.cards import Cards, disputed, told
from tests.factories import Programme, make_order

pytestmark = pytest.mark.django_db


def test_a_dispute_stands_on_the_page_of_the_order(
    desk: Client, programme: Programme, card_settings: None
) -> None:
    paid = make_order(programme, method="stripe").payments.get()
    paid.provider_id = "pi_1"
    paid.save()
    body = disputed("pi_1")
    record_notice("stripe", body=body, headers=told(body), at=clock.now())
    page = f"/manage/theatre/orders/{paid.order.number}/"
    assert b"Disputed" in desk.get(f"{page}?tab=payments").content
    assert b"disputes the payment" in desk.get(f"{page}?tab=history").content


def test_keys_are_saved_on_the_page_of_the_method(
    desk: Client, programme: Programme, cards: Cards
) -> None:
    url = "/manage/theatre/payment-methods/stripe/"
    given = {
        "is_enabled": "on",
        "for_online": "on",
        "own-publishable_key": "pk_test_shop",
        "own-secret_key": "sk_test_shop_7777",
        "own-webhook_secret": "whsec_shop_8888",
    }
    answer = desk.post(url, given)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    row = PaymentMethod.objects.get(shop=programme.shop, code="stripe")
    assert "sk_test" not in str(row.settings)
    said = desk.get(url).content.decode()
    assert "7777" in said and "sk_test_shop" not in said and "pk_test_shop" in said
    wrong = desk.post(url, {**given, "own-secret_key": "sk_x"})
    assert wrong.status_code == 422
    assert b"does not know this key" in wrong.content
    kept = desk.post(url, {"is_enabled": "on", "own-publishable_key": "pk_test_shop"})
    assert kept.status_code == 302
    row.refresh_from_db()
    assert row.settings["secret_ends"] == "7777"
