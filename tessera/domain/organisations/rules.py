"""Rights: what can be done, by whom, on what."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowed, NotFound


class Can(StrEnum):
    """One right. Profiles are sets of them."""

    SEE_DASHBOARD = "see_dashboard"
    EDIT_PROGRAMME = "edit_programme"
    SEE_ORDERS = "see_orders"
    EDIT_ORDERS = "edit_orders"
    VALIDATE_PAYMENTS = "validate_payments"
    REFUND = "refund"
    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    EXPORT = "export"
    SELL_AT_COUNTER = "sell_at_counter"
    SCAN = "scan"
    SEE_CONTROL = "see_control"
    SEE_MESSAGES = "see_messages"
    SEE_ACCOUNTING = "see_accounting"
    EDIT_SETTINGS = "edit_settings"
    EDIT_TEAM = "edit_team"
    USE_API = "use_api"


EVERYTHING = frozenset(Can)

READY_MADE: dict[str, frozenset[Can]] = {
    "administrator": EVERYTHING,
    "programming": frozenset({Can.SEE_DASHBOARD, Can.EDIT_PROGRAMME, Can.EDIT_SETTINGS}),
    "sales": frozenset(
        {
            Can.SEE_DASHBOARD,
            Can.SEE_ORDERS,
            Can.EDIT_ORDERS,
            Can.VALIDATE_PAYMENTS,
            Can.REFUND,
            Can.SEE_CUSTOMERS,
            Can.EDIT_CUSTOMERS,
            Can.EXPORT,
            Can.SELL_AT_COUNTER,
            Can.SEE_MESSAGES,
        }
    ),
    "statistics": frozenset({Can.SEE_DASHBOARD, Can.SEE_CONTROL}),
    "accounting": frozenset(
        {
            Can.SEE_DASHBOARD,
            Can.SEE_ORDERS,
            Can.VALIDATE_PAYMENTS,
            Can.SEE_ACCOUNTING,
            Can.EXPORT,
        }
    ),
    "reseller": frozenset({Can.SELL_AT_COUNTER, Can.SEE_ORDERS}),
    "clerk": frozenset(
        {
            Can.SELL_AT_COUNTER,
            Can.SEE_ORDERS,
            Can.EDIT_ORDERS,
            Can.VALIDATE_PAYMENTS,
            Can.SEE_CUSTOMERS,
        }
    ),
    "steward": frozenset({Can.SCAN, Can.SEE_CONTROL}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a token, a device or the system, within one organisation.

    `shops` limits the actor to those shops; None means all of the organisation. So do `events`,
    `zones`, `channels` and `methods` within them.
    """

    label: str
    person_id: int | None = None
    organisation_id: int | None = None
    can: frozenset[Can] = field(default_factory=frozenset)
    shops: frozenset[int] | None = None
    events: frozenset[int] | None = None
    zones: frozenset[int] | None = None
    channels: frozenset[str] | None = None
    methods: frozenset[str] | None = None
    kind: str = "person"

    def may(self, right: Can) -> bool:
        """Whether the actor holds the right at all."""
        return right in self.can

    def may_in(self, right: Can, shop_id: int) -> bool:
        """Whether the actor holds the right in this shop (of its own organisation)."""
        return right in self.can and (self.shops is None or shop_id in self.shops)


SYSTEM = Actor(label="system", kind="system", can=EVERYTHING)
"""The timetable and the payment providers."""

BUYER = Actor(label="buyer", kind="buyer")
"""Somebody in the shop, known only by the link or cookie they hold."""


def require(actor: Actor, right: Can) -> None:
    """Refuses (NotAllowed) an actor without the right."""
    if actor.kind != "system" and not actor.may(right):
        raise NotAllowed(
            _("Your profile does not include this. Ask an administrator."), right=right
        )


def require_in(actor: Actor, *, organisation_id: int, shop_id: int) -> None:
    """Refuses (NotFound) an actor of another organisation, or one limited to other shops."""
    if actor.kind == "system":
        return
    if actor.organisation_id != organisation_id or not (
        actor.shops is None or shop_id in actor.shops
    ):
        raise NotFound(_("There is no such thing."))
