"""Money came for places that others have by now: the team knows of it, as the buyer does."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.lib.money import Money

REASONS = ("places_gone", "order_ended")


class PaymentTooLate(Mail):
    """To the team: what is to go back."""

    code = "payment_too_late"
    name = gettext_lazy("Payment came too late (to your team)")
    when = gettext_lazy("When money comes for an order that has ended and cannot be honoured")
    opening = 0
    on = "payment.to_refund"
    for_team = True

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when money goes back for another reason."""
        reason = occasion.activity.facts.get("reason")
        return super().to(occasion) if reason in REASONS else None

    def facts(self, occasion: Occasion) -> Letter:
        """How much came, and what becomes of it."""
        order, facts = occasion.order, occasion.activity.facts
        money = Money(int(facts["amount"]), str(facts["currency"])).format(order.language)
        told = {"number": order.number, "money": money}
        return Letter(
            subject=_("Paid too late: order %(number)s") % told,
            sign=_("To your team"),
            tone="waiting",
            headline=_("A payment came too late"),
            paragraphs=(
                _("%(money)s came for order %(number)s after it had ended.") % told,
                _(
                    "It goes back: by itself where the way to pay can, else it waits for you under"
                    " Sales, Refunds. The buyer has been told."
                ),
            ),
            button=Button(_("Open the order"), occasion.desk_url),
        )
