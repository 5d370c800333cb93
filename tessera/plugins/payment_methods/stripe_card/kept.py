"""Accounts that Stripe keeps, where the buyer agreed, and charging them without the buyer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from tessera.domain.payments.methods import (
    Failed,
    Kept,
    MandateFacts,
    Next,
    PaymentFacts,
    Received,
    Wait,
)
from tessera.lib.lazily import Lazily
from tessera.plugins.payment_methods.stripe_card.keys import is_about_keys

if TYPE_CHECKING:
    import stripe
else:
    stripe = Lazily("stripe")

YES = "yes"
LAST = 100
"""So many payments of one customer are looked through for a charge that was made before."""
GONE = 404
AUTHENTICATE = "authentication_required"


def customer_for(client: "stripe.StripeClient", payment: PaymentFacts) -> str:
    """Who the account is kept for: one customer for one attempt."""
    about = {"reference": payment.reference, "order": payment.description}
    wish: Any = {"email": payment.email, "metadata": about}
    made = client.v1.customers.create(wish, {"idempotency_key": f"{payment.reference}-customer"})
    return made.id


def wish_to_keep(client: "stripe.StripeClient", payment: PaymentFacts) -> dict[str, Any]:
    """What the wish to pay says more, so that Stripe keeps the account."""
    wish: dict[str, Any] = {"customer": customer_for(client, payment)}
    if not settings.STRIPE_API_BASE:  # the stand-in keeps every account, and knows no such word
        wish["setup_future_usage"] = "off_session"
    return wish


def is_agreed(intent: Mapping[str, Any]) -> bool:
    """Whether the buyer agreed that the account is kept."""
    return (intent.get("metadata") or {}).get("keeps") == YES


def kept_of(client: "stripe.StripeClient", intent: Mapping[str, Any]) -> Kept | None:
    """The account that was kept with a payment, if Stripe says which."""
    customer, method = _id(intent.get("customer")), _id(intent.get("payment_method"))
    if not customer or not method:
        return None
    try:
        facts = client.v1.payment_methods.retrieve(method).to_dict()
        return _generated(client, intent, facts, customer) or Kept(customer, method, _label(facts))
    except stripe.StripeError:  # the money is here: what the account is called can wait
        return Kept(customer, method, "")


def is_charge(intent: Mapping[str, Any]) -> bool:
    """Whether nobody was there when it was paid."""
    return (intent.get("metadata") or {}).get("off_session") == YES


def charge(client: "stripe.StripeClient", payment: PaymentFacts, mandate: MandateFacts) -> Next:
    """Charge the account, once: what was asked before is looked up, not asked again."""
    try:
        made = _made(client, payment, mandate) or _make(client, payment, mandate)
        return _next(client, made)
    except stripe.CardError as error:
        _close(client, _intent_in(error))
        return Failed(error.code or "card_declined", _why(error.code, _decline_in(error)))
    except stripe.StripeError as error:
        return _trouble(error)


def release(client: "stripe.StripeClient", mandate: MandateFacts) -> bool:
    """Have Stripe forget the account: with its customer, who was made for it alone, goes every
    way to pay and the address."""
    try:
        client.raw_request("delete", f"/v1/customers/{mandate.provider_customer}")
    except stripe.InvalidRequestError as error:
        return error.http_status == GONE
    except stripe.StripeError:
        return False
    return True


def _make(
    client: "stripe.StripeClient", payment: PaymentFacts, mandate: MandateFacts
) -> dict[str, Any]:
    about = {"reference": payment.reference, "order": payment.description, "off_session": YES}
    wish: Any = {
        "amount": payment.amount,
        "currency": payment.currency.lower(),
        "customer": mandate.provider_customer,
        "payment_method": mandate.provider_method,
        "off_session": True,
        "confirm": True,
        "metadata": about,
    }
    if not settings.STRIPE_API_BASE:  # the stand-in knows cards only, and not this word
        wish["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
    made = client.v1.payment_intents.create(wish, {"idempotency_key": payment.reference})
    return made.to_dict()


def _made(
    client: "stripe.StripeClient", payment: PaymentFacts, mandate: MandateFacts
) -> dict[str, Any] | None:
    """The charge of this reference, if one was made: keys against doubling are forgotten after
    a day, and the next try may come later."""
    intents = client.v1.payment_intents
    if payment.provider_id:
        return intents.retrieve(payment.provider_id).to_dict()
    whose: Any = {"limit": LAST}
    if not settings.STRIPE_API_BASE:  # the stand-in lists everybody's
        whose["customer"] = mandate.provider_customer
    known = intents.list(whose)
    each = (one.to_dict() for one in known.auto_paging_iter())
    return next((one for one in each if _reference(one) == payment.reference), None)


def _next(client: "stripe.StripeClient", intent: Mapping[str, Any]) -> Next:
    status, known = intent["status"], str(intent["id"])
    if status == "succeeded":
        return Received(known)
    if status == "processing":
        return Wait(known)
    _close(client, known)
    if status == "requires_action":
        return Failed(AUTHENTICATE, _why(AUTHENTICATE, ""))
    error = intent.get("last_payment_error") or {}
    code = str(error.get("code") or status)
    return Failed(code, _why(code, str(error.get("decline_code") or "")))


def _trouble(error: "stripe.StripeError") -> Failed:
    if is_about_keys(error):
        words = _("The card service does not accept the keys of the shop. Nothing was charged.")
        return Failed("wrong_keys", words, is_passing=True)
    passing = (
        stripe.APIConnectionError,
        stripe.APIError,
        stripe.RateLimitError,
        stripe.IdempotencyError,  # the same wish is under way at this moment
    )
    if isinstance(error, passing):
        return Failed("unreachable", _("The card service does not answer."), is_passing=True)
    return Failed(error.code or "refused", _("The account that was kept can no longer be charged."))


def _why(code: str | None, decline: str) -> str:
    """Why it could not be charged, in the words of who pays."""
    said = {
        AUTHENTICATE: _("Your bank wants you to confirm this payment yourself."),
        "expired_card": _("The card has expired."),
        "insufficient_funds": _("There was not enough money on the account."),
        "resource_missing": _("The account that was kept can no longer be charged."),
    }
    return said.get(decline) or said.get(code or "") or _("The bank refused the charge.")


def _close(client: "stripe.StripeClient", intent_id: str) -> None:
    """A failed charge is not tried again: the next one is a new payment."""
    if not intent_id:
        return
    try:
        client.v1.payment_intents.cancel(intent_id)
    except stripe.StripeError:
        return


def _generated(
    client: "stripe.StripeClient",
    intent: Mapping[str, Any],
    facts: Mapping[str, Any],
    customer: str,
) -> Kept | None:
    """The account to be debited later where the buyer paid in a way that serves once (iDEAL,
    Bancontact): Stripe makes a SEPA mandate of it."""
    if "card" in facts or "sepa_debit" in facts or facts.get("type") == "card":
        return None
    paid = _id(intent.get("latest_charge"))
    if not paid:
        return None
    told = client.v1.charges.retrieve(paid).to_dict().get("payment_method_details") or {}
    about = told.get(told.get("type")) or {}
    made = _id(about.get("generated_sepa_debit"))
    if not made:
        return None
    last = str(about.get("iban_last4") or "")
    return Kept(customer, made, f"IBAN … {last}" if last else "SEPA")


def _label(facts: Mapping[str, Any]) -> str:
    """What people know the account by: "Visa 4242", "IBAN … 3000"."""
    kind = str(facts.get("type") or "")
    about = facts.get(kind) or facts  # the stand-in has what it knows of a card at the top
    last = str(about.get("last4") or "")
    if kind == "sepa_debit":
        return f"IBAN … {last}"
    name = str(about.get("brand") or kind).replace("_", " ")
    return f"{name.title()} {last}".strip()


def _intent_in(error: "stripe.StripeError") -> str:
    return _id(_error_in(error).get("payment_intent"))


def _decline_in(error: "stripe.StripeError") -> str:
    return str(_error_in(error).get("decline_code") or "")


def _error_in(error: "stripe.StripeError") -> dict[str, Any]:
    body = error.json_body
    told = body.get("error") if isinstance(body, dict) else None
    return told if isinstance(told, dict) else {}


def _id(thing: Any) -> str:
    return str((thing.get("id") if isinstance(thing, dict) else thing) or "")


def _reference(intent: Mapping[str, Any]) -> str:
    return str((intent.get("metadata") or {}).get("reference", ""))
