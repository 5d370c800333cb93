"""The payment did not work: why, and how to try again."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import has_places, what_for
from tessera.domain.orders.models import Status
from tessera.lib.i18n import say_date


class PaymentFailed(Mail):
    """To the buyer, with the provider's own words; not after each of ten tries."""

    code = "payment_failed"
    name = gettext_lazy("Payment failed")
    when = gettext_lazy("When a payment did not work; at most every half hour")
    on = "payment.failed"
    shown_with = (Status.PENDING,)
    pause = timedelta(minutes=30)

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when it has worked meanwhile, or the order has ended."""
        return super().to(occasion) if occasion.order.status == Status.FAILED else None

    def facts(self, occasion: Occasion) -> Letter:
        """What the provider said, and the way to pay again."""
        order = occasion.order
        said = str(occasion.activity.facts.get("message") or "").strip()
        paragraphs = [_("Your payment did not go through, and nothing was charged.")]
        if said:
            paragraphs.append(_("The payment provider says: “%(said)s”") % {"said": said})
        if order.held_until:
            until = say_date(order.held_until, order.shop.time_zone, order.language)
            said = (
                _("We keep your places until %(until)s.")
                if has_places(order)
                else _("You can pay until %(until)s.")
            )
            paragraphs.append(said % {"until": until})
        return Letter(
            subject=_("Your payment did not work: %(what)s") % {"what": what_for(order)},
            sign=_("Payment failed"),
            tone="bad",
            headline=_("Your payment did not work"),
            paragraphs=tuple(paragraphs),
            button=Button(_("Try again"), occasion.pay_url),
        )
