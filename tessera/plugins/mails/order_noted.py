"""The order waits for the organiser's approval; nothing is to be paid yet."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.domain.mailing.mail import Button, Letter, Mail, Occasion
from tessera.domain.mailing.summary import has_places, what_for
from tessera.domain.orders.models import Status


class OrderNoted(Mail):
    """To a buyer whose order has to be approved first."""

    code = "order_noted"
    name = gettext_lazy("Order noted, waiting for approval")
    when = gettext_lazy("When an order is placed that you have to approve first")
    on = "order.placed"
    shown_with = (Status.REVIEW,)

    def to(self, occasion: Occasion) -> str | None:
        """Nobody when there is nothing to approve, or it was done meanwhile."""
        return super().to(occasion) if occasion.order.status == Status.REVIEW else None

    def facts(self, occasion: Occasion) -> Letter:
        """That places are kept, and what comes next."""
        order = occasion.order
        return Letter(
            subject=_("We have noted your order %(number)s: %(what)s")
            % {"number": order.number, "what": what_for(order)},
            sign=_("Waiting for approval"),
            tone="waiting",
            headline=_("We have noted your order"),
            paragraphs=(
                _("We look at it and keep your places meanwhile.")
                if has_places(order)
                else _("We look at it and write to you."),
                _("Once it is approved, we send you a link to pay. There is nothing to pay yet."),
            ),
            button=Button(_("Open my order"), occasion.order_url),
        )
