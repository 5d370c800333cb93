"""What a way to pay is: the contract of `plugins/payment_methods`, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tessera.domain.orders.models import Channel
from tessera.lib.registry import Registry

Said = Literal["received", "failed", "processing", "cancelled", "disputed", "won", "lost"]
"""What a provider can say of a payment or of a refund; the last two of a dispute that ended."""

EVERYWHERE = frozenset({Channel.ONLINE, Channel.RESELLER, Channel.COUNTER})


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One wish to pay, as a method needs to know it. Amounts in minor units.

    `reference` is ours, unique and the same for every repeat; `provider_id` and `data` are
    what the method answered before. `agreed` is the text by which the buyer allowed later
    charges: then a method that can keeps the account.
    """

    reference: str
    amount: int
    currency: str
    description: str
    email: str
    return_url: str
    notice_url: str
    language: str
    provider_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """An account that its owner agreed to be charged by, as the provider knows it."""

    provider_customer: str
    provider_method: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """One wish to give money back, of the payment that `provider_id` names."""

    reference: str
    amount: int
    currency: str
    provider_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An account that the provider keeps for later charges; `label` is what people know it by."""

    provider_customer: str
    provider_method: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """The money is here; `kept` the account it came from, where that was agreed to."""

    provider_id: str = ""
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do now: somebody will validate it, or a notice will come."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The buyer pays on another page."""

    url: str
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The buyer pays on ours: this template with these facts."""

    template: str
    context: Mapping[str, Any]
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """It cannot be paid so; the message is the provider's own, for the buyer.

    `is_passing`: nobody answered, or not now; the same may work later.
    """

    code: str
    message: str
    is_passing: bool = False


Next = Received | Wait | Redirect | Form | Failed
"""What comes after a payment was asked for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a provider said of one payment. `notice_id` is the same when it says it again.

    Without our `reference` the payment is the one of this `provider_id`. `kept` is the account
    that was kept with it.
    """

    notice_id: str
    reference: str
    status: Said
    provider_id: str
    amount: int
    currency: str
    code: str = ""
    message: str = ""
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A payment by our reference, or by the provider's."""

    reference: str = ""
    provider_id: str = ""


class BadNotice(Exception):
    """The notice is not signed by the provider, or cannot be read."""


class Method:
    """A way to pay. Stateless but for the settings of its shop; it may use the network.

    `asks_nobody`: it uses no network, so that it may answer within a transaction.
    `waits`: the order waits, with its places, until somebody validates the payment.
    `needs_address`: the buyer must give a postal address, as an invoice does.
    `is_billed`: the buyer gets an invoice when the order is placed.
    `only_for_nothing`: offered for a total of 0, and then alone.
    `only_for_tests`: no money moves; for the team of a shop in test mode, which needs no row of it.
    `description`: what buyers read of it, where the shop wrote nothing.
    `gives_back`: `refund` sends the money back; without, somebody does it by hand.
    `keeps`: where the buyer agreed, it keeps the account, and can `charge` it again later.
    `currencies`: the ones it takes; none means all.
    `Settings` with secrets has `remember(kept)`, before it is shown, and `kept()`: what to store.
    """

    code = ""
    name: str | Promise = ""
    description: str | Promise = ""
    channels: frozenset[str] = EVERYWHERE
    currencies: frozenset[str] | None = None
    asks_nobody = False
    waits = False
    needs_address = False
    is_billed = False
    only_for_nothing = False
    only_for_tests = False
    gives_back = False
    keeps = False
    Settings: type[forms.Form] | None = None

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.settings = dict(settings or {})

    def is_ready(self) -> bool:
        """Whether all it needs (keys, an account) is there."""
        return True

    def waits_days(self) -> int | None:
        """How many days an order may wait for it; none means until its first date."""
        return None

    def start(self, payment: PaymentFacts) -> Next:
        """Ask for the money; safe to repeat with the same reference."""
        raise NotImplementedError

    def charge(self, payment: PaymentFacts, mandate: MandateFacts) -> Next:
        """Charge an account that was agreed to, without its owner being there; safe to repeat with
        the same reference, however long after.

        Failed with `is_passing`: nobody knows, or not now; the same wish is to be asked again.
        """
        return Failed("cannot_charge", _("This way to pay cannot charge an account by itself."))

    def release(self, mandate: MandateFacts) -> bool:
        """Forget an account that is charged no more; safe to repeat. Says whether it is forgotten:
        if not, it is to be asked again."""
        return True

    def answer(self, payment: PaymentFacts, given: Mapping[str, str]) -> Next:
        """What comes after the buyer sent the page of `Form`; by default the page again."""
        return self.start(payment)

    def named_in(self, body: bytes) -> Named:
        """Which payment a call from outside is about, as it says; nothing is believed yet."""
        return Named()

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Heard | None:
        """What a call from outside says; nothing when it is not about a payment of ours.

        Refuses (BadNotice) what the provider did not sign.
        """
        raise BadNotice(f"{self.code} sends no notices")

    def poll(self, payment: PaymentFacts) -> Heard | None:
        """What the provider says when we ask; nothing when there is no news."""
        return None

    def withdraw(self, payment: PaymentFacts) -> bool:
        """Make sure that it cannot be paid any more; says whether that is so."""
        return True

    def refund(self, refund: RefundFacts) -> Next:
        """Give money back, or say how that stands; safe to repeat with the same reference.

        Received: the money has left. Wait: the provider is at it, and is asked again later.
        """
        return Wait()


METHODS: Registry[Method] = Registry("tessera.plugins.payment_methods", Method)

OWN = "own"
"""The part that serves every way to pay of the organisers' own (cheque, holiday voucher)."""
OWN_CODES = f"{OWN}-"


def is_own(code: str) -> bool:
    """Whether a way to pay is an organiser's own: a row, and no part of this code."""
    return code.startswith(OWN_CODES)


def part_named(code: str) -> type[Method] | None:
    """The part behind the code of a way to pay; nothing when it is gone."""
    return METHODS.all().get(OWN if is_own(code) else code)


def part_behind(code: str) -> type[Method]:
    """The same; refuses (KeyError) a code without a part."""
    return METHODS.get(OWN if is_own(code) else code)
