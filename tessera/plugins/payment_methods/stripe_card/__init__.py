"""Cards, by Stripe. The card fields on our page are Stripe's: they hand us a token of the card,
with which we confirm a PaymentIntent. `STRIPE_API_BASE` names a stand-in that answers like it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.payments.methods import (
    BadNotice,
    Failed,
    Form,
    Heard,
    Kept,
    MandateFacts,
    Method,
    Named,
    Next,
    PaymentFacts,
    Received,
    RefundFacts,
    Said,
    Wait,
)
from tessera.lib.i18n import speaking
from tessera.lib.lazily import Lazily
from tessera.lib.money import Money
from tessera.plugins.payment_methods.stripe_card import hosted, kept
from tessera.plugins.payment_methods.stripe_card.keys import (
    HOSTED,
    Keys,
    StripeKeys,
    client_for,
    is_about_keys,
    keys_in,
)

if TYPE_CHECKING:
    import stripe
else:
    stripe = Lazily("stripe")  # 30 MB and half a second, for shops that take cards

WRONG_KEYS = "wrong_keys"
TOLERANCE = 300
"""Seconds after which a signed notice is too old to be believed."""

DISPUTED, DISPUTE_CLOSED = "charge.dispute.created", "charge.dispute.closed"
ENDS: dict[str, Said] = {"won": "won", "lost": "lost", "warning_closed": "won"}
"""How a dispute can end; an inquiry that came to nothing leaves the money where it is."""
SAID: dict[str, Said] = {
    "payment_intent.succeeded": "received",
    "payment_intent.payment_failed": "failed",
    "payment_intent.processing": "processing",
    "payment_intent.canceled": "cancelled",
    DISPUTED: "disputed",
}
STATUSES: dict[str, Said] = {
    "succeeded": "received",
    "processing": "processing",
    "canceled": "cancelled",
}


class StripeCard(Method):
    """One PaymentIntent for one attempt, under our reference; a failed attempt is closed.

    A shop that has its own keys uses them, others use those of the installation. Where the buyer
    agreed to later charges, the account is kept for a customer at Stripe.
    """

    code = "stripe"
    name = gettext_lazy("Card")
    gives_back = True
    keeps = True
    Settings = StripeKeys

    @property
    def keys(self) -> Keys:
        """What we are known by at Stripe."""
        return keys_in(self.settings)

    def is_ready(self) -> bool:
        """Whether the shop, or the installation, has its keys."""
        return bool(self.keys.secret and self.keys.publishable)

    @property
    def is_hosted(self) -> bool:
        """Whether buyers pay on Stripe's own page."""
        return self.settings.get("page") == HOSTED

    def named_in(self, body: bytes) -> Named:
        """The payment that an event of Stripe speaks of."""
        event = _parsed(body)
        about = _about(event)
        if str(event.get("type")) in (DISPUTED, DISPUTE_CLOSED):
            return Named(provider_id=str(about.get("payment_intent") or ""))
        return Named(reference=str((about.get("metadata") or {}).get("reference") or ""))

    def start(self, payment: PaymentFacts) -> Next:
        """The card page, or what became of the card meanwhile."""
        try:
            if self._is_elsewhere(payment):
                return self._with_account(hosted.start(self._client(), payment), payment)
            return self._next(self._intent(payment), payment)
        except stripe.StripeError as error:
            return _trouble(error, payment)

    def charge(self, payment: PaymentFacts, mandate: MandateFacts) -> Next:
        """Charge a kept account, off session and at once."""
        with speaking(payment.language):
            return kept.charge(self._client(), payment, mandate)

    def release(self, mandate: MandateFacts) -> bool:
        """Have the account forgotten, with the customer it was kept for."""
        return self.is_ready() and kept.release(self._client(), mandate)

    def answer(self, payment: PaymentFacts, given: Mapping[str, str]) -> Next:
        """Confirm with the card that the page gave; without one, look what became of it."""
        card = given.get("payment_method", "")
        if not card:
            return self.start(payment)
        try:
            return self._confirm(self._intent(payment), card, payment)
        except stripe.StripeError as error:
            return _trouble(error, payment)

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Heard | None:
        """What a signed webhook says of a PaymentIntent of ours."""
        event = _signed(body, headers, self.keys.webhook)
        kind, intent = str(event.get("type")), _about(event)
        said = SAID.get(kind)
        if kind == DISPUTE_CLOSED:
            said = ENDS.get(str(intent.get("status")))
        if kind in (DISPUTED, DISPUTE_CLOSED):
            return _heard_dispute(str(event["id"]), intent, said) if said else None
        if said is None or "reference" not in (intent.get("metadata") or {}):
            return None
        if said == "failed" and self._asks_again(intent):
            return None
        return self._heard(str(event["id"]), said, intent)

    def poll(self, payment: PaymentFacts) -> Heard | None:
        """What Stripe says of it now."""
        known = payment.provider_id
        try:
            if hosted.is_page(known):
                known = hosted.intent_of(self._client(), known)
                if not known:
                    return None
            intent = _plain(self._client().v1.payment_intents.retrieve(known))
        except stripe.StripeError:
            return None
        said = STATUSES.get(intent["status"])
        if said is None and _failure(intent) and not self._asks_again(intent):
            said = "failed"
        return self._heard(f"poll:{intent['id']}:{said}", said, intent) if said else None

    def withdraw(self, payment: PaymentFacts) -> bool:
        """Cancel the PaymentIntent, unless the money is already there."""
        try:
            if hosted.is_page(payment.provider_id):
                return hosted.close(self._client(), payment.provider_id)
            self._client().v1.payment_intents.cancel(payment.provider_id)
        except stripe.InvalidRequestError:
            heard = self.poll(payment)
            return heard is not None and heard.status == "cancelled"
        except stripe.StripeError:
            return False
        return True

    def refund(self, refund: RefundFacts) -> Next:
        """Give back to the card, once: what was asked before is looked up, not asked again."""
        try:
            made = self._made(refund) or self._client().v1.refunds.create(
                {
                    "payment_intent": refund.provider_id,
                    "amount": refund.amount,
                    "metadata": {"reference": refund.reference},
                },
                {"idempotency_key": refund.reference},
            )
        except stripe.StripeError as error:
            if is_about_keys(error):
                return Failed(WRONG_KEYS, _words(error), is_passing=True)
            return Failed(error.code or "refused", _words(error), is_passing=_is_unclear(error))
        if made.status in {"failed", "canceled"}:
            return Failed(made.failure_reason or "failed", _("The bank did not take the money."))
        return Received(made.id) if made.status == "succeeded" else Wait(made.id)

    def _is_elsewhere(self, payment: PaymentFacts) -> bool:
        """An attempt that was begun on one of the two pages stays there."""
        if payment.provider_id:
            return hosted.is_page(payment.provider_id)
        return self.is_hosted

    def _asks_again(self, intent: Mapping[str, Any]) -> bool:
        """Stripe's page asks for another card itself."""
        return self.is_hosted and not kept.is_charge(intent)

    def _heard(self, notice_id: str, said: Said, intent: Mapping[str, Any]) -> Heard:
        account = self._kept(intent) if said == "received" else None
        return replace(_heard(notice_id, said, intent), kept=account)

    def _kept(self, intent: Mapping[str, Any]) -> Kept | None:
        return kept.kept_of(self._client(), intent) if kept.is_agreed(intent) else None

    def _with_account(self, answer: Next, payment: PaymentFacts) -> Next:
        """What was paid on Stripe's page, with the account that was kept."""
        if not payment.agreed or not isinstance(answer, Received):
            return answer
        intent = _plain(self._client().v1.payment_intents.retrieve(answer.provider_id))
        return replace(answer, kept=self._kept(intent))

    def _made(self, refund: RefundFacts) -> "stripe.Refund | None":
        known = self._client().v1.refunds.list({"payment_intent": refund.provider_id})
        ours = (each for each in known.data if _reference(each) == refund.reference)
        return next(ours, None)

    def _intent(self, payment: PaymentFacts) -> dict[str, Any]:
        intents = self._client().v1.payment_intents
        if payment.provider_id:
            return _plain(intents.retrieve(payment.provider_id))
        about = {"reference": payment.reference, "order": payment.description}
        wish: Any = {
            "amount": payment.amount,
            "currency": payment.currency.lower(),
            "metadata": about,
        }
        if payment.agreed:
            about["keeps"] = kept.YES
            wish |= kept.wish_to_keep(self._client(), payment)
        if not settings.STRIPE_API_BASE:  # the stand-in knows cards only, and not this word
            wish["allowed_payment_method_types"] = ["card"]
        return _plain(intents.create(wish, {"idempotency_key": payment.reference}))

    def _confirm(self, intent: dict[str, Any], card: str, payment: PaymentFacts) -> Next:
        intents = self._client().v1.payment_intents
        if intent["status"] not in {"requires_payment_method", "requires_confirmation"}:
            return self._next(intent, payment)
        try:
            intents.update(intent["id"], {"payment_method": card})
            confirmed = intents.confirm(
                intent["id"],
                # The stand-in asks the page to authenticate without being told.
                {} if settings.STRIPE_API_BASE else {"use_stripe_sdk": True},
                {"idempotency_key": f"{payment.reference}-{card}"},
            )
        except (stripe.CardError, stripe.InvalidRequestError) as error:
            return self._refused(intent, error, payment)
        return self._next(_plain(confirmed), payment)

    def _refused(
        self, intent: dict[str, Any], error: "stripe.StripeError", payment: PaymentFacts
    ) -> Next:
        now = _plain(self._client().v1.payment_intents.retrieve(intent["id"]))
        if now["status"] in {"succeeded", "processing", "requires_action"}:
            return self._next(now, payment)
        self._close(intent["id"])
        return Failed(error.code or "card_declined", _words(error))

    def _next(self, intent: dict[str, Any], payment: PaymentFacts) -> Next:
        if intent["status"] == "succeeded":
            return Received(intent["id"], self._kept(intent))
        if intent["status"] == "processing":
            return Wait(intent["id"])
        if intent["status"] == "canceled":
            return Failed("canceled", _("This payment was closed. Please pay again."))
        failure = _failure(intent)
        if failure:
            self._close(intent["id"])
            return Failed(*failure)
        page = {
            "key": self.keys.publishable,
            "script": settings.STRIPE_JS_URL,
            "is_stand_in": bool(settings.STRIPE_API_BASE),
            "client_secret": intent["client_secret"],
            "must_authenticate": intent["status"] == "requires_action",
            "description": payment.description,
            "money": Money(payment.amount, payment.currency).format(payment.language),
            "return_url": payment.return_url,
            "agreed": payment.agreed,
        }
        return Form("shop/pay_card.html", page, intent["id"])

    def _close(self, intent_id: str) -> None:
        """A failed attempt is not tried again: the next one is a new PaymentIntent."""
        try:
            self._client().v1.payment_intents.cancel(intent_id)
        except stripe.StripeError:
            return

    def _client(self) -> "stripe.StripeClient":
        return client_for(self.keys.secret, settings.STRIPE_API_BASE)


