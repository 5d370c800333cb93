"""Money came that is not ours to keep: it goes back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import what_for
from tessera.lib.money import Money


class PaymentReturned(Mail):
    """To the buyer, with the reason."""

    code = "payment_returned"
    name = gettext_lazy("Payment goes back")
    when = gettext_lazy("When it is decided that money goes back")
    needed = gettext_lazy("It is about the buyer’s money.")
    opening = 0
    on = "payment.to_refund"

    def facts(self, occasion: Occasion) -> Letter:
        """How much goes back, and why."""
        order, facts = occasion.order, occasion.activity.facts
        money = Money(int(facts["amount"]), str(facts["currency"])).format(order.language)
        return Letter(
            subject=_("We return your payment: %(what)s") % {"what": what_for(order)},
            sign=_("Goes back to you"),
            tone="waiting",
            headline=_("We return your payment"),
            paragraphs=(
                _reason(str(facts.get("reason"))),
                _("We return %(money)s to you.") % {"money": money},
            ),
            button=Button(_("Open my order"), occasion.order_url),
        )


def _reason(reason: str) -> str:
    if reason == "overpaid":
        return _("Your order was already paid; a second payment has reached us.")
    if reason == "places_gone":
        return _("Your payment came when your places had already gone to others. We are sorry.")
    if reason == "given_back":
        return _("The organiser gives money of your order back.")
    return _("Your payment came after your order had ended.")
