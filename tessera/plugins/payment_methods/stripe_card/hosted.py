"""Stripe's own page: card, TWINT, SEPA debit, Apple Pay … whatever the account has switched on."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tessera.domain.payments.methods import Failed, Form, Next, PaymentFacts, Received, Wait
from tessera.lib.lazily import Lazily
from tessera.lib.money import Money
from tessera.plugins.payment_methods.stripe_card import kept

if TYPE_CHECKING:
    import stripe
else:
    stripe = Lazily("stripe")

PAGE = "cs_"
"""A page of Stripe is known by a name that begins so, until its payment has one of its own."""


def is_page(provider_id: str) -> bool:
    """Whether this names a page, and no payment yet."""
    return provider_id.startswith(PAGE)


def start(client: "stripe.StripeClient", payment: PaymentFacts) -> Next:
    """The page where the buyer pays, or what became of it. Refuses (a StripeError) as Stripe."""
    sessions = client.v1.checkout.sessions
    if payment.provider_id:
        return _next(sessions.retrieve(payment.provider_id).to_dict(), payment)
    about = {"reference": payment.reference, "order": payment.description}
    wish: Any = {
        "mode": "payment",
        "client_reference_id": payment.reference,
        "customer_email": payment.email,
        "locale": payment.language[:2],
        "success_url": payment.return_url,
        "cancel_url": payment.return_url,
        "metadata": about,
        "payment_intent_data": {"metadata": about, "description": payment.description},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.currency.lower(),
                    "unit_amount": payment.amount,
                    "product_data": {"name": payment.description},
                },
            }
        ],
    }
    if payment.agreed:
        about["keeps"] = kept.YES
        del wish["customer_email"]
        wish["customer"] = kept.customer_for(client, payment)
        wish["payment_intent_data"]["setup_future_usage"] = "off_session"
    made = sessions.create(wish, {"idempotency_key": payment.reference})
    return _next(made.to_dict(), payment)


def intent_of(client: "stripe.StripeClient", page_id: str) -> str:
    """The payment that was made on the page; "" when none was begun."""
    intent = client.v1.checkout.sessions.retrieve(page_id).to_dict().get("payment_intent")
    return str(intent.get("id") if isinstance(intent, dict) else intent or "")


def close(client: "stripe.StripeClient", page_id: str) -> bool:
    """Nobody can pay on the page any more; says whether that is so."""
    sessions = client.v1.checkout.sessions
    try:
        sessions.expire(page_id)
    except stripe.InvalidRequestError:  # it is over: paid, or closed before
        return bool(sessions.retrieve(page_id).status == "expired")
    return True


def _next(page: dict[str, Any], payment: PaymentFacts) -> Next:
    if page["status"] == "open":
        # Browsers follow no form to another house: ours says where it goes.
        told = {
            "url": str(page["url"]),
            "description": payment.description,
            "money": Money(payment.amount, payment.currency).format(payment.language),
            "return_url": payment.return_url,
            "agreed": payment.agreed,
        }
        return Form("shop/pay_elsewhere.html", told, str(page["id"]))
    if page["status"] == "expired":
        return Failed("expired", _("The page of the payment service has closed. Please pay again."))
    if page["payment_status"] == "paid":
        intent = page.get("payment_intent")
        return Received(str(intent.get("id") if isinstance(intent, dict) else intent))
    return Wait(str(page["id"]))
