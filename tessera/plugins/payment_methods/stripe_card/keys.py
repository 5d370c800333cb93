"""The keys of Stripe: those of a shop, or those of the installation; tried before they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.lib.lazily import Lazily
from tessera.lib.sealing import seal, unseal

if TYPE_CHECKING:
    import stripe
else:
    stripe = Lazily("stripe")

HOSTED = "hosted"
"""The setting of a shop whose buyers pay on Stripe's own page."""
NAMES = ("publishable_key", "secret_key", "webhook_secret")


@dataclass(frozen=True, slots=True)
class Keys:
    """What we are known by at Stripe, and what its notices are signed with."""

    secret: str
    publishable: str
    webhook: str


def keys_in(kept: Mapping[str, Any]) -> Keys:
    """The shop's own keys, or those of the installation."""
    secret = unseal(str(kept.get("secret") or ""), key=settings.SECRET_KEY)
    if not secret:
        return Keys(
            settings.STRIPE_SECRET_KEY,
            settings.STRIPE_PUBLISHABLE_KEY,
            settings.STRIPE_WEBHOOK_SECRET,
        )
    webhook = unseal(str(kept.get("webhook") or ""), key=settings.SECRET_KEY)
    return Keys(secret, str(kept.get("publishable_key") or ""), webhook)


class StripeKeys(forms.Form):
    """The shop's own keys. What is secret is sealed, and only its end is ever shown again."""

    publishable_key = forms.CharField(
        label=gettext_lazy("Publishable key"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Begins with pk_. Stripe: Developers → API keys."),
    )
    secret_key = forms.CharField(
        label=gettext_lazy("Secret key"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    webhook_secret = forms.CharField(
        label=gettext_lazy("Signing secret of the webhook"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    page = forms.ChoiceField(
        label=gettext_lazy("Where buyers pay"),
        required=False,
        choices=[
            ("", gettext_lazy("Card fields on our own page")),
            (HOSTED, gettext_lazy("Stripe’s page: cards, TWINT, SEPA, Apple Pay, Google Pay")),
        ],
        help_text=gettext_lazy(
            "Stripe’s page offers every way that your account has switched on under"
            " Settings → Payment methods."
        ),
    )
    own_keys_go = forms.BooleanField(label=gettext_lazy("Forget these keys"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before: dict[str, Any] = {}

    def remember(self, kept: Mapping[str, Any]) -> None:
        """Say of the keys that are kept only how they end, and whether they are live."""
        self.before = dict(kept)
        secret, webhook = self.fields["secret_key"], self.fields["webhook_secret"]
        secret.help_text = _ending(kept, "secret") or _("Begins with sk_ or rk_.")
        url = f"{settings.PUBLIC_URL}/hooks/payments/stripe/"
        where = _("Begins with whsec_. Stripe: Developers → Webhooks, with this address: %(url)s")
        webhook.help_text = _ending(kept, "webhook") or where % {"url": url}
        if not kept.get("secret"):
            del self.fields["own_keys_go"]

    def clean(self) -> dict[str, Any]:
        """Asks Stripe; refuses keys it does not accept, or that do not belong together."""
        told = {**(super().clean() or {})}
        if told.get("own_keys_go") or not any(told.get(name) for name in NAMES):
            return told
        publishable = str(told.get("publishable_key") or "").strip()
        typed = str(told.get("secret_key") or "").strip()
        secret = typed or unseal(str(self.before.get("secret") or ""), key=settings.SECRET_KEY)
        problem = _shape_problem(publishable, secret, str(told.get("webhook_secret") or "").strip())
        if problem:
            self.add_error(*problem)
        elif typed:
            refusal = refused_keys(typed)
            if refusal:
                self.add_error("secret_key", refusal)
        return told

    def kept(self) -> dict[str, Any]:
        """The column: what was typed, sealed, and the rest as it was."""
        told = self.cleaned_data
        page = {"page": HOSTED} if told.get("page") == HOSTED else {}
        if told.get("own_keys_go"):
            return page
        before = {name: value for name, value in self.before.items() if name != "page"}
        kept = {**before, "publishable_key": str(told.get("publishable_key") or "").strip()}
        for name, typed in (("secret", "secret_key"), ("webhook", "webhook_secret")):
            text = str(told.get(typed) or "").strip()
            if text:
                kept[name] = seal(text, key=settings.SECRET_KEY)
                kept[f"{name}_ends"] = text[-4:]
                kept[f"{name}_is_live"] = "_live_" in text
        return (kept if kept.get("secret") else {}) | page


def refused_keys(secret: str) -> str:
    """Why Stripe does not accept this secret key, in plain words; "" when it does."""
    try:
        client_for(secret, settings.STRIPE_API_BASE).v1.payment_intents.list({"limit": 1})
    except stripe.AuthenticationError:
        return _("Stripe does not know this key. Copy it again from Developers → API keys.")
    except stripe.PermissionError:
        return _("This key may not read payments. Allow “PaymentIntents” for it, or take another.")
    except stripe.APIConnectionError:
        return _("Stripe does not answer now, so the key could not be checked. Try again.")
    except stripe.StripeError as error:
        return error.user_message or _("Stripe does not accept this key.")
    return ""


def _shape_problem(publishable: str, secret: str, webhook: str) -> tuple[str, str] | None:
    if not secret.startswith(("sk_", "rk_")):
        return "secret_key", _("The secret key begins with sk_ or rk_.")
    if not publishable.startswith("pk_"):
        return "publishable_key", _("The publishable key begins with pk_.")
    if ("_live_" in publishable) != ("_live_" in secret):
        return "publishable_key", _("One key is live and the other is for tests: take a pair.")
    if webhook and not webhook.startswith("whsec_"):
        return "webhook_secret", _("The signing secret begins with whsec_.")
    return None


def _ending(kept: Mapping[str, Any], name: str) -> str:
    if not kept.get(name):
        return ""
    ends = {"ends": kept.get(f"{name}_ends", "")}
    if name == "webhook":
        return _("Kept: ends with %(ends)s. Leave empty to keep it.") % ends
    if kept.get("secret_is_live"):
        return _("Live key, ends with %(ends)s. Leave empty to keep it.") % ends
    return _("Test key, ends with %(ends)s. Leave empty to keep it.") % ends


@lru_cache(maxsize=64)
def client_for(key: str, base: str) -> "stripe.StripeClient":
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=(5, 20)),
    )


def is_about_keys(error: "stripe.StripeError") -> bool:
    """Whether Stripe does not accept the keys, or not for this."""
    return isinstance(error, stripe.AuthenticationError | stripe.PermissionError)