def _plain(intent: "stripe.PaymentIntent") -> dict[str, Any]:
    return intent.to_dict()


def _signed(body: bytes, headers: Mapping[str, str], secret: str) -> dict[str, Any]:
    if not secret:
        raise BadNotice("there is no key to check the signature with")
    try:
        stripe.WebhookSignature.verify_header(
            body, headers.get("Stripe-Signature"), secret, TOLERANCE
        )
    except (stripe.SignatureVerificationError, ValueError) as wrong:
        raise BadNotice("not signed by Stripe, or too old") from wrong
    return _parsed(body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _about(event: Mapping[str, Any]) -> dict[str, Any]:
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    return about if isinstance(about, dict) else {}


def _heard_dispute(notice_id: str, dispute: Mapping[str, Any], said: Said) -> Heard | None:
    intent = str(dispute.get("payment_intent") or "")
    if not intent:
        return None
    return Heard(
        notice_id=notice_id,
        reference="",
        status=said,
        provider_id=intent,
        amount=int(dispute.get("amount") or 0),
        currency=str(dispute.get("currency") or "").upper(),
        code=str(dispute.get("reason") or "general"),
    )


def _heard(notice_id: str, said: Said, intent: Mapping[str, Any]) -> Heard:
    code, message = _failure(intent) or ("", "")
    return Heard(
        notice_id=notice_id,
        reference=(intent.get("metadata") or {}).get("reference", ""),
        status=said,
        provider_id=intent["id"],
        amount=int(intent.get("amount_received") or intent["amount"]),
        currency=str(intent["currency"]).upper(),
        code=code if said == "failed" else "",
        message=message if said == "failed" else "",
    )


def _failure(intent: Mapping[str, Any]) -> tuple[str, str] | None:
    error = intent.get("last_payment_error")
    if not error:
        return None
    return str(error.get("code") or "card_declined"), str(error.get("message") or "")


def _trouble(error: "stripe.StripeError", payment: PaymentFacts) -> Next:
    """The outcome is unknown when the card was already with Stripe: then we wait and ask again."""
    unclear = _is_unclear(error)
    if payment.provider_id and (unclear or is_about_keys(error)):
        return Wait(payment.provider_id)
    if is_about_keys(error):
        return Failed(WRONG_KEYS, _words(error))
    if unclear:
        return Failed("unreachable", _("The card service does not answer. Please try again."))
    return Failed(error.code or "refused", _words(error))


def _is_unclear(error: "stripe.StripeError") -> bool:
    """Whether nobody knows what became of it."""
    return isinstance(error, stripe.APIConnectionError | stripe.APIError | stripe.RateLimitError)


def _reference(made: "stripe.Refund") -> str:
    return str((made.to_dict().get("metadata") or {}).get("reference", ""))


def _words(error: "stripe.StripeError") -> str:
    if is_about_keys(error):
        return _("The card service does not accept the keys of the shop. Nothing was charged.")
    return error.user_message or _("The card was refused. Please try another one.")
