"""The provider speaks of another amount: the buyer is not left waiting."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import what_for
from tessera.domain.orders.models import Status


class PaymentUnclear(Mail):
    """To the buyer: the organiser knows, and looks into it."""

    code = "payment_unclear"
    name = gettext_lazy("Payment of another amount")
    when = gettext_lazy("When a provider confirms another amount than was asked for")
    needed = gettext_lazy("It is about the buyer’s money.")
    on = "payment.refused"

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when it was mended meanwhile, or the order has ended."""
        return super().to(occasion) if occasion.order.status == Status.FAILED else None

    def facts(self, occasion: Occasion) -> Letter:
        """That nothing is lost, and what can be done."""
        return Letter(
            subject=_("About your payment: %(what)s") % {"what": what_for(occasion.order)},
            sign=_("Payment unclear"),
            tone="bad",
            headline=_("We could not assign your payment"),
            paragraphs=(
                _("The payment provider confirmed another amount than your order costs."),
                _("The organiser knows and clears it up: what was taken from you is not lost."),
                _("You may pay again now, or write to us."),
            ),
            button=Button(_("Pay again"), occasion.pay_url),
        )
