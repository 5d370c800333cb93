"""Money that went back has left: the buyer can expect it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import what_for
from tessera.lib.money import Money


class PaymentRefunded(Mail):
    """To the buyer, when the provider or somebody by hand has sent the money."""

    code = "payment_refunded"
    name = gettext_lazy("Refund made")
    when = gettext_lazy("When money has gone back")
    opening = 0
    on = "payment.refunded"
    attachments = ("credit_note",)

    def facts(self, occasion: Occasion) -> Letter:
        """How much, and where to look for it."""
        order, facts = occasion.order, occasion.activity.facts
        money = Money(int(facts["amount"]), str(facts["currency"])).format(order.language)
        return Letter(
            subject=_("Refund made: %(what)s") % {"what": what_for(order)},
            sign=_("Paid back"),
            tone="good",
            headline=_("%(money)s is on its way back to you") % {"money": money},
            paragraphs=(_where(str(facts.get("how") or "")), *_paper(facts)),
            button=Button(_("Open my order"), occasion.order_url),
        )


def _paper(facts: Mapping[str, Any]) -> tuple[str, ...]:
    number = facts.get("credit_note")
    return (_("Credit note %(number)s is attached.") % {"number": number},) if number else ()


def _where(how: str) -> str:
    if how == "cash":
        return _("It was given back to you in cash.")
    if how == "transfer":
        return _("It was sent to your bank account. Banks may take a few days.")
    if how:
        return _("It was sent back to you. This may take a few days.")
    return _("It goes back to what you paid with. Banks may take up to ten days to show it.")
