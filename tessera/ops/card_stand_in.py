"""A stand-in for Stripe on loopback, so that the demo takes cards without a key."""

import argparse
import logging
import pickle
from pathlib import Path

from aiohttp import web
from localstripe import server, webhooks

SECRET_KEY, PUBLISHABLE_KEY = "sk_test_12345", "pk_test_12345"
WEBHOOK_SECRET = "whsec_demo"  # noqa: S105  # of a stand-in that moves no money
EVENTS = [
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
]


def environment(port: int) -> dict[str, str]:
    """What makes Tessera speak to the stand-in at `port`."""
    return {
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
        "STRIPE_JS_URL": f"http://127.0.0.1:{port}/js.stripe.com/v3/",
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }


def remember(path: Path) -> None:
    """Keeps payments in `path`, so that they can be refunded after a new start."""
    if path.exists():
        server.store.update(pickle.loads(path.read_bytes()))  # noqa: S301  # we wrote it
    type(server.store).dump_to_disk = lambda store: path.write_bytes(pickle.dumps(store))


def main() -> None:
    """Serves until told to stop, and tells `--notify` about payments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--memory", type=Path, required=True)
    parser.add_argument("--notify", required=True)
    given = parser.parse_args()
    remember(given.memory)
    webhooks.register_webhook("tessera", given.notify, WEBHOOK_SECRET, EVENTS)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    web.run_app(server.app, host="127.0.0.1", port=given.port, print=None)


if __name__ == "__main__":
    main()
