"""What a mail is: the contract of `plugins/mails`."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tessera.domain.activity.models import Activity
from tessera.domain.memberships.models import Member, Membership
from tessera.domain.orders.models import Order
from tessera.domain.shops.models import Shop
from tessera.lib.i18n import pick, say_day
from tessera.lib.registry import Registry

Tone = Literal["good", "waiting", "bad", "calm"]
Attachment = Literal["tickets", "calendar", "invoice", "credit_note"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What happened, to which order (with its shop), and where its page is."""

    activity: Activity
    order: Order
    order_url: str
    pay_url: str

    @property
    def language(self) -> str:
        """The language of who reads it."""
        return self.order.language

    @property
    def shop(self) -> Shop:
        """In whose name it is said."""
        return self.order.shop

    @property
    def desk_url(self) -> str:
        """Where the team finds the order."""
        found = reverse("backoffice:order", args=[self.order.shop.slug, self.order.number])
        return settings.PUBLIC_URL + found


@dataclass(frozen=True, slots=True)
class MemberOccasion:
    """What happened, to which membership (with member, level and plan), in the name of which
    shop; `price` is what a renewal costs, in words.

    The pages: all memberships of the member, renewing this one, and the card.
    """

    activity: Activity
    membership: Membership
    shop: Shop
    price: str
    mine_url: str
    renew_url: str
    card_url: str

    @property
    def member(self) -> Member:
        """Who reads it."""
        return self.membership.member

    @property
    def language(self) -> str:
        """The language of who reads it, or the first of the shop."""
        spoken: list[str] = self.shop.languages
        return self.member.language if self.member.language in spoken else spoken[0]

    @property
    def level(self) -> str:
        """What the level is called."""
        return pick(self.membership.level.name, self.language)

    @property
    def until(self) -> str:
        """The last day, in words."""
        ends = self.membership.ends_on
        return say_day(ends, self.language) if ends else _("without end")


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Facts that are copied from the mail: how to pay."""

    title: str
    rows: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in plain text; the layout makes it HTML and text, and escapes it.

    `sign` is one or two words on top, in the colour of `tone`; `shows_order` adds the summary.
    """

    subject: str
    headline: str
    paragraphs: tuple[str, ...]
    sign: str = ""
    tone: Tone = "calm"
    button: Button | None = None
    panel: Panel | None = None
    shows_order: bool = True
    closing: tuple[str, ...] = field(default_factory=tuple)


class Told:
    """What every automatic mail says of itself: when it goes out, and whether it can be stopped."""

    code = ""
    name: str | Promise = ""
    when: str | Promise = ""
    needed: str | Promise = ""
    opening = 1
    on = ""
    also_on: tuple[str, ...] = ()


class Mail(Told):
    """One automatic mail: written once for every activity called `on`, or one of `also_on`.

    `pause`: not written again for the same order within that time.
    `when` says when it goes out; `needed` why it cannot be switched off ("": it can).
    `opening`: so many paragraphs make way for a shop's own introduction.
    `for_team`: it goes to the shop's own address, and not to the buyer.
    `shown_with`: a preview is rather of an order that has one of these statuses.
    """

    attachments: tuple[Attachment, ...] = ()
    pause: timedelta | None = None
    for_team = False
    shown_with: tuple[str, ...] = ()

    def to(self, occasion: Occasion) -> str | None:
        """The address, or nothing: then no mail is written."""
        order = occasion.order
        return (order.shop.contact_email if self.for_team else order.email) or None

    def facts(self, occasion: Occasion) -> Letter:
        """What it says, in the language that gettext speaks when it is asked."""
        raise NotImplementedError

    def example(self, order: Order) -> dict[str, Any]:
        """Facts of what happened, for a preview where it never did."""
        return {"amount": order.total, "currency": order.currency, "reason": "given_back"}


MAILS = Registry("tessera.plugins.mails", Mail)


class MemberMail(Told):
    """One automatic mail to a member: written once for every activity of a membership called `on`,
    or one of `also_on`. The rest is as with `Mail`."""

    def to(self, occasion: MemberOccasion) -> str | None:
        """The address, or nothing: then no mail is written."""
        return occasion.member.email or None

    def facts(self, occasion: MemberOccasion) -> Letter:
        """What it says, in the language that gettext speaks when it is asked."""
        raise NotImplementedError


MEMBER_MAILS = Registry("tessera.plugins.member_mails", MemberMail)


def mail_part(code: str) -> type[Mail] | type[MemberMail] | None:
    """The automatic mail of this code, about orders or memberships."""
    return MAILS.all().get(code) or MEMBER_MAILS.all().get(code)


def member_mails_on(verb: str) -> list[MemberMail]:
    """The mails to members that answer to an activity."""
    return [part() for part in MEMBER_MAILS.all().values() if verb in (part.on, *part.also_on)]


def mails_on(verb: str) -> list[Mail]:
    """The mails that answer to an activity."""
    return [part() for part in MAILS.all().values() if verb in (part.on, *part.also_on)]
