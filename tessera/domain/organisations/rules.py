"""Rights: what can be done, by whom, on what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from tessera.domain.organisations.errors import BeyondYourRights
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
    SEE_ACTIVITY = "see_activity"
    SEE_MEMBERS = "see_members"
    EDIT_MEMBERS = "edit_members"


EVERYTHING = frozenset(Can)
ADMINISTRATOR, RESELLER = "administrator", "reseller"

READY_MADE: dict[str, frozenset[Can]] = {
    ADMINISTRATOR: EVERYTHING,
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
            Can.SEE_MEMBERS,
            Can.EDIT_MEMBERS,
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
    RESELLER: frozenset({Can.SELL_AT_COUNTER, Can.SEE_ORDERS}),
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


DEVICE = frozenset({Can.SCAN, Can.SEE_CONTROL})
"""The most that a code for door devices opens, whatever its profile allows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """On what rights hold. None means no such limit; an empty set means nothing at all."""

    shops: frozenset[int] | None = None
    events: frozenset[int] | None = None
    zones: frozenset[int] | None = None
    channels: frozenset[str] | None = None
    methods: frozenset[str] | None = None

    def holds(self, other: "Limits") -> bool:
        """Whether everything within the other is within this too."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return all(
            ours is None or (theirs is not None and theirs <= ours) for ours, theirs in pairs
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a token, a device or the system, within one organisation.

    `shops` limits the actor to those shops; None means all of the organisation. So do `events`,
    `zones`, `channels` and `methods` within them. `lacks_mfa`: the organisation wants a second
    factor of its team, and this person has none yet.
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
    lacks_mfa: bool = False

    @property
    def limits(self) -> Limits:
        """On what the actor's rights hold."""
        return Limits(self.shops, self.events, self.zones, self.channels, self.methods)

    @property
    def is_narrow(self) -> bool:
        """Whether the actor sees only part of what is in its shops."""
        return (self.events, self.zones, self.channels, self.methods) != (None,) * 4

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


def require_within(actor: Actor, *, rights: Collection[str], limits: Limits) -> None:
    """Refuses (BeyondYourRights) to hand out rights, or reach, that the actor does not hold."""
    if actor.kind == "system":
        return
    if not set(rights) <= actor.can:
        raise BeyondYourRights(
            _(
                "This profile includes rights that yours does not. Choose less, or ask an "
                "administrator."
            )
        )
    if not actor.limits.holds(limits):
        raise BeyondYourRights(
            _(
                "This profile reaches further than yours: other shops, events, zones, channels or "
                "payment methods. Choose among yours, or ask an administrator."
            )
        )
