"""What a mail is: the contract of `plugins/mails`."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from django.utils.functional import Promise

from tessera.domain.activity.models import Activity
from tessera.domain.orders.models import Order
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


class Mail:
    """One automatic mail: written once for every activity called `on`, or one of `also_on`.

    `pause`: not written again for the same order within that time.
    `when` says when it goes out; `needed` why it cannot be switched off ("": it can).
    `opening`: so many paragraphs make way for a shop's own introduction.
    """

    code = ""
    name: str | Promise = ""
    when: str | Promise = ""
    needed: str | Promise = ""
    opening = 1
    on = ""
    also_on: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    pause: timedelta | None = None

    def to(self, occasion: Occasion) -> str | None:
        """The address, or nothing: then no mail is written."""
        return occasion.order.email or None

    def facts(self, occasion: Occasion) -> Letter:
        """What it says, in the language that gettext speaks when it is asked."""
        raise NotImplementedError

    def example(self, order: Order) -> dict[str, Any]:
        """Facts of what happened, for a preview where it never did."""
        return {"amount": order.total, "currency": order.currency, "reason": "given_back"}


MAILS = Registry("tessera.plugins.mails", Mail)


def mails_on(verb: str) -> list[Mail]:
    """The mails that answer to an activity."""
    return [part() for part in MAILS.all().values() if verb in (part.on, *part.also_on)]
