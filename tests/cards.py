"""A real peer for card payments: `localstripe`, on loopback, started once for a test run."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe
from pytest_django import Settings

from tessera.domain.payments.models import Payment

GOOD = "4242424242424242"
DECLINED = "4000000000000341"
ASKS = "4000002500003155"
"""Asks the buyer to authenticate (3-D Secure), then is good."""
ASKS_AND_DECLINED = "4000008400001629"
SECRET_KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET = "sk_test_12345", "pk_test_12345", "whsec_tests"
NOBODY = "http://127.0.0.1:9/"


class Cards:
    """What a buyer's browser would do with Stripe's own script."""

    def __init__(self, base: str) -> None:
        self.base = base

    def token(self, number: str) -> str:
        """What the card fields give for a card."""
        card = {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"}
        made = self._post("/v1/tokens", {"card": card})
        return str(made["card"]["id"])

    def authenticate(self, client_secret: str, *, success: bool) -> None:
        """Press one of the two buttons of 3-D Secure."""
        intent = client_secret.split("_secret_")[0]
        word = "true" if success else "false"
        url = f"{self.base}/v1/payment_intents/{intent}/_authenticate?success={word}"
        body = {"key": PUBLISHABLE_KEY, "client_secret": client_secret}
        requests.post(url, json=body, timeout=10)

    def intent(self, intent_id: str) -> dict[str, Any]:
        """What the provider has on its books."""
        key = {"Authorization": f"Bearer {SECRET_KEY}"}
        url = f"{self.base}/v1/payment_intents/{intent_id}"
        return requests.get(url, headers=key, timeout=10).json()

    def refunded(self, intent_id: str) -> list[int]:
        """What the provider has given back of a payment."""
        key = {"Authorization": f"Bearer {SECRET_KEY}"}
        url = f"{self.base}/v1/refunds?payment_intent={intent_id}"
        return [
            each["amount"] for each in requests.get(url, headers=key, timeout=10).json()["data"]
        ]

    def notify(self, url: str) -> None:
        """Send notices there from now on."""
        hook = {"url": url, "secret": WEBHOOK_SECRET}
        requests.post(f"{self.base}/_config/webhooks/tessera", json=hook, timeout=10)

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        words = {"key": PUBLISHABLE_KEY, **body}
        return requests.post(self.base + path, json=words, timeout=10).json()


@pytest.fixture(scope="session")
def card_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the stand-in."""
    port = _free_port()
    memory = tmp_path_factory.mktemp("cards") / "cards.pickle"
    program = _start(port, memory)
    yield f"http://127.0.0.1:{port}"
    program.terminate()
    program.wait(timeout=10)


@pytest.fixture
def cards(card_server: str, card_settings: None, settings: Settings) -> Iterator[Cards]:
    """Card payments by the stand-in; its notices go nowhere unless the test says where."""
    settings.STRIPE_API_BASE = card_server
    settings.STRIPE_JS_URL = f"{card_server}/js.stripe.com/v3/"
    peer = Cards(card_server)
    peer.notify(NOBODY)
    yield peer
    peer.notify(NOBODY)


@pytest.fixture
def card_settings(settings: Settings) -> None:
    """The keys alone: for notices, which need no network."""
    settings.STRIPE_SECRET_KEY = SECRET_KEY
    settings.STRIPE_PUBLISHABLE_KEY = PUBLISHABLE_KEY
    settings.STRIPE_WEBHOOK_SECRET = WEBHOOK_SECRET
    settings.STRIPE_API_BASE = NOBODY.rstrip("/")


def signed(
    payment: Payment,
    kind: str = "payment_intent.succeeded",
    *,
    notice_id: str = "evt_1",
    age: int = 0,
    **facts: Any,
) -> tuple[bytes, dict[str, str]]:
    """A notice as the provider signs it: body and headers."""
    intent = {
        "id": payment.provider_id or f"pi_{payment.id}",
        "amount": payment.amount,
        "currency": payment.currency.lower(),
        "metadata": {"reference": payment.reference},
        **facts,
    }
    body = json.dumps({"id": notice_id, "type": kind, "data": {"object": intent}})
    signature = stripe.WebhookSignature.generate_signature_header(
        body, WEBHOOK_SECRET, int(time.time()) - age
    )
    return body.encode(), {"Stripe-Signature": signature}


def disputed(intent_id: str, *, ended: str = "", event: str = "", amount: int = 8000) -> bytes:
    """What the provider says when a bank wants money back, or has decided (`ended`)."""
    about = {"payment_intent": intent_id, "reason": "fraudulent", "amount": amount}
    about |= {"currency": "chf", "status": ended or "needs_response"}
    kind = "charge.dispute.closed" if ended else "charge.dispute.created"
    name = event or ("evt_e" if ended else "evt_d")
    return json.dumps({"id": name, "type": kind, "data": {"object": about}}).encode()


def told(body: bytes, secret: str = WEBHOOK_SECRET) -> dict[str, str]:
    """The headers of a notice that is signed with this secret."""
    sign = stripe.WebhookSignature.generate_signature_header
    return {"Stripe-Signature": sign(body.decode(), secret, int(time.time()))}


def _start(port: int, memory: Path) -> subprocess.Popen[bytes]:
    words = ["--port", str(port), "--memory", str(memory), "--notify", NOBODY]
    program = subprocess.Popen([sys.executable, "-m", "tessera.ops.card_stand_in", *words])
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return program
    program.kill()
    raise RuntimeError("the stand-in for Stripe did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
